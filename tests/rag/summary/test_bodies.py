"""Bodies of one name are told apart, and what is unclear is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.summary.bodies import Body, UnknownBody, find_body
from tests.rag.summary.made_bodies import make, open_store

NORTH = Body("Socialchefsnätverket", ("Norrbygdens kommunalförbund",), ("n",))
SOUTH = Body("Socialchefsnätverket", ("Ekdalsregionen", "ER"), ("s",))
BOARD = Body("Socialnämnden", ("Sjöby kommun",), ("b",))
ELDERS = Body("Kommunala pensionärsrådet", ("Vreta kommun",), ("e",))
COUNCIL = Body("Rådet", ("Ekmo kommun",), ("c",))
ALL = (NORTH, SOUTH, BOARD, ELDERS, COUNCIL)


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("Socialchefsnätverket Ekdalsregionen", SOUTH),
        ("Socialchefsnätverket (Ekdalsregionen)", SOUTH),
        ("socialchefsnätverket ER", SOUTH),
        ("ekdalsregionens socialchefsnätverk", SOUTH),
        ("Socialchefsnätverket Norrbygden", NORTH),
        ("Norrbygden", NORTH),
        ("Socialnämnden", BOARD),
        ("pensionärsrådet i Vreta", ELDERS),
        ("Kommunala pensionärsrådet", ELDERS),
        ("Rådet Ekmo", COUNCIL),
        ("socialnämnden i Sjöby", BOARD),
    ],
)
def test_a_body_is_found_by_name_and_organisation(words: str, body: Body) -> None:
    assert find_body(ALL, words) == body


def test_a_shared_name_is_asked_about_with_the_choices() -> None:
    with pytest.raises(UnknownBody) as error:
        find_body(ALL, "Socialchefsnätverket")
    assert "\n" not in str(error.value)
    assert "Norrbygdens kommunalförbund" in error.value.hint
    assert "Ekdalsregionen" in error.value.hint
    assert "Socialnämnden" not in error.value.hint


@pytest.mark.parametrize(
    "words", ["Socialchefsnätverket Kiruna", "Byggnadsnämnden", "Socialnämnden i Granby", ""]
)
def test_another_body_is_never_taken_instead(words: str) -> None:
    with pytest.raises(UnknownBody):
        find_body(ALL, words)


def test_the_only_body_needs_no_name() -> None:
    assert find_body((BOARD,), "") == BOARD
    with pytest.raises(UnknownBody):
        find_body((), "")


def test_bodies_of_an_index(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        bodies = make(store).bodies()
    assert [(body.name, len(body.document_ids)) for body in bodies] == [
        ("Socialchefsnätverket", 1),
        ("Socialchefsnätverket", 2),
    ]
