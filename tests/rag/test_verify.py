"""Checking claims: every number, date, name and negation must stand in the evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.facts import days, municipalities, numbers
from rag.folding import find_quote, fold
from rag.polarity import disagreement
from rag.verify import check, check_claim, split_claims
from tests.rag.made import quote

SOURCE = (
    "Beslut: Nämnden beslutar att använda 10 % av medlen (1 952 652 kr) till gemensamma aktiviteter "
    "från den 31/3, "
    "med undantag för Lerum. Rickard Almdal utses som representant."
)
QUOTE = quote(SOURCE)


def _supported(text: str, question: str = "") -> bool:
    return check_claim(text, (), (QUOTE,), {"p1": SOURCE}, question).supported


@pytest.mark.parametrize(
    "claim",
    [
        SOURCE,
        "Nämnden beslutar att använda 10 procent av medlen till gemensamma aktiviteter.",
        "Nämnden använder tio procent av medlen, 1 952 652 kr, från den 31 mars.",
        "Rickard Almdal utses som representant.",
        "Lerums undantag gäller medlen.",
    ],
)
def test_true_claims_are_supported_and_cited(claim: str) -> None:
    found = check_claim(claim, (), (QUOTE,), {"p1": SOURCE})
    assert found.supported, found.objections
    assert [citation.status for citation in found.citations] == ["exact"]


@pytest.mark.parametrize(
    ("claim", "objection"),
    [
        ("Nämnden använder 11 % av medlen till gemensamma aktiviteter.", "talet 11"),
        ("Nämnden använder 10 av medlen till gemensamma aktiviteter.", "talet 10"),
        ("Nämnden använder medlen till gemensamma aktiviteter från den 30/3.", "datumet"),
        ("Rikard Almdal utses som representant.", "namnet Rikard"),
        ("Nämnden använder medlen, med undantag för Partille.", "Partille"),
        ("Nämnden beslutar att inte använda medlen till gemensamma aktiviteter.", "inte"),
        ("Solen skiner över fjorden i Norge varje sommar.", "ord"),
    ],
)
def test_altered_claims_are_caught(claim: str, objection: str) -> None:
    found = check_claim(claim, (), (QUOTE,), {"p1": SOURCE})
    assert not found.supported
    assert any(objection in one for one in found.objections), found.objections


def test_a_claim_that_only_repeats_the_question_says_nothing() -> None:
    assert not _supported("Beslutades om medlen.", "Vad beslutades om medlen?")
    assert _supported("Ja, medlen används till gemensamma aktiviteter.", "Används medlen till aktiviteter?")


def test_a_word_of_the_question_lends_no_support() -> None:
    assert not _supported("Färdtjänsten använder 10 % av medlen.", "Vad beslutades om färdtjänsten?")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Nämnden avslår förslaget.", "Nämnden godkänner förslaget."),
        ("Kostnaden minskar.", "Kostnaden ökar."),
        ("Det finns synpunkter på anteckningarna.", "Inga synpunkter på anteckningarna finns."),
        ("En ny bassäng löser behovet.", "Nämnden bedömer inte att en ny bassäng löser behovet."),
        ("Ordföranden har inte mandat att besluta.", "Ordföranden har mandat att besluta."),
    ],
)
def test_opposites_disagree(claim: str, source: str) -> None:
    assert disagreement(claim, source)
    assert not disagreement(source, source)
    assert not disagreement(claim, claim)


def test_a_quote_that_is_not_stored_is_no_citation() -> None:
    found = check_claim("Rickard Almdal utses.", (), (QUOTE,), {"p1": "Något helt annat."})
    assert not found.supported
    assert found.citations == ()


def test_claims_are_split_by_sentence_with_their_marks() -> None:
    assert split_claims("Avgiften är 5 kr [2]. Mötet hålls i maj [1, 3].") == (
        ("Avgiften är 5 kr.", (2,)),
        ("Mötet hålls i maj.", (1, 3)),
    )
    assert check("[1]", (QUOTE,), {"p1": SOURCE}) == ()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("200 000 kr", ["200000"]),
        ("200. 000 brott", ["200000"]),
        ("2,3 miljoner", ["2300000.0"]),
        ("74 mkr", ["74000000"]),
        ("fyra titlar i tre nivåer", ["4", "3"]),
        ("år 2023-2027", ["2023", "2027"]),
    ],
)
def test_numbers_are_read_exactly(text: str, values: list[str]) -> None:
    assert [str(number.value) for number in numbers(text)] == values


def test_dates_are_read_in_every_form() -> None:
    found = days("den 31/3, 31 mars 2022, 2022-03-31, 220331 och 9 december")
    assert [(day.day, day.month, day.year) for day in found] == [
        (31, 3, 0), (31, 3, 2022), (31, 3, 2022), (31, 3, 2022), (9, 12, 0),
    ]  # fmt: skip
    assert found[0].agrees(found[1])
    assert not found[0].agrees(found[4])


def test_municipalities_are_known_in_genitive() -> None:
    assert municipalities("Göteborgs Stad, Lilla Edet och Alessandra") == {"Göteborg", "Lilla Edet"}


@pytest.mark.parametrize(
    ("wanted", "stored", "status"),
    [
        ("avtal om vård", "Ett avtal om vård.", "exact"),
        ("avtal  om\nvård", "Ett avtal om vård.", "normalised"),
        ("”avtal”", 'Ett "avtal" finns.', "normalised"),
        ("samordning", "sam-\nordning", "normalised"),
        ("avtal om 10 kr", "avtal om 11 kr", "not_found"),
        ("", "text", "not_found"),
    ],
)
def test_quotes_are_found_exactly_or_folded_never_fuzzily(wanted: str, stored: str, status: str) -> None:
    assert find_quote(wanted, stored) == status


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_checking_takes_any_text(claim: str, question: str) -> None:
    found = check_claim(claim, (), (QUOTE,), {"p1": SOURCE}, question)
    assert found.supported == (not found.objections)
