"""The command line's words: one table of commands, Swedish help and Swedish errors."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from cli import bench, matters
from cli.decisions import add_output

_ERRORS = (
    (r"the following arguments are required: (.*)", r"det här saknas: \1"),
    (r"unrecognized arguments: (.*)", r"okända ord på kommandoraden: \1"),
    (
        r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)",
        r"\2 går inte att välja för \1; välj bland \3",
    ),
    (r"argument (\S+): expected one argument", r"\1 behöver ett värde"),
    (r"argument (\S+): expected at least one argument", r"\1 behöver minst ett värde"),
    (r"argument (\S+): invalid \S+ value: (.*)", r"\2 är inget giltigt värde för \1"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


def _swedish(message: str) -> str:
    for pattern, words in _ERRORS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message


class _Parser(argparse.ArgumentParser):
    """An argument parser that explains wrong use in Swedish, in one line, with exit code 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Fel användning: {_swedish(message)}. Se ”{self.prog} --help”.\n")

    def format_help(self) -> str:
        text = super().format_help()
        for english, swedish in (
            ("usage:", "användning:"),
            ("positional arguments:", "argument:"),
            ("options:", "flaggor:"),
            ("show this help message and exit", "visa den här hjälpen"),
        ):
            text = text.replace(english, swedish)
        return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"”{text}” är inget datum; skriv som 2024-03-12") from None


def _json_flag(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="skriv svaret som JSON")


def _index(command: argparse.ArgumentParser) -> None:
    words = "filer eller mappar med protokoll"
    command.add_argument("paths", nargs="*", type=Path, metavar="SÖKVÄG", help=words)
    command.add_argument("--rebuild", action="store_true", help="bygg om indexet från originalfilerna")
    command.add_argument("--watch", action="store_true", help="fortsätt och ta in nya och ändrade filer")


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="FRÅGA")
    command.add_argument("--explain", action="store_true", help="visa hela kedjan från fråga till svar")
    words = "tidigare fråga i samma samtal; kan anges flera gånger, äldst först"
    command.add_argument("--after", action="append", default=[], metavar="FRÅGA", help=words)


def _search(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="FRÅGA")
    command.add_argument("-k", "--hits", type=int, default=None, metavar="ANTAL", help="antal träffar (1-50)")


def _decisions(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from", dest="date_from", type=_day, metavar="DATUM", help="från och med, till exempel 2024-01-01"
    )
    command.add_argument("--to", dest="date_to", type=_day, metavar="DATUM", help="till och med")
    command.add_argument(
        "--body", default="", metavar="ORGAN", help="bara detta organ eller denna organisation"
    )
    command.add_argument(
        "--kind",
        default="substantive",
        choices=(
            "substantive",
            "all",
            "approves",
            "assigns",
            "intention",
            "follow_up",
            "notes",
            "rejects",
            "other",
        ),
        help="slag av beslut; utan flaggan visas alla utom rena noteringar",
    )
    command.add_argument("--text", default="", metavar="ORD", help="bara beslut som innehåller orden")
    command.add_argument(
        "--unmarked", action="store_true", help="ta med beslut i löpande text utan ”Beslut:”"
    )
    command.add_argument(
        "--format", default="text", choices=("text", "csv", "json", "xlsx"), help="form på utskriften"
    )
    command.add_argument("--matter", default="", metavar="ORD", help="bara beslut i frågan som orden nämner")
    add_output(command)


def _summarise(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "what",
        choices=("meeting", "briefing", "matter", "since"),
        metavar="VAD",
        help="meeting: ett möte; briefing: introduktion för ny ledamot; matter: en fråga över tid; "
        "since: nytt sedan förra mötet",
    )
    command.add_argument(
        "name", nargs="?", default="", metavar="NAMN", help="mötets fil, frågan eller organet"
    )
    command.add_argument("--body", default="", metavar="ORGAN", help="organet, till exempel Socialnämnden")
    command.add_argument("--from", dest="date_from", type=_day, metavar="DATUM", help="möten från och med")
    command.add_argument("--to", dest="date_to", type=_day, metavar="DATUM", help="möten till och med")
    command.add_argument(
        "--length", default="full", choices=("page", "three", "full"), help="en sida, tre sidor eller allt"
    )
    command.add_argument(
        "--format", default="text", choices=("text", "json", "md", "docx", "html"), help="form på utskriften"
    )
    add_output(command)
    command.add_argument(
        "--edited",
        type=Path,
        metavar="FIL",
        help="ett ändrat utkast (md): rader som ändrats märks som personalens",
    )


def _remove(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "document", metavar="DOKUMENT", help="filnamnet, som ”motesminne documents” visar det"
    )


def _set(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "document", metavar="DOKUMENT", help="filnamnet, som ”motesminne documents” visar det"
    )
    command.add_argument("--date", type=_day, metavar="DATUM", help="mötets datum, till exempel 2024-03-12")
    command.add_argument("--body", metavar="ORGAN", help="organets namn, till exempel Socialnämnden")
    command.add_argument("--organisation", metavar="NAMN", help="kommun, region eller förbund")
    command.add_argument(
        "--as-read", action="store_true", help="ta bort det som är angivet; det som lästes ur filen gäller"
    )


