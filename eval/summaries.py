"""Summaries of meetings measured: ours and the plain recipe over the same minutes, in one run.

Work is kept in a folder and gone on with: what a run has worded is not worded again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from eval.gold import same_document
from eval.metrics import summary as metric
from eval.metrics.summary import ReferencePoint
from eval.plain_summary import plain_summary
from index.build import build_index
from index.embedder import Embedder
from index.errors import Cancelled, MinutesError
from index.sentences import sentences
from index.store import Store
from index.types import DocumentRow, Meeting
from prompts import load_prompt
from rag.engine.protocol import Engine
from rag.matters.book import MatterBook
from rag.settings import Settings
from rag.summary.making import Maker
from rag.summary.types import Summary, SummaryRequest
from rag.types import Quote

OURS, PLAIN = "motesminne", "enkelt recept"
METRICS = (
    "items_told", "decisions_verbatim", "supported", "facts_exact", "points", "distinct3", "words",
    "share_read",
)  # fmt: skip

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SummaryScore:
    """One meeting summarised one way. All shares are 0 to 1; ``words`` counts the words shown.

    ``items_told``: agenda items that a supported sentence rests on, of all with a title.
    ``strange`` lists numbers, dates and names that stand nowhere in the minutes; ``unsupported`` the
    sentences that the checker does not support. ``share_read`` is how much of the minutes the model saw.
    """

    way: str
    document: str
    items_told: float
    decisions_verbatim: float
    supported: float
    facts_exact: float
    points: float
    distinct3: float
    words: int
    share_read: float
    strange: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryEvaluation:
    """All scores; ``complete`` is False where time ran out before the last meeting."""

    scores: tuple[SummaryScore, ...]
    complete: bool = True

    def means(self) -> Mapping[str, Mapping[str, float]]:
        """Each way's mean of each metric over its meetings."""
        ways = dict.fromkeys(score.way for score in self.scores)
        return {
            way: {
                name: _mean(getattr(one, name) for one in self.scores if one.way == way) for name in METRICS
            }
            for way in ways
        }

    def to_json(self) -> dict[str, object]:
        """Plain values: means by way, then each meeting's scores."""
        return {
            "complete": self.complete,
            "means": {way: dict(values) for way, values in self.means().items()},
            "meetings": [asdict(score) for score in self.scores],
        }


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


@dataclass(frozen=True, slots=True)
class SummaryMeasurement:
    """What to measure with. ``work`` keeps index and texts; ``seconds`` bounds a run, between items."""

    settings: Settings
    embedder: Embedder
    engine: Engine | None
    work: Path
    plain: bool = True
    seconds: float = 1e9


def load_points(path: Path) -> dict[str, tuple[ReferencePoint, ...]]:
    """Reference points by document, as file name or first digits. Raises: MinutesError."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {
            row["document"]: tuple(
                ReferencePoint(tuple(tuple(group) for group in point)) for point in row["points"]
            )
            for row in rows
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MinutesError(f"{path} kan inte läsas ({error}).", "Ange en fil med referenspunkter.") from error


def measure_summaries(
    gold: Path, corpus: Path, how: SummaryMeasurement, say: Say = lambda _: None
) -> SummaryEvaluation:
    """Summarise every meeting of ``corpus`` that ``gold`` has points for, and score it.

    Raises: MinutesError for files that can't be read, ModelMissing, StorageFailed.
    """
    points = load_points(gold)
    home = how.work / "home"
    stop = threading.Event()
    timer = threading.Timer(min(how.seconds, threading.TIMEOUT_MAX), stop.set)
    timer.daemon = True
    timer.start()
    scores: list[SummaryScore] = []
    try:
        with Store.open(home, how.embedder.model_id, how.embedder.dimension) as store:
            say(f"Läser in {corpus}.")
            build_index([corpus], store, how.embedder, passage_words=how.settings.passage_words)
            wanted = tuple(_wanted(store, points))
            for row, told in wanted:
                if not stop.is_set():
                    with suppress(Cancelled):
                        scores += _meeting_scores(store, row, told, how, stop, say)
            want = len(wanted) * (2 if how.plain and how.engine else 1)
    finally:
        timer.cancel()
    return SummaryEvaluation(tuple(scores), len(scores) == want)


def _wanted(
    store: Store, points: Mapping[str, tuple[ReferencePoint, ...]]
) -> Iterator[tuple[DocumentRow, tuple[ReferencePoint, ...]]]:
    for row in sorted(store.ledger.document_rows(), key=lambda row: row.name):
        for document, told in points.items():
            if same_document(document, row.name):
                yield row, told


def _meeting_scores(
    store: Store,
    row: DocumentRow,
    points: tuple[ReferencePoint, ...],
    how: SummaryMeasurement,
    stop: threading.Event,
    say: Say,
) -> list[SummaryScore]:
    """Every way's score of one meeting, ours first. Raises: Cancelled once ``stop`` is set."""
    judge = _Judge(store, store.ledger.meeting(row.document_id), row.name, points)
    others = []
    if how.plain and how.engine:
        say(f"Sammanfattar {row.name} med det enkla receptet.")
        text, share = plain_summary(how.engine, judge.text, how.work, row.document_id, stop)
        others.append(judge.score(PLAIN, text, share))
    say(f"Sammanfattar {row.name}.")
    settings = how.settings.model_copy(update={"home": store.home})
    template, made_by = load_prompt("shorten"), version("motesminne")
    maker = Maker(store, how.engine, template, settings, made_by, MatterBook(store), cancel=stop)
    summary = maker.make(SummaryRequest("meeting", row.name))
    return [judge.score(OURS, shown(summary), 1.0), *others]


