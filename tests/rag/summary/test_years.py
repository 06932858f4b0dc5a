"""Forty meetings of two namesakes over three years: bodies stay apart, matters in order of time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.store import Store
from rag.summary.making import Maker
from rag.summary.types import SummaryRequest
from tests.invented_years import BODY, ORGANISATIONS, SUBJECTS, meetings
from tests.rag.summary.made_bodies import make


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maker]:
    with Store.open(tmp_path_factory.mktemp("home"), "hashing-64", 64) as store:
        for entry in meetings(40)[0]:
            store.ledger.add(entry)
        yield make(store)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_briefing_is_of_one_body_alone(organisation: str, maker: Maker) -> None:
    summary = maker.make(SummaryRequest("briefing", body=f"{BODY} {organisation}"))
    assert {source.place.organisation for source in summary.sources} == {organisation}
    assert summary.coverage.items == summary.coverage.covered + len(summary.coverage.left_out)
    headings = {one.heading.lower() for one in summary.sections if one.key.startswith("standing-")}
    assert all(any(subject.lower().split()[0] in one for one in headings) for subject in SUBJECTS)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_a_matter_runs_through_all_its_meetings_in_order(organisation: str, maker: Maker) -> None:
    request = SummaryRequest("matter", SUBJECTS[0], body=f"{BODY} {organisation}")
    days = [
        one.place.meeting_date
        for one in maker.make(request).sections
        if one.key.startswith("matter-1-") and one.place and one.place.meeting_date
    ]
    assert len(days) > 5
    assert days == sorted(days)
