"""The command ``summarise``: a meeting, a body's briefing, what is new, or a matter over time."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from cli.decisions import write_result
from index.errors import MinutesError
from rag.assistant import open_assistant
from rag.export.markdown import to_markdown
from rag.export.print_page import to_print_page
from rag.settings import Settings
from rag.summary.edits import edited_markdown
from rag.summary.text import text_lines
from rag.summary.types import Summary, SummaryProgress, SummaryRequest


def summarise(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the summary and write it. Raises: MinutesError, KeyboardInterrupt (what is done is kept)."""
    request = _request(arguments)
    with open_assistant(settings, _note) as assistant:
        try:
            with _bar() as step:
                summary = assistant.summarise(request, step)
        except KeyboardInterrupt:
            _note("\nAvbrutet. Det som hann bli klart är sparat; samma kommando fortsätter därifrån.")
            return 130
    if arguments.edited:
        summary = edited_markdown(summary, _read(arguments.edited))
    _write(summary, "json" if arguments.json else arguments.format, arguments.output)
    return 0


def _write(summary: Summary, form: str, output: Path | None) -> None:
    """The summary in a form, to a file or standard output. Raises: MinutesError."""
    if form == "docx" and output is None and sys.stdout.isatty():
        raise MinutesError("En Wordfil kan inte visas i terminalen.", "Ange en fil med --output FIL.docx.")
    content = _FORMS[form](summary)
    data = content if isinstance(content, bytes) else f"{content.rstrip()}\n".encode("utf-8", "replace")
    write_result(data, output)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MinutesError(f"{path} kan inte läsas ({error}).", "Ange utkastet som Markdown.") from error


def _json(summary: Summary) -> str:
    return json.dumps(asdict(summary), ensure_ascii=False, indent=2, default=str)


def _text(summary: Summary) -> str:
    return "\n".join(text_lines(summary))


def _word(summary: Summary) -> bytes:
    from rag.export.word import to_docx  # heavier than the rest, and asked for seldom

    return to_docx(summary)


_FORMS: Mapping[str, Callable[[Summary], str | bytes]] = MappingProxyType(
    {"text": _text, "json": _json, "md": to_markdown, "html": to_print_page, "docx": _word}
)


def _request(arguments: argparse.Namespace) -> SummaryRequest:
    """The command's words as a request. Raises: MinutesError where one is missing."""
    what, name, body = arguments.what, arguments.name.strip(), arguments.body.strip()
    if what in ("briefing", "since"):
        name, body = "", body or name
    if what == "meeting" and not name:
        raise MinutesError("Vilket möte?", "Skriv filens namn, som ”motesminne documents” visar det.")
    if what == "matter" and not name:
        raise MinutesError(
            "Vilken fråga?", "Skriv den, till exempel: motesminne summarise matter yrkesresan."
        )
    return SummaryRequest(what, name, body, arguments.date_from, arguments.date_to, arguments.length)


@contextmanager
def _bar() -> Iterator[Callable[[SummaryProgress], None]]:
    """A bar over items with the time left, on standard error."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Bar(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("Sammanfattar", total=None, left="")

        def step(now: SummaryProgress) -> None:
            shown.update(
                task,
                completed=now.done,
                total=now.total,
                description=now.name[:40] or "Sammanfattar",
                left=time_left(now.seconds_left),
            )

        yield step


def time_left(seconds: float | None) -> str:
    """ "ungefär 3 min kvar"; "" while unknown."""
    if seconds is None:
        return ""
    if seconds >= 90:
        return f"ungefär {round(seconds / 60)} min kvar"
    return f"ungefär {max(1, round(seconds))} s kvar" if seconds else ""


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")