class _Judge:
    """A meeting's minutes, against which every way's text is held."""

    def __init__(
        self, store: Store, meeting: Meeting, document: str, points: tuple[ReferencePoint, ...]
    ) -> None:
        ledger = store.ledger
        self.document, self.points = document, points
        self.text = "\n".join(item.text for item in meeting.items)
        self._source = f"{self.text}\n" + "\n".join(
            page.text for page in ledger.document(meeting.document_id).pages
        )
        self._items = {item.item_id for item in meeting.items if item.title}
        self._decisions = [
            decision.text
            for item in meeting.items
            for decision, _ in ledger.decisions(marked=True, item_id=item.item_id)
            if decision.substantive
        ]
        placed = ledger.passages(ledger.passage_ids(document_id=meeting.document_id))
        self._passages = {one: passage.text for one, (passage, _) in placed.items()}
        self._item_of = {one: passage.item_id for one, (passage, _) in placed.items()}
        self._quotes = tuple(
            Quote(at, passage.passage_id, place, passage.text[start:end], start, end, passage.spans)
            for at, (passage, place, start, end) in enumerate(
                (
                    (passage, place, start, end)
                    for passage, place in placed.values()
                    for start, end in sentences(passage.text)
                ),
                1,
            )
        )

    def score(self, way: str, text: str, share_read: float) -> SummaryScore:
        """The text's figures."""
        claims = metric.judged(metric.spoken_sentences(text), self._quotes, self._passages)
        told = {
            self._item_of[citation.passage_id]
            for claim in claims
            if claim.supported
            for citation in claim.citations[:1]
        }
        strange = metric.strange_facts(text, self._source)
        facts = metric.count_facts(text)
        return SummaryScore(
            way=way,
            document=self.document,
            items_told=len(told & self._items) / max(1, len(self._items)),
            decisions_verbatim=metric.verbatim(self._decisions, text),
            supported=metric.supported(claims),
            facts_exact=1 - min(1.0, len(strange) / facts) if facts else 1.0,
            points=metric.points_told(self.points, text),
            distinct3=metric.distinct(text),
            words=len(text.split()),
            share_read=share_read,
            strange=strange,
            unsupported=tuple(claim.text for claim in claims if not claim.supported),
        )


def shown(summary: Summary) -> str:
    """What a reader sees of a summary's sections: lines and table cells, one a line."""
    parts = []
    for section in summary.sections:
        parts += [line.text for line in section.lines]
        if section.table:
            parts += [cell for row in section.table.rows for cell in row.cells]
    return "\n".join(parts)


def summary_lines(result: SummaryEvaluation) -> Iterator[str]:
    """The figures as lines for a terminal: means by way, then each meeting."""
    for way, values in result.means().items():
        yield f"{way}: " + ", ".join(f"{name} {value:.3f}" for name, value in values.items())
    for score in result.scores:
        figures = ", ".join(f"{name} {getattr(score, name):.2f}" for name in METRICS[:-2])
        yield f"  {score.document} ({score.way}): {figures}, ord {score.words}"
        if score.strange:
            yield f"    står inte i protokollet: {', '.join(score.strange)}"
    if not result.complete:
        yield "Tiden räckte inte till alla möten. Samma kommando fortsätter."
