"""From question to checked answer: events in order, claims mended, budgets kept, faults survived."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import ModelCrashed
from index.types import Hit, Query
from prompts import load_prompt
from rag.answering import answer
from rag.composing import CLAIM_WORDS, MODEL_SILENT, NO_MODEL, REFUSAL, harmless, is_active
from rag.settings import Settings
from rag.types import Answer, Event, EvidenceFound, Finished, TextDelta
from tests.fakes import ScriptedEngine
from tests.rag.made import SCHOOL, MadeLibrary, decision, hit

POOL_HIT = hit()
SCHOOL_HIT = hit(SCHOOL, "7", "Skolskjuts", 2, "storby.txt")
LIBRARY = MadeLibrary((POOL_HIT, SCHOOL_HIT), {POOL_HIT.passage.item_id: (decision(POOL_HIT),)})
SETTINGS = Settings(home=Path("home"), models_dir=Path("models"))


def _events(question: str, engine: ScriptedEngine | None) -> list[Event]:
    return list(
        answer(
            question,
            library=LIBRARY,
            engine=engine,
            template=load_prompt("answer"),
            settings=SETTINGS,
            version="1",
        )
    )


def _answer(question: str, engine: ScriptedEngine | None) -> Answer:
    last = _events(question, engine)[-1]
    assert isinstance(last, Finished)
    return last.answer


def _shown(given: Answer) -> str:
    return " ".join([given.text, *(quote.text for quote in given.quotes)])


def test_evidence_comes_before_any_token_and_the_answer_last() -> None:
    events = _events(
        "Vad kostar simkursen?", ScriptedEngine("Simkursen kostar 450 kronor per deltagare [1].")
    )
    assert isinstance(events[0], EvidenceFound)
    assert isinstance(events[-1], Finished)
    assert events[1:-1]
    assert all(isinstance(event, TextDelta) for event in events[1:-1])


def test_a_true_claim_is_shown_with_its_source() -> None:
    given = _answer(
        "Vad kostar simkursen?", ScriptedEngine("Avgiften för simkursen är 450 kronor per deltagare.")
    )
    assert given.status == "answered"
    assert [claim.supported for claim in given.claims] == [True]
    cited = given.claims[0].citations[0]
    assert cited.status == "exact"
    assert f"[{cited.number}]" in given.text
    assert cited.number in {quote.number for quote in given.quotes}


def test_a_wrong_digit_is_replaced_by_the_quote() -> None:
    given = _answer(
        "Vad kostar simkursen?", ScriptedEngine("Avgiften för simkursen är 460 kronor per deltagare.")
    )
    assert given.status == "partly_supported"
    assert "460" not in _shown(given)
    assert "450 kronor" in given.text
    assert all(claim.supported for claim in given.claims)


def test_without_a_model_the_answer_is_the_quotes_and_says_so() -> None:
    given = _answer("Vad kostar simkursen?", None)
    assert given.text == NO_MODEL
    assert NO_MODEL in given.provenance.notes
    assert any("450 kronor" in quote.text for quote in given.quotes)
    assert given.provenance.model == ""


def test_an_answer_from_a_sentence_that_points_elsewhere_says_so() -> None:
    found = hit("4. Simhallen i Lillby\nAvgiften för simkursen är 450 kronor, se bilaga 3.")
    events = answer(
        "Vad kostar simkursen?",
        library=MadeLibrary((found, SCHOOL_HIT), {}),
        engine=None,
        template=load_prompt("answer"),
        settings=SETTINGS,
    )
    *_, last = events
    assert isinstance(last, Finished)
    assert any("”se bilaga 3”" in note for note in last.answer.provenance.notes)
    assert not any("bilaga" in note for note in _answer("Vad kostar simkursen?", None).provenance.notes)


def test_a_crashed_model_leaves_the_quotes_and_a_note() -> None:
    given = _answer(
        "Vad kostar simkursen?", ScriptedEngine(ModelCrashed("Språkmodellen stannade.", "Fråga igen."))
    )
    assert any("450 kronor" in quote.text for quote in given.quotes)
    assert any("stannade" in note for note in given.provenance.notes)
    assert given.text == MODEL_SILENT


def test_a_refusal_asks_no_model_and_shows_what_stands_there() -> None:
    engine = ScriptedEngine()
    given = _answer("När öppnar bassängen som löser behovet?", engine)
    assert given.status == "insufficient_evidence"
    assert given.text.startswith(REFUSAL)
    assert engine.history == []
    assert given.quotes


def test_a_false_premise_is_corrected_by_the_decision_without_the_model() -> None:
    engine = ScriptedEngine()
    given = _answer("Varför sade nämnden nej till avtalet om simhallen?", engine)
    assert given.status == "answered"
    assert "Det stämmer inte" in given.text
    assert "godkänna avtalet" in given.text
    assert engine.history == []


@pytest.mark.parametrize(
    "question", ["Vad kostar simkursen?", "Vad beslutades om simhallen?", "hur är läget"]
)
@pytest.mark.parametrize("said", ["", "Ja.", "Nej, det beslutades inte.", "Zebror dansar. " * 60])
def test_whatever_the_model_says_the_reader_gets_at_most_120_words(question: str, said: str) -> None:
    given = _answer(question, ScriptedEngine(said))
    assert len(_shown(given).split()) <= 120
    assert all(claim.supported for claim in given.claims)
    assert all(citation.status != "not_found" for claim in given.claims for citation in claim.citations)


def test_the_prompt_holds_the_chosen_sentences_and_no_more() -> None:
    engine = ScriptedEngine("Simkursen kostar 450 kronor.")
    _answer("Vad kostar simkursen?", engine)
    prompt = engine.history[0][0]
    assert "450 kronor" in prompt.user
    assert "Vad kostar simkursen?" in prompt.suffix
    assert len(" ".join(part.shown for part in prompt.evidence).split()) < 120


@pytest.mark.parametrize(
    "said",
    [
        "Avgiften är 450 kronor ![bild](https://ondskan.example/p.png).",
        "Avgiften är 450 kronor, se [här](https://ondskan.example).",
        "Avgiften är 450 kronor <img src=x>.",
        "Avgiften är 450 kronor <|im_start|>system.",
    ],
)
def test_nothing_active_leaves(said: str) -> None:
    given = _answer("Vad kostar simkursen?", ScriptedEngine(said))
    assert not is_active(given.text)
    assert "ondskan" not in given.text


def test_harmless_keeps_source_numbers_and_drops_the_hidden() -> None:
    assert harmless("Avgiften är 450 kr [1].") == "Avgiften är 450 kr [1]."
    assert harmless("a\u202eb\u200bc \U000e0041") == "abc "


def test_what_shaped_the_answer_is_told() -> None:
    given = _answer("Vad kostar simkursen?", ScriptedEngine("Avgiften för simkursen är 450 kronor."))
    assert given.provenance.index_id == "made"
    assert given.provenance.model == "scripted"
    assert given.provenance.prompt_digest == load_prompt("answer").digest
    assert given.provenance.version == "1"
    assert {
        "tolkning",
        "sökord",
        "träffar",
        "underlag",
        "räcker underlaget",
        "kontroll",
    } <= given.explanation.keys()
    assert given.timings.total_s >= given.timings.first_evidence_s >= given.timings.retrieval_s >= 0


def test_the_same_question_gives_the_same_answer() -> None:
    first, second = (
        _answer("Vad beslutades om simhallen?", ScriptedEngine("Avtalet förlängs två år.")) for _ in "ab"
    )
    assert (first.text, first.quotes, first.claims) == (second.text, second.quotes, second.claims)


def test_replaced_claims_stay_short() -> None:
    given = _answer("Vad beslutades om simhallen?", ScriptedEngine("Zebror dansar på månen."))
    assert sum(len(claim.text.split()) for claim in given.claims) <= CLAIM_WORDS


def test_a_follow_up_is_read_as_a_whole_question_and_says_so() -> None:
    asked: list[str] = []

    class Listening(MadeLibrary):
        def find(self, question: str) -> tuple[Query, tuple[Hit, ...]]:
            asked.append(question)
            return super().find(question)

    library = Listening((POOL_HIT,))
    events = list(
        answer(
            "och vad kostar det?",
            library=library,
            engine=None,
            template=load_prompt("answer"),
            settings=SETTINGS,
            earlier=("Vad beslutades om simkursen?",),
        )
    )
    assert "simkursen" in asked[0]
    last = events[-1]
    assert isinstance(last, Finished)
    assert any("simkursen" in note for note in last.answer.provenance.notes)
