"""Metrics against values worked out by hand."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.gold import same_document
from eval.metrics.coverage import covers, cut, grams, rank_of, words
from eval.metrics.recall import covered, recall_at
from eval.metrics.reciprocal_rank import mean_reciprocal_rank, reciprocal
from eval.metrics.significance import bootstrap_interval, permutation_p
from eval.types import Found, GoldQuote, Question, Ranked

TEN = "ett två tre fyra fem sex sju åtta nio tio"


def question(quotes: int = 1, any_of: bool = False) -> Question:
    return Question(
        "q", "Vad?", "decision", "natural", True, "", (GoldQuote("a.txt", "1", TEN),) * quotes, (), any_of
    )


def ranked(*ranks: int | None, any_of: bool = False) -> Ranked:
    return Ranked(question(len(ranks), any_of), ranks)


def test_words_and_grams() -> None:
    assert words("HoS-avtalet, 10 %!") == ["hos", "avtalet", "10"]
    assert grams(["a", "b", "c", "d", "e"]) == [("a", "b", "c", "d"), ("b", "c", "d", "e")]
    assert grams(["a", "b"]) == []


@pytest.mark.parametrize(
    ("text", "covered_by"),
    [
        (f"Före. {TEN.upper()}, efter.", True),
        # 6 of 7 four-grams: .857
        ("ett två tre fyra fem sex sju åtta nio", True),
        # 5 of 7: .714
        ("ett två tre fyra fem sex sju åtta", False),
        # one word changed in the middle breaks four of seven
        ("ett två tre fyra FEL sex sju åtta nio tio", False),
        ("tio nio åtta sju sex fem fyra tre två ett", False),
        ("", False),
    ],
)
def test_a_quote_is_covered_by_four_fifths_of_its_grams(text: str, covered_by: bool) -> None:
    assert covers(text, TEN) is covered_by


def test_a_short_quote_needs_all_its_words_in_any_order() -> None:
    assert covers("beslutet var att larmen ska bort", "larmen ska bort")
    assert covers("bort ska larmen", "larmen ska bort")
    assert not covers("larmen ska", "larmen ska bort")
    assert not covers("vad som helst", "")


def test_long_passages_are_cut() -> None:
    text = " ".join(f"ord{number}" for number in range(600))
    pieces = cut(text)
    assert [len(words(piece)) for piece in pieces] == [250, 250, 100]
    assert "".join(pieces) == text
    assert cut("kort text") == ("kort text",)


@given(st.text(max_size=400), st.integers(1, 20))
def test_cutting_loses_no_word(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert [word for piece in pieces for word in words(piece)] == words(text)
    assert all(len(words(piece)) <= longest for piece in pieces)


@pytest.mark.parametrize(
    ("key", "name", "same"),
    [
        ("002", "002_feb996.txt", True),
        ("002", "003_feb996.txt", False),
        ("protokoll.pdf", "protokoll.pdf", True),
        ("protokoll", "protokoll.pdf", False),
        ("202", "2022-03-04.txt", False),
    ],
)
def test_documents_are_named_by_three_digits_or_the_file_name(key: str, name: str, same: bool) -> None:
    assert same_document(key, name) is same


def test_rank_counts_only_the_right_document() -> None:
    found = [Found("b.txt", TEN), Found("a.txt", "annat"), Found("a.txt", TEN)]
    assert rank_of(GoldQuote("a.txt", "1", TEN), found) == 3
    assert rank_of(GoldQuote("c.txt", "1", TEN), found) is None


def test_a_question_is_complete_when_its_last_quote_is_covered() -> None:
    assert ranked(2, 5).complete == 5
    assert ranked(2, None).complete is None
    assert ranked(2, None, any_of=True).complete == 2
    assert ranked(None, None, any_of=True).complete is None
    assert ranked(4, 2).first == 2


def test_recall_by_hand() -> None:
    rows = [ranked(1), ranked(3, 1), ranked(None), ranked(6, 2, any_of=True)]
    assert [covered(row, 3) for row in rows] == [1, 1, 0, 1]
    assert recall_at(rows, 1) == 0.25
    assert recall_at(rows, 2) == 0.5
    assert recall_at(rows, 3) == 0.75
    assert recall_at([], 5) == 0.0


def test_reciprocal_rank_by_hand() -> None:
    rows = [ranked(1), ranked(4, 2), ranked(None)]
    assert [reciprocal(row) for row in rows] == [1.0, 0.5, 0.0]
    assert mean_reciprocal_rank(rows) == pytest.approx(0.5)
    assert mean_reciprocal_rank([]) == 0.0


def test_permutation_p_is_near_the_exact_one() -> None:
    ours, other = [1.0, 1.0, 1.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    differences = [one - two for one, two in zip(ours, other, strict=True)]
    signs = list(product((-1, 1), repeat=len(differences)))
    sums = [abs(sum(s * d for s, d in zip(row, differences, strict=True))) for row in signs]
    exact = sum(value >= abs(sum(differences)) for value in sums) / len(signs)
    assert exact == 2 / 16  # four differences that count, only all of one sign is as far
    assert permutation_p(ours, other) == pytest.approx(exact, abs=0.02)


def test_equal_runs_do_not_differ() -> None:
    assert permutation_p([1.0, 0.0], [1.0, 0.0]) == 1.0
    assert permutation_p([], []) == 1.0
    assert bootstrap_interval([], []) == (0.0, 0.0)


def test_bootstrap_interval_holds_the_mean_difference() -> None:
    low, high = bootstrap_interval([1.0] * 20 + [0.0] * 20, [0.0] * 40)
    assert 0.3 < low < 0.5 < high < 0.7
    assert bootstrap_interval([1.0] * 5, [0.0] * 5) == (1.0, 1.0)