def _eval(command: argparse.ArgumentParser) -> None:
    command.add_argument("--gold", type=Path, required=True, metavar="FIL", help="frågefil (JSONL)")
    command.add_argument("--corpus", type=Path, required=True, metavar="MAPP", help="mapp med protokollen")
    command.add_argument("--retrieval-only", action="store_true", help="mät bara sökningen, inte svaren")
    command.add_argument(
        "--baselines", action="store_true", help="mät även de enkla recepten i samma körning"
    )
    command.add_argument("--ablation", action="store_true", help="mät sökningen med en del utelämnad i taget")
    command.add_argument(
        "--report", type=Path, metavar="MAPP", help="skriv rapport som Markdown, JSON och HTML"
    )
    command.add_argument("--explain", default="", metavar="ID", help="visa varför en fråga missade")
    command.add_argument(
        "--mutations", action="store_true", help="mät om kontrollerna fångar ändrade påståenden"
    )
    command.add_argument("--injection", action="store_true", help="mät om protokoll som ger order åtlyds")
    command.add_argument(
        "--prompt",
        type=Path,
        metavar="FIL",
        help="pröva en annan instruktion än prompts/answer.md",
    )
    command.add_argument(
        "--resume", type=Path, metavar="FIL", help="spara modellens svar här och fortsätt därifrån"
    )
    command.add_argument(
        "--summaries", action="store_true", help="mät sammanfattningar: --gold är då referenspunkter"
    )
    command.add_argument("--work", type=Path, metavar="MAPP", help="spara arbetet här och fortsätt det")
    command.add_argument("--seconds", type=float, default=1e9, metavar="TAL", help="arbeta så länge per gång")
    command.add_argument(
        "--parsing", action="store_true", help="mät bara tolkningen: --gold är då ett facit över beslut"
    )
    command.add_argument(
        "--meetings", type=Path, metavar="FIL", help="facit över organ, organisation och datum (JSONL)"
    )


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host", default=None, metavar="ADRESS", help="adress att lyssna på (annars 127.0.0.1)"
    )
    command.add_argument("--port", type=int, default=None, metavar="PORT", help="port (annars 7860)")
    command.add_argument(
        "--name",
        action="append",
        dest="names",
        metavar="VÄRDNAMN",
        help="namn som webbläsare får använda för sidan; kan anges flera gånger",
    )
    command.add_argument(
        "--tls-cert", type=Path, default=None, metavar="FIL", help="serverns certifikat (PEM)"
    )
    command.add_argument(
        "--tls-key", type=Path, default=None, metavar="FIL", help="certifikatets nyckel (PEM)"
    )
    command.add_argument(
        "--tls-proxy", action="store_true", help="en betrodd proxy sköter TLS (se trusted_proxies)"
    )


def _users(command: argparse.ArgumentParser) -> None:
    words = "lägg till, visa eller ta bort konton, byt lösenord eller roll"
    command.add_argument("action", choices=("add", "list", "remove", "password", "role"), help=words)
    command.add_argument("name", nargs="?", default="", metavar="NAMN", help="kontots namn")
    command.add_argument(
        "--role",
        choices=("read", "edit", "admin"),
        default=None,
        help="read läser och frågar, edit ändrar även protokollen, admin även index och konton",
    )
    command.add_argument(
        "--proxy-login", action="store_true", help="utan lösenord: en betrodd proxy sköter inloggningen"
    )


def _models(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=("list", "fetch", "verify"), help="visa, hämta eller kontrollera")
    command.add_argument(
        "names", nargs="*", metavar="MODELL", help="utan namn: de modeller som inställningarna använder"
    )
    command.add_argument(
        "--from", dest="folder", type=Path, metavar="MAPP", help="hämta från en mapp i stället för nätet"
    )


def _plain(_command: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("index", "läs in protokoll från filer och mappar", _index),
    ("ask", "ställ en fråga och få ett svar med källor", _ask),
    ("search", "sök passager utan att formulera svar", _search),
    ("decisions", "visa besluten", _decisions),
    ("matters", "visa frågor som följts över flera möten, och varför", matters.add_arguments),
    ("summarise", "sammanfatta ett möte, ett organ eller en fråga, med källor", _summarise),
    ("documents", "visa vilka protokoll som är inlästa", _plain),
    ("remove", "ta bort ett protokoll och alla spår av det", _remove),
    ("set", "ange ett protokolls datum, organ eller organisation", _set),
    ("eval", "mät sökning och svar mot en frågefil", _eval),
    ("bench", "mät hastigheten på den här datorn", bench.add_arguments),
    ("serve", "starta webbsidan", _serve),
    ("users", "sköt kontona för webbsidan", _users),
    ("models", "visa, hämta eller kontrollera språkmodellerna", _models),
    ("doctor", "kontrollera installationen", _plain),
)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command; wrong use exits with code 2 and a Swedish line."""
    parser = _Parser(
        prog="motesminne", description="Frågor och svar om mötesprotokoll, helt på den egna datorn."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="KOMMANDO", parser_class=_Parser)
    for name, words, arguments in COMMANDS:
        command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        arguments(command)
        _json_flag(command)
    return parser


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of one call. Wrong use exits with code 2."""
    parser = build_parser()
    arguments = parser.parse_args(argv)
    if arguments.command == "index" and not arguments.paths and not arguments.rebuild:
        parser.error("the following arguments are required: SÖKVÄG")
    if arguments.command == "set" and not _says_something(arguments):
        parser.error("the following arguments are required: --date, --body, --organisation eller --as-read")
    return arguments


def _says_something(arguments: argparse.Namespace) -> bool:
    given = [one for one in (arguments.date, arguments.body, arguments.organisation) if one is not None]
    return bool(given) != bool(arguments.as_read)
