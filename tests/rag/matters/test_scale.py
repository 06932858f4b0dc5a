"""Forty meetings over three years: the log and the matters stay right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from index.store import Store
from rag.decisions import DecisionFilter, placed_decisions
from rag.matters.book import MatterBook
from rag.matters.finding import in_matters
from tests.invented_years import BODY, EXTRAS, ORGANISATIONS, SUBJECTS, KnownItem, meetings


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, tuple[KnownItem, ...]]]:
    entries, known = meetings(40)
    with Store.open(tmp_path_factory.mktemp("home"), "hashing-64", 64) as store:
        for entry in entries:
            store.ledger.add(entry)
        yield store, known


def test_every_standing_matter_holds_its_items_and_no_others(
    filled: tuple[Store, tuple[KnownItem, ...]],
) -> None:
    store, known = filled
    wanted: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for one in known:
        wanted[one.organisation, one.subject].add((one.document, one.item))
    matters = MatterBook(store).all()
    found = {
        (
            matter.entries[0].place.organisation,
            frozenset((e.place.document, e.place.item) for e in matter.entries),
        )
        for matter in matters
    }
    for (organisation, subject), places in wanted.items():
        if subject in SUBJECTS:
            assert (organisation, frozenset(places)) in found, (organisation, subject)


def test_what_came_up_once_is_a_matter_by_itself(filled: tuple[Store, tuple[KnownItem, ...]]) -> None:
    store, _ = filled
    singles = [matter.name for matter in MatterBook(store).all() if matter.meetings == 1]
    assert {name.split(" – ")[0] for name in singles} == set(EXTRAS)


def test_no_link_crosses_the_two_organisations(filled: tuple[Store, tuple[KnownItem, ...]]) -> None:
    store, _ = filled
    for matter in MatterBook(store).all():
        assert len(matter.organisations) == 1
        assert not any(link.across for link in matter.links)


def test_a_matter_is_found_by_its_word_in_each_organisation(
    filled: tuple[Store, tuple[KnownItem, ...]],
) -> None:
    store, known = filled
    book = MatterBook(store)
    found = book.find_matter("bokbussen")
    assert {matter.organisations for matter in found} == {(one,) for one in ORGANISATIONS}
    (mine,) = book.find_matter("bokbussen", BODY, ORGANISATIONS[1])
    dates = [entry.place.meeting_date for entry in mine.entries]
    expected = sorted(
        one.day for one in known if one.subject == "Bokbussen" and one.organisation == ORGANISATIONS[1]
    )
    assert dates == expected


def test_the_log_filters_by_period_kind_matter_and_text(
    filled: tuple[Store, tuple[KnownItem, ...]],
) -> None:
    store, known = filled
    everything = placed_decisions(store, DecisionFilter())
    assert len(everything) == len(known)
    substantive = placed_decisions(store, DecisionFilter(substantive=True))
    assert {(row.place.document, row.place.item) for row in substantive} == {
        (one.document, one.item) for one in known if one.substantive
    }
    year = DecisionFilter(date_from=date(2022, 1, 1), date_to=date(2022, 12, 31))
    assert len(placed_decisions(store, year)) == sum(one.day.year == 2022 for one in known)
    spoken = placed_decisions(store, DecisionFilter(text="utreda isbanan"))
    assert spoken
    assert all("Isbanan" in row.decision.text and "utreda" in row.decision.text for row in spoken)
    own = in_matters(everything, MatterBook(store).find_matter("isbanan"))
    assert {(row.place.document, row.place.item) for row in own} == {
        (one.document, one.item) for one in known if one.subject == "Isbanan"
    }


def test_a_body_sees_its_own_matters_of_a_period_only(filled: tuple[Store, tuple[KnownItem, ...]]) -> None:
    store, _ = filled
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    matters = MatterBook(store).matters_of(BODY, ORGANISATIONS[0], first, last)
    places = [entry.place for matter in matters for entry in matter.entries]
    assert places
    assert {place.organisation for place in places} == {ORGANISATIONS[0]}
    assert all(place.meeting_date and place.meeting_date.year == 2021 for place in places)
    assert [matter.meetings for matter in matters] == sorted((m.meetings for m in matters), reverse=True)
