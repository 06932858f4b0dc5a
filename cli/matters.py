"""The command ``matters``: items of several meetings that belong to one matter, and staff's word on it."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.errors import BadSettings
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.matters.book import MatterBook
    from rag.matters.types import ItemKey, Link, Matter, MatterEntry

WIDTH = 100


def matters(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show the matters, or keep what staff say of two items. Raises: MinutesError."""
    from rag.assistant import open_assistant

    with open_assistant(settings, lambda words: print(words, file=sys.stderr)) as assistant:
        book = assistant.matters
        for words, pair in (
            ("confirmed", arguments.confirm),
            ("parted", arguments.part),
            ("", arguments.forget),
        ):
            if pair:
                return _rule(book, words, pair)
        found = _wanted(book, arguments)
    if arguments.json:
        print(json.dumps({"matters": [_json(matter) for matter in found]}, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            print(line)
    return 0


def _wanted(book: MatterBook, arguments: argparse.Namespace) -> tuple[Matter, ...]:
    if arguments.words:
        return book.find_matter(arguments.words, arguments.body)
    if arguments.body:
        found = book.matters_of(arguments.body)
    else:
        found = book.all()
    return found if arguments.all else tuple(matter for matter in found if matter.meetings > 1)


def _rule(book: MatterBook, verdict: str, pair: Sequence[str]) -> int:
    one, other = (_key(book, words) for words in pair)
    if verdict == "confirmed":
        book.rule(one, other, "confirmed")
        print("Punkterna hör ihop. Det gäller tills du ångrar det med --forget.")
    elif verdict == "parted":
        book.rule(one, other, "parted")
        print("Punkterna hör inte ihop. Det gäller tills du ångrar det med --forget.")
    elif book.forget(one, other):
        print("Punkterna bedöms åter av programmet.")
    else:
        print("Inget var sagt om de punkterna.")
    return 0


def _key(book: MatterBook, words: str) -> ItemKey:
    document, colon, item = words.rpartition(":")
    if not colon or not document or not item:
        raise BadSettings(
            f"”{words}” är ingen punkt.", "Skriv den som FIL:PUNKT, till exempel protokoll.pdf:7."
        )
    return book.key(document, item.strip())


def _lines(found: Sequence[Matter]) -> Iterator[str]:
    for matter in found:
        where = ", ".join(matter.organisations)
        yield f"{matter.name} – {matter.meetings} möten{f' ({where})' if where else ''}"
        for entry in matter.entries:
            yield "  " + _entry_words(entry)
        for link in matter.links:
            yield from textwrap.wrap(
                _link_words(link, matter), WIDTH, initial_indent="    ", subsequent_indent="      "
            )
        if matter.mentions:
            yield "    nämns också: " + "; ".join(_label(entry) for entry in matter.mentions)
        yield ""
    yield f"{len(found)} frågor."


def _entry_words(entry: MatterEntry) -> str:
    day = entry.place.meeting_date
    count = f", {len(entry.decisions)} beslut" if entry.decisions else ""
    return f"{day.isoformat() if day else 'datum okänt'}  {_label(entry)}  {entry.title}{count}"


def _label(entry: MatterEntry) -> str:
    return f"{entry.place.document}:{entry.key.item}"


def _link_words(link: Link, matter: Matter) -> str:
    labels = {entry.key: _label(entry) for entry in matter.entries}
    said = " [bekräftad]" if link.verdict == "confirmed" else ""
    across = " [olika organisationer]" if link.across else ""
    share = f"{100 * link.strength:.0f} %"
    return f"{labels[link.one]} – {labels[link.other]}: {'; '.join(link.reasons)} ({share}){said}{across}"


def _json(matter: Matter) -> dict[str, Any]:
    return {
        "id": matter.matter_id,
        "name": matter.name,
        "meetings": matter.meetings,
        "organisations": list(matter.organisations),
        "entries": [_entry_json(entry) for entry in matter.entries],
        "links": [
            {
                "one": _key_json(link.one),
                "other": _key_json(link.other),
                "strength": link.strength,
                "reasons": list(link.reasons),
                "across": link.across,
                "verdict": link.verdict,
            }
            for link in matter.links
        ],
        "mentions": [_entry_json(entry) for entry in matter.mentions],
    }


def _entry_json(entry: MatterEntry) -> dict[str, Any]:
    day = entry.place.meeting_date
    return {
        "document": entry.place.document,
        "item": entry.place.item,
        "heading": entry.key.heading,
        "title": entry.title,
        "page": entry.page,
        "meeting_date": day.isoformat() if day else None,
        "body": entry.place.body,
        "organisation": entry.place.organisation,
        "decisions": [decision.text for decision in entry.decisions],
    }


def _key_json(key: ItemKey) -> dict[str, str]:
    return {"document_id": key.document_id, "item": key.item, "heading": key.heading}


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The flags of ``matters``."""
    command.add_argument("words", nargs="?", default="", metavar="ORD", help="bara frågan som orden nämner")
    command.add_argument("--body", default="", metavar="ORGAN", help="bara punkter hos detta organ")
    command.add_argument("--all", action="store_true", help="även frågor som bara tagits upp en gång")
    for flag, words in (
        ("--confirm", "två punkter hör ihop"),
        ("--part", "två punkter hör inte ihop"),
        ("--forget", "ångra vad som sagts om två punkter"),
    ):
        command.add_argument(flag, nargs=2, metavar="FIL:PUNKT", help=words)
