"""The second look at the best passages: a sentence with what is asked for, and the part that decides."""

from __future__ import annotations

import pytest

from index.second_look import FITTING, LOOKED_AT, fit, holds_amount, holds_person, holds_time, look_again
from index.swedish import weighted_terms
from index.types import Hit, ItemPlace, Passage, Query

PLACE = ItemPlace("d", "a.txt", "1", "Larm", None, "unknown", "Nätverket", "")


def hit(number: str, text: str, score: float) -> Hit:
    item, _ = number.split("-")
    return Hit(Passage(f"m-{number}", "d", f"m-{item}", text, 0, len(text), "", ()), PLACE, score, 0)


@pytest.mark.parametrize(
    ("sentence", "amount", "time", "person"),
    [
        ("Larmet kostar 1 250 kr per år.", True, False, False),
        ("Avtalet gäller från den 1 maj 2024.", False, True, False),
        ("Under 2024 prövas larmet.", False, True, False),
        ("Arbetet börjar efter årsskiftet.", False, True, False),
        ("Ada Ekman leder arbetet.", False, False, True),
        ("Kommunerna är nöjda.", False, False, False),
    ],
)
def test_what_a_sentence_holds(sentence: str, amount: bool, time: bool, person: bool) -> None:
    assert (holds_amount(sentence), holds_time(sentence), holds_person(sentence)) == (amount, time, person)


def test_only_a_sentence_that_holds_it_counts() -> None:
    weights = weighted_terms("larm kostnad")
    text = "Larm har hög kostnad. Det blev 40 kr."
    assert fit(text, "amount", weights) == 0.0
    assert fit("Larm har en kostnad om 40 kr.", "amount", weights) == 1.0
    assert fit(text, "why", weights) == 0.0
    assert fit(text, "amount", {}) == 0.0


def test_a_fitting_sentence_lifts_a_passage() -> None:
    weights = weighted_terms("larm")
    one, two = hit("001-01", "Larm behövs.", 0.7), hit("002-01", "Larm kostar 40 kr.", 0.7 - FITTING / 2)
    question = Query("Vad kostar larm?", "amount")
    assert look_again((one, two), question, weights, frozenset())[0].passage == two.passage
    assert look_again((one, two), Query("larm"), weights, frozenset()) == [one, two]


def test_the_part_of_an_item_that_decides_comes_first() -> None:
    first, last = hit("001-01", "Bakgrund.", 0.9), hit("001-02", "Beslut.", 0.5)
    other = hit("002-01", "Beslut.", 0.7)
    question = Query("Vad beslutades?", "decision")
    found = look_again((first, other, last), question, {}, {"m-001-02", "m-002-01"})
    assert [one.passage.passage_id for one in found] == ["m-001-02", "m-002-01", "m-001-01"]
    assert [one.score for one in found] == [0.9, 0.7, 0.5]


def test_the_head_and_what_is_far_down_stay() -> None:
    heads = (hit("000-01", "Kallelse.", 0.9), hit("000-02", "Beslut.", 0.8))
    assert look_again(heads, Query("beslut", "decision"), {}, {"m-000-02"}) == list(heads)
    many = [hit(f"{n:03d}-01", "Larm.", 1 - n / 100) for n in range(1, LOOKED_AT + 1)]
    last = hit("099-01", "Larm kostar 40 kr.", 0.1)
    assert look_again((*many, last), Query("larm", "amount"), weighted_terms("larm"), set())[-1] == last
