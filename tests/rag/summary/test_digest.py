"""An item's few sentences: the model's where they hold, the source's where they don't."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import Cancelled, ContextOverflow, ModelMissing
from index.store import Store
from prompts import load_prompt
from rag.summary.choosing import choose, lines_wanted
from rag.summary.digest import Writer, summarise_item
from rag.summary.kept import KeptTexts
from rag.summary.material import ItemMaterial, read_meeting
from tests.fakes import ScriptedEngine
from tests.rag.summary.made_bodies import DOCUMENTS, open_store

SHORT = "1. Kostnaden för boendet beräknas till 450 000 kr per år."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, {"norr-mars.txt": DOCUMENTS["norr-mars.txt"]}) as opened:
        yield opened


def items(store: Store) -> tuple[ItemMaterial, ...]:
    return read_meeting(store, store.ledger.documents()[0].document_id).items


def writer(store: Store, engine: ScriptedEngine | None) -> Writer:
    return Writer(engine, load_prompt("shorten"), KeptTexts(store.home), threading.Event())


def rarity(term: str) -> float:
    return 1.0


def test_openings_and_decisions_are_not_what_was_discussed(store: Store) -> None:
    opening, housing, journal = items(store)
    assert choose(opening, rarity, lines_wanted(opening)) == ()
    assert summarise_item(opening, writer(store, None), rarity).reason
    chosen = [one.text for one in choose(housing, rarity, 3)]
    assert any("450 000 kr" in text for text in chosen)
    assert not any("ställer sig bakom" in text for text in chosen)
    assert not any("noterar" in one.text for one in choose(journal, rarity, 3))


def test_a_long_sentence_is_shortened(store: Store) -> None:
    engine = ScriptedEngine(f"{SHORT[:-1]}, och kommunerna behöver dela på den efter antal invånare.")
    digest = summarise_item(items(store)[1], writer(store, engine), rarity)
    (worded,) = [line for line in digest.lines if line.origin == "worded"]
    assert worded.text.endswith("efter antal invånare.")
    assert worded.citations[0].status == "exact"
    assert "450 000" in worded.citations[0].quote


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            "1. Kostnaden för boendet beräknas till 540 000 kr per år, och kommunerna behöver dela på den.",
            "540 000",
        ),
        ("1. Kostnaden beräknas.", ""),
        ("Jag kan inte svara.", ""),
        ("", ""),
    ],
)
def test_what_does_not_hold_gives_way_to_the_source(said: str, why: str, store: Store) -> None:
    engine = ScriptedEngine(said)
    digest = summarise_item(items(store)[1], writer(store, engine), rarity)
    assert all(line.origin == "quote" for line in digest.lines)
    (long,) = [line for line in digest.lines if "450 000 kr" in line.text]
    assert any(why in objection for objection in long.objections) or not why


def test_a_split_sentence_is_taken_in_both_its_parts(store: Store) -> None:
    engine = ScriptedEngine(
        "1. Kostnaden för boendet beräknas till 450 000 kr per år.\n"
        "2. Kommunerna behöver dela på den efter antal invånare."
    )
    digest = summarise_item(items(store)[1], writer(store, engine), rarity)
    assert [line.origin for line in digest.lines].count("worded") == 2


def test_what_was_asked_once_is_not_asked_again(store: Store) -> None:
    first = writer(store, ScriptedEngine(f"{SHORT[:-1]}, och kommunerna behöver dela på den."))
    told = summarise_item(items(store)[1], first, rarity)
    again = writer(store, ScriptedEngine())  # an empty queue: asking would be a fault
    assert summarise_item(items(store)[1], again, rarity) == told
    assert (first.asked, first.reused, again.asked, again.reused) == (1, 0, 0, 1)


def test_a_kept_text_is_checked_like_any_other(store: Store) -> None:
    summarise_item(items(store)[1], writer(store, ScriptedEngine(SHORT)), rarity)
    (file,) = (store.home / "summaries").rglob("*.json")
    file.write_text(
        '{"said": "1. Kostnaden för boendet beräknas till 9 kr per år och invånare."}', encoding="utf-8"
    )
    digest = summarise_item(items(store)[1], writer(store, ScriptedEngine()), rarity)
    assert not any("9 kr" in line.text for line in digest.lines)


def test_a_missing_model_is_asked_once_and_leaves_the_quotes(store: Store) -> None:
    gone = writer(store, ScriptedEngine(ModelMissing("Modellen saknas.", "Hämta den.")))
    digest = summarise_item(items(store)[1], gone, rarity)
    assert "Modellen saknas." in gone.failure
    assert digest.lines
    assert summarise_item(items(store)[1], gone, rarity) == digest


def test_an_item_too_long_to_read_is_quoted_and_the_next_one_is_asked(store: Store) -> None:
    engine = ScriptedEngine(ContextOverflow("För långt."), SHORT)
    asking = writer(store, engine)
    assert all(line.origin == "quote" for line in summarise_item(items(store)[1], asking, rarity).lines)
    summarise_item(items(store)[1], asking, rarity)
    assert (asking.failure, len(engine.history)) == ("", 2)


def test_cancelling_keeps_nothing_half_done(store: Store) -> None:
    stopped = writer(store, ScriptedEngine(SHORT))
    stopped.cancel.set()
    with pytest.raises(Cancelled):
        summarise_item(items(store)[1], stopped, rarity)
    assert not list((store.home / "summaries").rglob("*.json"))


def test_the_prompt_begins_alike_for_every_item(store: Store) -> None:
    engine = ScriptedEngine(SHORT)
    summarise_item(items(store)[1], writer(store, engine), rarity)
    ((prompt, limits),) = engine.history
    assert prompt.user.startswith("Korta varje mening")
    assert "450 000 kr" in prompt.user
    assert "ställer sig bakom" not in prompt.user
    assert limits.max_tokens <= 64 * 4
