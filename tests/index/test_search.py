"""Hybrid search over a small store: order, limits, preferences, sides, wholes, mending."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.arranging import arrange
from index.ledger import StaffFacts
from index.parsing import embed, parse
from index.preferences import NUDGES, fits, in_period, nudge
from index.search import search
from index.store import Store
from index.types import Document, Filters, Hit, ItemPlace, Page, Passage, Query
from index.wording import SHORTENED, Wording, learn, word
from tests.fakes import HashingEmbedder

NO_LIMIT = Filters()
EKDAL = """Socialchefsnätverket
Nätverksmöte 2022-03-04
Plats: Ekdal

Närvarande: Anna Exempel, Björkhult, Bo Påhitt, Granvik

1. Trygghetslarm
Kommunerna redovisar hur trygghetslarmen fungerar. Upphandlingen av larm dröjer.
Beslut: Nätverket ställer sig bakom en gemensam upphandling av trygghetslarm.
2. Bemanning i sommar
Rekryteringen av sommarvikarier är svår. Flera kommuner höjer ersättningen till 5 000 kr.
3. Yrkesresan
Kursavgiften för yrkesresan uppgår till 1 400 kr per deltagare och kursdag. Kick-off hålls den 9/6.
"""
NORRBYGD = """Socialchefsnätverket
Nätverksmöte 2023-09-08
Plats: Norrbygd

Närvarande: Cia Diktad, Fågelås, Dan Fiktiv, Mossebo

1. Trygghetslarm
Larmoperatören besvarar larmen inom en minut. Avtalet om trygghetslarm följs upp i höst.
2. Färdtjänsthandläggning
Handläggningen av färdtjänst samordnas inte, eftersom lagen inte tillåter det.
Beslut: Nätverket noterar informationen.
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    embedder = HashingEmbedder()
    with Store.open(tmp_path / "home", embedder.model_id, embedder.dimension) as opened:
        for name, text, organisation in (
            ("ekdal.txt", EKDAL, "Ekdalsregionen"),
            ("norrbygd.txt", NORRBYGD, "Norrbygdens kommunalförbund"),
        ):
            document = Document(hashlib.sha256(text.encode()).hexdigest(), name, name, (Page(1, text),))
            parsed = parse(document, StaffFacts(organisation=organisation), 220)
            opened.add(parsed.entry(embed(embedder, parsed.passages), "220"))
        yield opened


def found(store: Store, query: Query | str, k: int = 10, only: Filters = NO_LIMIT) -> list[tuple[str, str]]:
    asked = query if isinstance(query, Query) else Query(query)
    hits = search(store, HashingEmbedder(), asked, k, only)
    return [(hit.place.document, hit.place.item) for hit in hits]


def worded(store: Store, query: Query) -> Wording:
    return word(query, store.ledger.frequencies, store.ledger.vocabulary)


def test_the_best_passage_comes_first(store: Store) -> None:
    assert found(store, "Vad kostar kursen i yrkesresan?")[0] == ("ekdal.txt", "3")
    assert found(store, "varför samordnas inte färdtjänsten")[0] == ("norrbygd.txt", "2")


def test_hits_are_ranked_once_each_with_falling_scores(store: Store) -> None:
    hits = search(store, HashingEmbedder(), Query("trygghetslarm"), 4)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.passage_id for hit in hits}) == 4
    assert hits[0].sources == ("keyword", "vector")


def test_a_search_is_the_same_every_time(store: Store) -> None:
    assert found(store, "larm i kommunerna") == found(store, "larm i kommunerna")


def test_misspelt_words_are_mended_from_the_index(store: Store) -> None:
    wording = worded(store, Query("bemaning i somar"))
    assert "bemanning" in wording.terms
    assert "bemanning" in wording.text
    assert found(store, "fardtjanst handlagning")[0] == ("norrbygd.txt", "2")


def test_an_acronym_that_no_passage_holds_is_written_out(store: Store) -> None:
    assert {"bostad"} & set(worded(store, Query("SIP och IBIC")).added) == set()
    assert {"individ", "behov"} <= set(worded(store, Query("IBIC")).added)
    assert "säbo" in worded(store, Query("särskilt boende")).added


def test_words_written_out_find_their_acronym_however_common_they_are(store: Store) -> None:
    text = ["Kommunernas upphandling (KU) av trygghetslarm."]
    whole = learn(worded(store, Query("kommunernas upphandling av larm")), text).added
    assert whole["ku"] == SHORTENED
    assert "ku" not in learn(worded(store, Query("upphandling av larm")), text).added


def test_rare_acronyms_are_learned_from_the_text_both_ways(store: Store) -> None:
    text = ["Bo Påhitt berättar om Gruppvåldsintervention (GVI)."]
    assert "gruppvåldsintervention" in learn(worded(store, Query("vad är GVI?")), text).added
    assert "gvi" in learn(worded(store, Query("gruppvåldsintervention")), text).added
    assert learn(worded(store, Query("trygghetslarm")), text).added == {}


def test_words_that_only_frame_the_question_count_less(store: Store) -> None:
    plain = worded(store, Query("larm norrbygd")).terms
    framed = worded(store, Query("larm norrbygd", framing=("norrbygd",))).terms
    assert framed["norrbygd"] < plain["norrbygd"]
    assert framed["larm"] == plain["larm"]


def test_limits_are_strict(store: Store) -> None:
    hits = found(store, "yrkesresan", only=Filters(organisations=("Norrbygdens kommunalförbund",)))
    assert {document for document, _ in hits} == {"norrbygd.txt"}
    assert found(store, "yrkesresan", only=Filters(bodies=("Kyrkorådet",))) == []


