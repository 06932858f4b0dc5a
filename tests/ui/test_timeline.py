"""The timeline: a bar for each body and month that has decisions, a button that says what it stands for."""

from __future__ import annotations

from datetime import date

from index.types import Decision, ItemPlace
from rag.types import PlacedDecision
from ui.timeline import columns_of, timeline_html

HOSTILE = '"><img src=x onerror=alert(1)>'


def decided(day: date | None, body: str = "Nämnden") -> PlacedDecision:
    place = ItemPlace("d" * 64, "a.pdf", "1", "Budget", day, "stated" if day else "unknown", body, "")
    return PlacedDecision(Decision("x", "i", "Ja.", 0, 3, "approves"), place, 1)


def test_every_month_between_is_a_column_and_a_long_time_goes_by_year() -> None:
    assert [one.key for one in columns_of(["2023-11", "2024-02"])] == [
        "2023-11",
        "2023-12",
        "2024-01",
        "2024-02",
    ]
    assert [one.key for one in columns_of(["2015-05", "2024-02"])][:2] == ["2015", "2016"]
    assert columns_of([]) == ()


def test_bars_count_and_the_chosen_one_is_pressed() -> None:
    rows = [
        decided(date(2024, 3, 1)),
        decided(date(2024, 3, 9)),
        decided(date(2024, 5, 1), "Rådet"),
        decided(None),
    ]
    shown = timeline_html(rows, "Nämnden", "2024-03", "2024-03")
    assert 'aria-label="Nämnden, mars 2024: 2 beslut"' in shown
    assert 'aria-label="Rådet, maj 2024: 1 beslut"' in shown
    assert shown.count("<button") == 2
    assert shown.count('aria-pressed="true"') == 1
    assert "1 beslut saknar datum" in shown
    assert timeline_html([decided(None)]) == ""


def test_a_hostile_name_stays_text() -> None:
    assert "<img" not in timeline_html([decided(date(2024, 3, 1), HOSTILE)])
