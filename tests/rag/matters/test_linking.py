"""Which items are taken for one matter, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.ledger import StaffFacts
from index.parsing import Parsed, parse
from index.readers.limits import ParseLimits
from index.readers.text import read_text
from index.types import Document
from rag.matters.agenda_words import is_formality, is_mixed
from rag.matters.units import case_numbers
from tests.rag.matters.made_meetings import linked, made, units_of

BUS = ("Bokbussens turlista", "Bussen går på torsdagar. Beslut: Turlistan godkänns.")


def pair(one: str, other: str) -> frozenset[tuple[str, str]]:
    return frozenset((("a.txt", one), ("b.txt", other)))


def test_an_announced_decision_meets_the_decision() -> None:
    before = made(
        "a.txt",
        [
            (
                "Stegmodellen – dialog om Yrkesrådets förslag",
                "Beslut ska fattas i socialnätverket den 7 mars: fyra steg.",
            )
        ],
        None,
        "Äldrenätverket",
    )
    after = made("b.txt", [("Yrkesrådet Omsorg", "Beslut: Nätverket ställer sig bakom Stegmodellen.")])
    link = linked(before, after)[pair("1", "1")]
    assert "nämner mötet den 2024-03-07" in link.reasons
    assert any("rubrik" in reason for reason in link.reasons)
    assert link.strength > 0.75


def test_a_telling_compound_in_both_titles_is_enough_and_common_words_are_not() -> None:
    one = made(
        "a.txt",
        [
            BUS,
            ("Uppföljning av handlingsplan för samverkan", "Läget redovisas."),
            ("Barn och unga", "Dialog."),
        ],
    )
    other = made(
        "b.txt",
        [
            ("Bokbussen – ny upphandling", "Tre anbud."),
            ("Uppföljning av samverkan", "Klart."),
            ("Barn och unga i kris", "Dialog."),
        ],
        date(2024, 6, 1),
    )
    assert set(linked(one, other)) == {pair("1", "1")}


def test_capitals_throughout_make_no_name_of_a_common_word() -> None:
    one = made("a.txt", [("BRANDSKYDD I BOSTÄDER", "Rökdörrar saknas."), ("BOKBUSSEN", "Ny turlista.")])
    other = made("b.txt", [("Bostad först", "Sex hyresgäster."), BUS], date(2024, 6, 1))
    links = linked(one, other)
    assert set(links) == {pair("2", "2")}
    assert links[pair("2", "2")].reasons[0] == "”Bokbussens” i båda rubrikerna"


def test_bodies_of_one_name_in_two_organisations_stay_apart_unless_one_names_the_other() -> None:
    one = made("a.txt", [BUS])
    other = made(
        "b.txt", [("Bokbussens turlista", "Turlistan ändras.")], organisation="Storådalens kommunalförbund"
    )
    assert linked(one, other) == {}
    naming = made(
        "b.txt",
        [
            (
                "Bokbussens turlista",
                "I Lillbygden finns en turlista för bokbussen som nätverket vill ta efter.",
            )
        ],
        organisation="Storådalens kommunalförbund",
    )
    (link,) = linked(one, naming).values()
    assert link.across
    assert "den ena texten nämner den andras organisation" in link.reasons


def test_meetings_that_name_a_body_and_no_organisation_are_of_one() -> None:
    one = made("a.txt", [BUS], organisation="")
    other = made("b.txt", [("Bokbussen – ny upphandling", "Tre anbud.")], date(2024, 6, 1), organisation="")
    nameless = made("b.txt", [("Bokbussen – ny upphandling", "Tre anbud.")], body="", organisation="")
    assert set(linked(one, other)) == {pair("1", "1")}
    assert linked(one, nameless) == {}


def test_a_case_number_links_and_two_of_them_hold_apart() -> None:
    first = made(
        "a.txt",
        [
            ("Utfall och åtgärder", "Dnr SN 2023/4\nUnderskottet är stort."),
            ("Larmavgift", "Dnr SN 2023/9\nHöjs."),
        ],
    )
    second = made(
        "b.txt",
        [("Samordnad natt", "Dnr SN 2023/4\nMätningar."), ("Larmavgift", "Dnr SN 2023/77\nSänks.")],
        date(2024, 9, 1),
    )
    links = linked(first, second)
    assert set(links) == {pair("1", "1")}
    assert links[pair("1", "1")].reasons == ("samma diarienummer: SN 2023/4",)


def test_a_paragraph_with_its_date_links() -> None:
    first = made("a.txt", [BUS, ("Utfall och prognos", "Fyra åtgärder beslutas.")], date(2023, 2, 14))
    text = "Nätverket beslutade den {day} februari 2023, § 2, om fyra åtgärder."
    second = made("b.txt", [("Effekter", text.format(day=14))], date(2023, 6, 13))
    assert linked(first, second)[pair("2", "1")].reasons[0] == "hänvisar till § 2 den 2023-02-14"
    elsewhere = made("b.txt", [("Effekter", text.format(day=15))], date(2023, 6, 13))
    assert linked(first, elsewhere) == {}


def test_parts_of_a_mixed_item_are_matters_of_their_own() -> None:
    mixed = made(
        "a.txt",
        [
            (
                "Korta punkter",
                "\nBokbussen\nBussen går igen i maj.\n\nSommarlägret\nLägret flyttas till Lillsjön.\n",
            )
        ],
    )
    parts = [unit.title for unit in units_of(mixed)]
    assert parts == ["Bokbussen", "Sommarlägret"]
    other = made("b.txt", [("Bokbussens turlista", "Ny.")], date(2024, 5, 2))
    (link,) = linked(mixed, other).values()
    assert {link.one.heading, link.other.heading} == {"Bokbussen", ""}


@pytest.mark.parametrize(
    "title",
    [
        "Mötet inleds", "Val av justerare", "Föregående mötes minnesanteckningar", "Nästa möte och avslut",
        "Ordföranden hälsar alla välkomna", "Upprop, val av justerare och dagordning",
        "Sammanträdestider 2024", "Redovisning av delegationsbeslut",
    ],
)  # fmt: skip
def test_formalities_are_no_matters(title: str) -> None:
    assert is_formality(title)


@pytest.mark.parametrize(
    "title", ["Val av ordförande", "Bokbussen", "Nästa generation ledare", "Mötesplats Lillby"]
)
def test_matters_are_no_formalities(title: str) -> None:
    assert not is_formality(title)


def test_which_items_gather_several_matters() -> None:
    assert is_mixed("Korta punkter (10:20-10:25)")
    assert is_mixed("Övriga frågor")
    assert not is_mixed("Frågor om bokbussen")


def test_case_numbers_are_read_over_line_breaks_and_bare_years_are_none() -> None:
    assert case_numbers("Dnr SN\n2022/58 och KFN 2024/0112") == {"SN 2022/58", "KFN 2024/112"}
    assert case_numbers("läsåret 2023/24, kl 10:20, 2023-02-14") == frozenset()


@pytest.fixture(scope="module")
def seed(shared_corpus: Path) -> list[Parsed]:
    found = []
    for path in sorted(shared_corpus.glob("*.txt")):
        read = read_text(path.read_bytes(), ParseLimits())
        document = Document(path.name, path.name, path.stem, read.pages)
        found.append(parse(document, StaffFacts(), 245))
    return found


def test_over_real_minutes_every_link_is_a_true_one(seed: list[Parsed]) -> None:
    """Judged by eye: these nine and no other pair of items is the same matter."""
    found = {tuple(sorted((document[:3], item) for document, item in one)) for one in linked(*seed)}
    assert found == {
        (("000", "7"), ("001", "3")),
        (("000", "6"), ("004", "3")),
        (("000", "3"), ("001", "6")),
        (("000", "2"), ("001", "6")),
        (("000", "2"), ("003", "2")),
        (("000", "2"), ("004", "4")),
        (("001", "6"), ("003", "2")),
        (("001", "6"), ("004", "4")),
        (("003", "2"), ("004", "4")),
    }
