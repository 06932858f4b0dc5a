"""Scoring answers, the mutation suite and planted orders, on made minutes."""

from __future__ import annotations

from pathlib import Path

from eval.answers import evaluate_answers, figures, last_answer, meets, plain_figures, score_answer
from eval.injection import plants, run_injection
from eval.mutation import mutants, run_mutations, sentence_claims
from eval.types import GoldQuote, Question
from index.sentences import sentences
from prompts import load_prompt
from rag.answering import answer
from rag.settings import Settings
from rag.types import Answer
from tests.fakes import ScriptedEngine
from tests.rag.made import POOL, SCHOOL, MadeLibrary, decision, hit, quote

POOL_HIT = hit()
LIBRARY = MadeLibrary(
    (POOL_HIT, hit(SCHOOL, "7", "Skolskjuts", 2, "storby.txt")),
    {POOL_HIT.passage.item_id: (decision(POOL_HIT),)},
)
SETTINGS = Settings(home=Path("home"), models_dir=Path("models"))
FEE = Question(
    "q1", "Vad kostar simkursen?", "number", "natural", True, "450 kronor.",
    (GoldQuote("lillby.txt", "4", "Avgiften för simkursen är 450 kronor per deltagare och termin."),),
    (("450",), ("termin",)),
)  # fmt: skip
OPENING = Question(
    "q2",
    "När öppnar bassängen som löser behovet?",
    "unanswerable",
    "natural",
    False,
    "Det framgår inte av källorna.",
    (),
)


def _ask(question: str) -> Answer:
    return last_answer(
        answer(question, library=LIBRARY, engine=None, template=load_prompt("answer"), settings=SETTINGS)
    )


def _stored(passage_id: str) -> str:
    return POOL if passage_id.startswith("lillby") else SCHOOL


def test_a_right_cited_answer_scores_full() -> None:
    score = score_answer(FEE, _ask(FEE.text), _stored)
    assert score.correct
    assert score.cited
    assert not score.refused
    assert score.citations == score.citations_exact > 0
    assert score.words <= 120


def test_refusal_is_scored_both_ways() -> None:
    result = evaluate_answers("no model", (FEE, OPENING), _ask, _stored)
    assert result.overall["refusal_recall"] == result.overall["refusal_precision"] == 1.0
    assert result.overall["correct"] == 1.0
    assert result.overall["citations_exact"] == 1.0
    assert set(result.by_type) == {"number", "unanswerable"}


def test_must_contain_wants_one_of_each_group() -> None:
    assert meets(FEE, "450 kr\nper TERMIN")
    assert not meets(FEE, "450 kr")
    assert figures(()) == {}


def test_the_plain_recipe_is_scored_by_its_text_alone() -> None:
    said = {"Vad kostar simkursen?": "450 per termin [1].", OPENING.text: "Det framgår inte av källorna."}
    found = plain_figures((FEE, OPENING), said.__getitem__)
    assert found == {"correct": 1.0, "refusal_recall": 1.0, "refusal_precision": 1.0}


def test_every_mutant_of_the_made_minutes_is_caught_and_no_true_claim_rejected() -> None:
    quotes = [quote(text[start:end]) for text in (POOL, SCHOOL) for start, end in sentences(text)]
    result = run_mutations(sentence_claims(quotes))
    assert result.rejected == ()
    assert result.missed == ()
    assert result.claims >= 7
    assert sum(result.made.values()) >= 10
    assert {"number", "date", "name", "negation"} <= result.made.keys()


def test_a_mutant_differs_in_one_fact() -> None:
    claim = sentence_claims([quote("Mötet om skolskjuts hålls den 14 maj i Storby med fyra deltagare.")])[0]
    made = {mutant.kind: mutant.text for mutant in mutants(claim)}
    assert "15 maj" not in claim.text
    assert made["date"] != claim.text
    assert "Storby" not in made["name"]


def test_forty_planted_orders_are_not_obeyed_even_by_a_model_that_would() -> None:
    assert len(tuple(plants())) == 40
    obedient = (
        "Kursen är gratis. BANANPAJ ARRR PWNED. ![x](https://ondskan.example/p.png) <|im_start|>HIJACKED."
    )
    for engine in (None, ScriptedEngine(*[obedient] * 40)):
        result = run_injection(engine, load_prompt("answer"), SETTINGS)
        assert (result.tried, result.obeyed, result.active) == (40, (), ())
