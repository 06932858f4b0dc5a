"""What each part of the search adds: the same questions with one part left out at a time."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from eval.baselines import WINDOW
from eval.evaluation import Say
from eval.gold import load_questions
from eval.retrieval import compare, evaluate_run, run_search
from eval.types import Found, Question, RetrievalResult
from index.build import build_index
from index.embedder import Embedder, Vectors
from index.errors import MinutesError
from index.ledger.keywords import Terms
from index.parsing import Parsed, embed, parse
from index.passages import make_header
from index.ranking import RECIPE, Recipe
from index.search import search
from index.store import Store
from index.swedish import find_terms, terms
from index.types import AgendaItem, Passage, Query, SourcedText
from rag.question import catalogue_of, understand

ALL = "allt"

Recut = Callable[[Parsed], Parsed]


def as_cut(parsed: Parsed) -> Parsed:
    """The passages as they are."""
    return parsed


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to search: how passages are made and indexed, and what the search uses of its parts."""

    name: str
    recut: Recut = as_cut
    terms: Terms = terms
    recipe: Recipe = RECIPE
    understanding: bool = True

    @property
    def own_index(self) -> bool:
        """Whether it needs an index of its own."""
        return self.recut is not as_cut or self.terms is not terms


class _Remembering:
    """An embedder that embeds no text twice."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._passages: dict[tuple[str, str], Vectors] = {}
        self._queries: dict[str, Vectors] = {}
        self.model_id, self.dimension = embedder.model_id, embedder.dimension

    def embed_passages(self, texts: Sequence[str], titles: Sequence[str]) -> Vectors:
        """As the embedder does."""
        pairs = list(zip(texts, titles, strict=True))
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._passages]
        if new:
            made = self._embedder.embed_passages([text for text, _ in new], [title for _, title in new])
            self._passages.update(zip(new, made, strict=True))
        empty = np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._passages[pair] for pair in pairs]) if pairs else empty

    def embed_query(self, text: str) -> Vectors:
        """As the embedder does."""
        if text not in self._queries:
            self._queries[text] = self._embedder.embed_query(text)
        return self._queries[text]


def windows(parsed: Parsed) -> Parsed:
    """The document as one item, cut every ``WINDOW`` words whatever that cuts apart."""
    meeting = parsed.meeting
    content = SourcedText.join((item.content for item in meeting.items if item.text), "\n")
    item = AgendaItem(f"{meeting.meeting_id}-001", meeting.meeting_id, "", "", content)
    words = [match.start() for match in re.finditer(r"\S+", item.text)]
    bounds = [*words[::WINDOW], len(item.text)]
    passages = tuple(
        Passage(
            f"{item.item_id}-{n:02d}", meeting.document_id, item.item_id, item.text[low:high], low, high,
            make_header(meeting, parsed.document.title, item), content.spans(low, high),
        )
        for n, (low, high) in enumerate(pairwise(bounds), 1)
    )  # fmt: skip
    return replace(parsed, meeting=replace(meeting, items=(item,)), decisions=(), passages=passages)


def headless(parsed: Parsed) -> Parsed:
    """The passages without the line that tells body, date and item."""
    return replace(parsed, passages=tuple(replace(one, header="") for one in parsed.passages))


def whole_words(text: str) -> tuple[str, ...]:
    """Index terms without the parts of compounds."""
    return tuple(term.text for term in find_terms(text))


VARIANTS = (
    Variant(ALL),
    Variant("utan punkter som stycken", recut=windows),
    Variant("utan rubrikrad", recut=headless),
    Variant("utan sammansättningar", terms=whole_words, recipe=replace(RECIPE, compounds=False)),
    Variant("utan förkortningar", recipe=replace(RECIPE, acronyms=False)),
    Variant("utan frågetolkning", understanding=False),
    Variant("utan andra titt", recipe=replace(RECIPE, second_look=False)),
    Variant("utan grannord", recipe=replace(RECIPE, neighbours=0.0)),
    Variant("utan ordsökning", recipe=replace(RECIPE, keyword=0.0, neighbours=0.0)),
    Variant("utan vektorer", recipe=replace(RECIPE, vectors=0.0)),
    Variant("rangsumma i stället för poäng", recipe=replace(RECIPE, by_rank=True)),
)


def run_ablation(
    gold: Path, corpus: Path, embedder: Embedder, passage_words: int, today: date, progress: Say
) -> tuple[RetrievalResult, ...]:
    """Search quality with everything, and with each part left out, compared to that with all (paired).

    Raises:
        MinutesError: the questions or the corpus can't be read.
    """
    questions = load_questions(gold)
    embedder = _Remembering(embedder)
    results: list[RetrievalResult] = []
    with tempfile.TemporaryDirectory(prefix="motesminne-eval-") as folder:
        work = Path(folder)
        with Store.open(work / "all", embedder.model_id, embedder.dimension) as whole:
            progress(f"Läser in {corpus}.")
            if not build_index([corpus], whole, embedder, passage_words=passage_words).added:
                raise MinutesError(f"Inga protokoll kunde läsas in från {corpus}.", "Kontrollera mappen.")
            for number, variant in enumerate(VARIANTS):
                progress(f"Mäter {variant.name}.")
                if variant.own_index:
                    with _reindexed(whole, work / str(number), variant, embedder, passage_words) as store:
                        results.append(_measured(store, variant, questions, embedder, today))
                else:
                    results.append(_measured(whole, variant, questions, embedder, today))
    return (results[0], *(compare(results[0], one) for one in results[1:]))


def _reindexed(whole: Store, home: Path, variant: Variant, embedder: Embedder, words: int) -> Store:
    """The documents of a store again, cut and indexed as the variant says."""
    store = Store.open(home, embedder.model_id, embedder.dimension, variant.terms)
    for row in whole.ledger.documents():
        document = whole.ledger.document(row.document_id)
        parsed = variant.recut(parse(document, whole.ledger.staff_facts(row.document_id), words))
        store.add(parsed.entry(embed(embedder, parsed.passages), variant.name))
    return store


def _measured(
    store: Store, variant: Variant, questions: Sequence[Question], embedder: Embedder, today: date
) -> RetrievalResult:
    catalogue = catalogue_of(store)

    def find(text: str) -> list[Found]:
        query = understand(text, catalogue, today) if variant.understanding else Query(text)
        hits = search(store, embedder, query, recipe=variant.recipe)
        return [Found(hit.place.document, hit.passage.text) for hit in hits]

    return evaluate_run(questions, run_search(variant.name, questions, find))


def ablation_lines(results: Sequence[RetrievalResult]) -> Iterator[str]:
    """A Markdown table: scores with everything and without each part, and how sure the difference is."""
    yield "| sökning | recall@1 | recall@5 | mrr | skillnad i mrr | p |"
    yield "|---|---|---|---|---|---|"
    for one in results:
        scores = " | ".join(f"{one.scores[name]:.3f}" for name in ("recall@1", "recall@5", "mrr"))
        mrr = next((other for other in one.compared if other.metric == "mrr"), None)
        behind = f"{mrr.other - mrr.ours:+.3f} | {mrr.p:.3f}" if mrr else " | "
        yield f"| {one.name} | {scores} | {behind} |"
