"""Tables with a column of decisions, and items put between two numbers."""

from __future__ import annotations

import pytest

from index.decisions import find_decisions
from index.minutes import parse_meeting
from index.tables import COLUMNS, unfold_tables
from index.types import Document, Line, Page, SourcedText


def lines(text: str) -> list[str]:
    rows = [Line(SourcedText(row), 1) for row in text.split("\n")]
    return [line.text for line in unfold_tables(rows)]


def items(text: str) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    meeting = parse_meeting(Document("0" * 64, "a.txt", "a", (Page(1, text),)))
    return [
        (item.number, item.title, [(one.text, one.assignee, one.due) for one in find_decisions(item)])
        for item in meeting.items[1:]
    ]


@pytest.mark.parametrize(("_pattern", "label", "sample"), COLUMNS)
def test_each_column_has_a_sample(_pattern: str, label: str, sample: str) -> None:
    head, row = f"Beslut | {sample}", "Ja | Text"
    named = [f"{label}: Text" if label else "Text"]
    assert lines(f"{head} | x\n{row} | y")[1:3] == ["Beslut: Ja", *named]


def test_a_table_without_decisions_stays() -> None:
    table = "| Nr | Vad | Vem | Klart |\n|---|---|---|---|\n| 1 | Dela underlag | Ada Ek | maj |"
    assert lines(table) == table.split("\n")
    actions = "| Nr | Åtgärd | Ansvarig |\n| 1 | Dela underlag | Ada Ek |"
    assert lines(actions) == actions.split("\n")


def test_a_table_inside_an_item_gives_its_decisions() -> None:
    text = """Nämnden
2024-03-12

1. Inledning
Ordföranden hälsar välkommen.

2. Bidrag
Fråga | Diskussion | Beslut | Ansvarig | Klart
Läger | Tre sökte. | Nämnden beviljar 5 000 kr. | Ada Ek | maj
Resor | Ingen sökte. | – | |

3. Avslutning
Mötet avslutas."""
    assert items(text) == [
        ("1", "Inledning", []),
        ("2", "Bidrag", [("Nämnden beviljar 5 000 kr.", "Ada Ek", "maj")]),
        ("3", "Avslutning", []),
    ]


def test_parts_of_an_item_count_up_with_text_between() -> None:
    text = "1 Val\nAda väljs.\n\n2 Ekonomi\n\n2.1 Utfall\nDet gick bra.\n\n2.2 Budget\nDen antas."
    text += "\n\n3 Slut\nTack."
    assert [(number, title) for number, title, _ in items(text)] == [
        ("1", "Val"), ("2", "Ekonomi"), ("2.1", "Utfall"), ("2.2", "Budget"), ("3", "Slut"),
    ]  # fmt: skip
    listed = "1 Val\nAda väljs.\n\n2 Ekonomi\nSe nedan:\n2.1 Utfall\n2.2 Budget\n2.3 Lån"
    listed += "\n\n3 Slut\nTack för i dag."
    assert [number for number, _, _ in items(listed)] == ["1", "2", "3"]