def test_what_the_question_means_is_preferred_and_never_required(store: Store) -> None:
    of = Filters(organisations=("Norrbygdens kommunalförbund",))
    assert found(store, "trygghetslarm")[0] == ("norrbygd.txt", "1")
    assert found(
        store, Query("trygghetslarm", filters=Filters(date_from=date(2022, 3, 1), date_to=date(2022, 3, 31)))
    )[0] == ("ekdal.txt", "1")
    assert found(store, Query("kursavgift yrkesresan", filters=of))[0] == ("ekdal.txt", "3")
    nowhere = Filters(date_from=date(1999, 1, 1), date_to=date(1999, 1, 31))
    assert found(store, Query("kursavgift yrkesresan", filters=nowhere))[0] == ("ekdal.txt", "3")


def test_the_newest_first_where_the_state_of_things_is_asked_for(store: Store) -> None:
    plain = {hit.passage.passage_id: hit.score for hit in search(store, HashingEmbedder(), Query("larm"))}
    for hit in search(store, HashingEmbedder(), Query("larm", latest_first=True)):
        lost = plain[hit.passage.passage_id] - hit.score
        assert lost == pytest.approx(NUDGES.newest if hit.place.document == "ekdal.txt" else 0.0)


def test_attendance_is_found_when_people_are_asked_for(store: Store) -> None:
    assert found(store, Query("Vilka deltog från Mossebo?", attendance=True))[0] == ("norrbygd.txt", "")
    assert found(store, "larm i Mossebo")[0][1] == "1"


def test_a_comparison_takes_each_side_in_turn(store: Store) -> None:
    sides = (
        Filters(organisations=("Norrbygdens kommunalförbund",)),
        Filters(organisations=("Ekdalsregionen",)),
    )
    hits = found(store, Query("upphandling av trygghetslarm", sides=sides))
    assert {document for document, _ in hits[:2]} == {"ekdal.txt", "norrbygd.txt"}


def test_a_whole_meeting_comes_in_its_order_without_its_head(store: Store) -> None:
    filters = Filters(date_from=date(2022, 3, 4), date_to=date(2022, 3, 4))
    hits = found(store, Query("sammanfatta mötet", "summary", filters, whole="meeting"))
    short = [item for document, item in hits if document == "ekdal.txt"]
    assert hits[0][0] == "ekdal.txt"
    assert short.index("") == len(short) - 1
    assert [item for item in short if item] == sorted(item for item in short if item)


def place(item: str = "1", day: date | None = date(2022, 3, 4), organisation: str = "A") -> ItemPlace:
    return ItemPlace("doc" + organisation, "a.txt", item, "Titel", day, "stated", "Nämnden", organisation)


def passage(item: int = 1, number: int = 1) -> Passage:
    return Passage(f"m-{item:03d}-{number:02d}", "doc", f"m-{item:03d}", "ord " * 30, 0, 120, "", ())


def test_nudges_add_up() -> None:
    month = Filters(organisations=("A",), items=("1",), date_from=date(2022, 3, 1), date_to=date(2022, 3, 31))
    query = Query("?", "decision", month)
    expected = NUDGES.organisation + NUDGES.item + NUDGES.period + NUDGES.decision
    assert nudge(passage(), place(), query, decides=True, age=0.0) == pytest.approx(expected)
    year = replace(month, date_from=date(2022, 1, 1), date_to=date(2022, 12, 31))
    longer = nudge(passage(), place(), replace(query, filters=year), decides=True, age=0.0)
    assert longer == pytest.approx(expected - NUDGES.period)
    assert nudge(passage(0), place("2", None, "B"), query, decides=False, age=1.0) == -NUDGES.head


def test_an_unknown_date_fits_no_time() -> None:
    dated = Filters(date_from=date(2022, 1, 1))
    assert not in_period(None, dated)
    assert not in_period(date(2022, 3, 4), Filters())
    assert in_period(date(2022, 3, 4), dated)
    assert not fits(place(day=None), dated)
    assert fits(place(day=None), Filters())
    assert not fits(place("2"), Filters(items=("1",)))


def hit(item: int, number: int, score: float, organisation: str = "A") -> Hit:
    return Hit(passage(item, number), place(str(item), organisation=organisation), score, 0)


def test_the_parts_of_an_item_belong_to_it() -> None:
    hits = [
        Hit(passage(at), place(number), score, 0)
        for at, number, score in ((1, "3", 0.5), (2, "3.1", 0.9), (3, "3.2", 0.4), (4, "31", 0.8))
    ]
    query = Query("?", "summary", Filters(items=("3",)), whole="item")
    ordered = arrange(sorted(hits, key=lambda hit: -hit.score), query)
    assert [hit.place.item for hit in ordered] == ["3", "3.1", "3.2", "31"]
    assert fits(place("3.1"), Filters(items=("3",)))
    assert not fits(place("3"), Filters(items=("3.1",)))


def test_a_whole_item_comes_in_its_order() -> None:
    hits = [hit(2, 1, 0.9), hit(3, 2, 0.8), hit(3, 1, 0.7)]
    query = Query("?", "summary", Filters(items=("3",)), whole="item")
    assert [one.passage.passage_id for one in arrange(hits, query)] == ["m-003-01", "m-003-02", "m-002-01"]


def test_a_poor_side_waits_for_its_place() -> None:
    hits = [hit(1, 1, 1.0, "A"), hit(2, 1, 0.9, "A"), hit(3, 1, 0.3, "B")]
    sides = (Filters(organisations=("A",)), Filters(organisations=("B",)))
    assert arrange(hits, Query("?", sides=sides)) == hits


def test_nothing_found_is_no_error() -> None:
    for query in (
        Query("?"),
        Query("?", whole="item"),
        Query("?", whole="meeting"),
        Query("?", sides=(Filters(),) * 2),
    ):
        assert arrange([], query) == []
