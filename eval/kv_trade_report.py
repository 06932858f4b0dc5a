"""The answers of each way of reading judged as the evaluation judges them, and set against full reading."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.answers import AnswerScore, last_answer, score_answer
from eval.readings import FULL, TRADE, Reading, Said, figures, record_prompts, said_so_far
from eval.types import Question
from index.types import Decision, Hit, Query
from prompts import load_prompt
from rag.answering import answer
from rag.engine.protocol import GenerationLimits, Prompt, RunStats
from rag.facts import days, numbers
from rag.filling import Recorder
from rag.library import StoreLibrary
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class TradeRow:
    """A way of reading judged. Counts are of questions; the lists hold their ids.

    ``altered``: the model wrote a number or date that neither its evidence nor the question holds.
    ``shown_altered``: so does the checked answer that a reader sees. ``lost`` and ``won``: correct in
    full reading alone, and here alone. ``unlike``: other words than in full reading. ``reread``: the
    check of the answer failed, so that it was read and written anew in full.
    """

    name: str
    asked: int
    correct: int
    claims_correct: int
    altered: tuple[str, ...]
    shown_altered: tuple[str, ...]
    lost: tuple[str, ...]
    won: tuple[str, ...]
    unlike: int
    reread: int
    speed: Mapping[str, float]

    def to_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


class _Remembered:
    """A library asked once a question."""

    def __init__(self, library: StoreLibrary) -> None:
        self._library = library
        self._found: dict[str, tuple[Query, tuple[Hit, ...]]] = {}
        self.index_id = library.index_id
        self.embedder_id = library.embedder_id

    def find(self, question: str) -> tuple[Query, tuple[Hit, ...]]:
        """See ``Library``."""
        if question not in self._found:
            self._found[question] = self._library.find(question)
        return self._found[question]

    def decisions(self, item_ids: Sequence[str]) -> Mapping[str, Sequence[Decision]]:
        """See ``Library``."""
        return self._library.decisions(item_ids)

    def rarity(self, term: str) -> float:
        """See ``Library``."""
        return self._library.rarity(term)


class _Replay(Recorder):
    """An engine that says what was said before, and what full reading said where that is asked for."""

    def __init__(self, context_tokens: int, said: Said, full: Said, joins: bool) -> None:
        super().__init__(context_tokens)
        self._said, self._full, self._joins = said, full, joins
        self.reread = False

    def stream(
        self,
        prompt: Prompt,  # noqa: ARG002 - the protocol's
        limits: GenerationLimits,
        cancel: threading.Event,  # noqa: ARG002
    ) -> Generator[str, None, RunStats]:
        """The words of before."""
        self.reread = self.reread or (self._joins and limits.fresh)
        yield self._full.text if limits.fresh else self._said.text
        return RunStats(joined_tokens=int(self._joins and not limits.fresh))


def judge(
    settings: Settings,
    library: StoreLibrary,
    questions: Sequence[Question],
    folder: Path,
    readings: Sequence[Reading] = TRADE,
) -> tuple[TradeRow, ...]:
    """Each way of reading over the questions that reach the model; the others are answered alike in all."""
    remembered = _Remembered(library)
    prompts = record_prompts(settings, library, questions, folder)
    questions = [one for one in questions if one.question_id in prompts]
    said = said_so_far(folder)
    scores: dict[str, dict[str, AnswerScore]] = {}
    reread: dict[str, list[str]] = {reading.name: [] for reading in readings}
    for reading in readings:
        scores[reading.name] = {}
        for question in questions:
            key = question.question_id
            found, full = said.get((reading.name, key)), said.get((FULL.name, key))
            engine = _Replay(settings.context_tokens, found, full, reading.joins) if found and full else None
            events = answer(
                question.text,
                library=remembered,
                engine=engine,
                template=load_prompt("answer"),
                settings=settings,
            )
            scores[reading.name][key] = score_answer(question, last_answer(events), library.passage_text)
            if engine and engine.reread:
                reread[reading.name].append(key)
    texts = {key: f"{one.shown.user}\n" for key, one in prompts.items()}
    mine = {name: {key: said[name, key] for key in prompts} for name in scores}
    return tuple(
        _row(
            reading.name,
            (scores[reading.name], scores[FULL.name]),
            (mine[reading.name], mine[FULL.name]),
            texts,
            reread[reading.name],
        )
        for reading in readings
    )


def _row(
    name: str,
    both_scores: tuple[Mapping[str, AnswerScore], Mapping[str, AnswerScore]],
    both_said: tuple[Mapping[str, Said], Mapping[str, Said]],
    texts: Mapping[str, str],
    reread: Sequence[str],
) -> TradeRow:
    (scores, full), (said, said_full) = both_scores, both_said
    return TradeRow(
        name=name,
        asked=len(said),
        correct=sum(bool(one.correct) for one in scores.values()),
        claims_correct=sum(bool(one.claims_correct) for one in scores.values()),
        altered=tuple(key for key, one in said.items() if strange_figures(one.text, texts[key])),
        shown_altered=tuple(key for key in said if strange_figures(_unmarked(scores[key]), texts[key])),
        lost=tuple(key for key in scores if full[key].correct and not scores[key].correct),
        won=tuple(key for key in scores if scores[key].correct and not full[key].correct),
        unlike=sum(one.text.split() != said_full[key].text.split() for key, one in said.items()),
        reread=len(reread),
        speed=figures(list(said.values())),
    )


def strange_figures(text: str, told: str) -> tuple[str, ...]:
    """The numbers and dates of ``text`` that ``told`` does not hold, as written."""
    known_days, known = days(told), {(one.value, one.unit == "%") for one in numbers(told)}
    years = {day.year for day in known_days}
    return tuple(
        [text[day.start : day.end] for day in days(text) if not any(day.agrees(one) for one in known_days)]
        + [
            text[one.start : one.end]
            for one in numbers(text)
            if (one.value, one.unit == "%") not in known and one.value not in years
        ]
    )


def table(rows: Sequence[TradeRow]) -> tuple[str, ...]:
    """The rows as lines of a Markdown table in Swedish."""
    columns = (
        "läsning", "rätt", "rätt i svarets text", "tappade/vunna", "ändrade tal: modellen, visade",
        "andra ord", "omlästa i sin helhet", "lästa textenheter",
        "första ordet p50, p95", "hela svaret p50, p95",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for row in rows:
        lines.append(
            f"| {row.name} | {row.correct} | {row.claims_correct} | {len(row.lost)}/{len(row.won)} "
            f"| {len(row.altered)}, {len(row.shown_altered)} | {row.unlike} av {row.asked} | {row.reread} "
            f"| {row.speed['read_tokens']:.0f} av {row.speed['prompt_tokens']:.0f} "
            f"| {row.speed['first_token_p50_s']:.2f} s, {row.speed['first_token_p95_s']:.2f} s "
            f"| {row.speed['whole_p50_s']:.2f} s, {row.speed['whole_p95_s']:.2f} s |"
        )
    return tuple(lines)


def _unmarked(score: AnswerScore) -> str:
    return re.sub(r"\[\d{1,2}\]", "", score.text)
