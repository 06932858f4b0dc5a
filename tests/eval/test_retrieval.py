"""Scoring a run, comparing runs, the whole evaluation on the sample set, and its report."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.baselines import ByWords, stems
from eval.evaluation import EvaluationOptions, run_evaluation
from eval.gold import load_questions
from eval.plots import bars
from eval.report import to_html, to_markdown, write_report
from eval.retrieval import compare, evaluate_run, run_search
from eval.types import EvaluationResult, Found, GoldQuote, Question
from index.errors import MinutesError
from tests.fakes import HashingEmbedder

FIRST = "nämnden beslutar att anta budgeten för kommande år"
SECOND = "nämnden avslår förslaget om nya cykelställ vid torget"


def questions() -> tuple[Question, ...]:
    def one(number: int, quote: str, answerable: bool = True) -> Question:
        quotes = (GoldQuote("a.txt", "1", quote),) if answerable else ()
        kind = "decision" if number % 2 else "number"
        return Question(f"q{number}", f"fråga {number}", kind, "natural", answerable, "", quotes)

    return one(1, FIRST), one(2, SECOND), one(3, "", answerable=False)


def found(*texts: str) -> list[Found]:
    return [Found("a.txt", text) for text in texts]


def test_only_answerable_questions_are_scored() -> None:
    result = evaluate_run(questions(), run_search("ours", questions(), lambda _: found("annat", FIRST)))
    assert result.scores == {
        "recall@1": 0.0, "recall@3": 0.5, "recall@5": 0.5, "recall@10": 0.5, "mrr": 0.25, "questions": 2.0,
    }  # fmt: skip
    assert result.by_type["decision"]["recall@3"] == 1.0
    assert result.by_type["number"]["recall@3"] == 0.0
    assert result.by_style["natural"]["questions"] == 2.0


def test_a_long_passage_takes_a_rank_for_each_piece() -> None:
    long = " ".join(["ord"] * 300) + " " + FIRST
    result = evaluate_run(questions()[:1], run_search("ours", questions()[:1], lambda _: found(long)))
    assert result.ranked[0].ranks == (2,)


def test_comparison_is_paired() -> None:
    ours = evaluate_run(questions(), run_search("ours", questions(), lambda _: found(FIRST, SECOND)))
    other = evaluate_run(questions(), run_search("other", questions(), lambda _: found("annat")))
    compared = {one.metric: one for one in compare(ours, other).compared}
    assert compared["mrr"].ours == 0.75
    assert compared["mrr"].other == 0.0
    assert 0 < compared["mrr"].p <= 1
    assert compare(ours, ours).compared[0].p == 1.0


def test_words_are_ranked_by_bm25() -> None:
    texts = found("budgeten antas", "cykelställ vid torget", "torget torget")
    scores = ByWords(texts).scores("nya cykelställ")
    assert scores[1] > 0
    assert scores[0] == scores[2] == 0
    assert stems("Budgeten") == stems("budget")


ROW = json.dumps(
    dict.fromkeys(("id", "question", "type", "style", "answer"), "?")
    | {"answerable": False, "evidence": [], "must_contain": []}
)


@pytest.mark.parametrize(
    ("content", "what"),
    [("", "tom"), ("{", "Rad 1"), ('{"id": "a"}', "Rad 1"), (f"{ROW}\n{ROW}", "flera gånger")],
)
def test_a_bad_question_file_is_refused(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "frågor.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MinutesError, match=what):
        load_questions(path)


def test_a_missing_question_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MinutesError, match="kan inte läsas"):
        load_questions(tmp_path / "saknas.jsonl")


@pytest.fixture(scope="module")
def evaluated(repository: Path) -> EvaluationResult:
    """The sample set, searched with vectors that only hash words."""
    data = repository / "eval" / "data"
    options = EvaluationOptions(HashingEmbedder(256), explain="s001")
    return run_evaluation(data / "questions.jsonl", data / "minutes", options)


def test_the_sample_set_stays_above_its_floor(evaluated: EvaluationResult) -> None:
    """The floor lies under what hashed words reach, so that it guards keywords, order and understanding."""
    scores = evaluated.retrieval.scores
    assert scores["recall@1"] >= 0.67
    assert scores["recall@5"] >= 0.92
    assert scores["mrr"] >= 0.83


def test_ours_beats_the_simple_recipes(evaluated: EvaluationResult) -> None:
    assert {one.name for one in evaluated.baselines} == {
        "windows + vectors",
        "windows + BM25",
        "items + both",
    }
    for other in evaluated.baselines:
        assert evaluated.retrieval.scores["mrr"] > other.scores["mrr"]
        assert [one.metric for one in other.compared] == ["recall@1", "recall@5", "mrr"]


def test_every_needed_quote_can_be_found(evaluated: EvaluationResult) -> None:
    assert evaluated.retrieval.scores["recall@10"] >= 0.95


def test_the_json_has_the_agreed_form(evaluated: EvaluationResult) -> None:
    row = json.loads(json.dumps(evaluated.to_json()))
    assert set(row) == {
        "retrieval", "answers", "refusal", "baselines", "per_question", "facts",
    }  # fmt: skip
    assert row["retrieval"]["mrr"] == evaluated.retrieval.scores["mrr"]
    first = row["per_question"][0]
    assert first["id"] == "s001"
    assert set(first) >= {"ranks", "status", "correct", "type", "style"}
    assert len(row["per_question"]) == len(evaluated.questions)


def test_a_question_is_explained(evaluated: EvaluationResult) -> None:
    assert evaluated.explanation.startswith("s001: ")
    assert "Träffar:" in evaluated.explanation
    assert "täcks av träff" in evaluated.explanation


def test_an_unknown_question_cannot_be_explained(repository: Path) -> None:
    data = repository / "eval" / "data"
    with pytest.raises(MinutesError, match="finnsej"):
        run_evaluation(
            data / "questions.jsonl",
            data / "minutes",
            EvaluationOptions(HashingEmbedder(), explain="finnsej"),
        )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_reports_are_written_whole(evaluated: EvaluationResult, tmp_path: Path) -> None:
    written = write_report(evaluated, tmp_path / "rapport")
    assert [path.name for path in written] == ["report.md", "report.json", "report.html"]
    assert json.loads(written[1].read_text(encoding="utf-8"))["retrieval"]
    markdown = to_markdown(evaluated)
    assert "| motesminne |" in markdown
    assert "| windows + BM25 |" in markdown


def test_the_page_loads_nothing_and_tells_its_plots(evaluated: EvaluationResult) -> None:
    html = to_html(evaluated)
    page = _Page()
    page.feed(html)
    assert {"script", "link", "img", "iframe"}.isdisjoint(page.tags)
    assert not [value for name, value in page.attributes if name in ("src", "href")]
    assert page.tags.count("svg") == 3
    assert ("lang", "sv") in page.attributes
    assert [value for name, value in page.attributes if name == "aria-label"]


def test_plots_escape_what_they_show() -> None:
    assert "<b>" not in bars("<b>", {"<b>": [0.5]}, ["<b>"])
