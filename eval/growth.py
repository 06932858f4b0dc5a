"""How search, memory and disk grow with the corpus: passages made by code above the real ones.

A made passage is sentences of real passages in new company and one sentence with names and figures
of its own; its vector leaves the real ones' middle in directions that real ones leave it, and a little
at random. So words are as common and vectors as near to each other as in a larger corpus of the same
kind. The query's embedding is left out.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.speed import percentile
from index.ledger import Entry
from index.sentences import sentences
from index.store import Store
from index.swedish import terms as swedish_terms
from index.types import AgendaItem, Document, Meeting, Page, Passage, Run, SourcedText, Span
from rag.library import StoreLibrary

_ITEMS = 25  # passages in a made document
_BODIES = 120
_SENTENCES = 7
_PARENTS = 12
_NOISE = 0.2
_FIRST = date(1996, 1, 8)
_LETTERS = "bdfgklmnprstv"
_VOWELS = "aeiouyåäö"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What passages are made of: sentences of real ones, and their float32 (n, dimension) vectors."""

    sentences: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One size of corpus: seconds at the 50th and 95th percentile, bytes; ``found`` is a share.

    ``busy_p95_s`` are the processor's seconds, which other programs on the machine do not lengthen so
    much. ``memory_bytes`` is all the process holds, libraries and models of other parts included.
    """

    passages: int
    search_p50_s: float
    search_p95_s: float
    busy_p95_s: float
    found: float
    open_s: float
    ledger_bytes: int
    vectors_bytes: int
    memory_bytes: int

    def to_json(self) -> dict[str, float]:
        """Plain values."""
        return asdict(self)


def source_of(store: Store) -> Source:
    """The indexed passages as something to make others of."""
    ids = store.ledger.passage_ids()
    texts = [passage.text for passage, _ in store.ledger.passages(ids).values()]
    pieces = {" ".join(text[start:end].split()) for text in texts for start, end in sentences(text)}
    return Source(tuple(sorted(pieces)), store.ledger.vectors_of(ids)[1])


def grow(
    source: Source,
    home: Path,
    passages: int,
    seconds: float = 1e9,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Make the corpus in ``home`` so large, going on where it ended; how many passages are still to come.

    Raises: StorageFailed.
    """
    due = time.monotonic() + seconds
    dimension = source.vectors.shape[1]
    with Store.open(home, "made", dimension, terms=_terms) as store:
        while (have := store.ledger.passage_count()) < passages:
            if time.monotonic() > due:
                return passages - have
            store.ledger.add(_entry(source, have // _ITEMS))
            if have % 5_000 == 0:
                progress(f"{have} textstycken")
            if store.ledger.passage_count() % 100_000 == 0:
                store.neighbours.refresh()
                store.neighbours.consolidate()
        store.neighbours.refresh()
        if store.neighbours.due():
            store.neighbours.consolidate()
    return 0


def measure(source: Source, home: Path, questions: int = 60, seed: int = 7) -> GrowthRow:
    """Open the corpus in ``home`` and search it with made questions, each for one of its passages."""
    began = time.perf_counter()
    with Store.open(home, "made", source.vectors.shape[1], terms=_terms) as store:
        open_s = time.perf_counter() - began
        count = store.ledger.passage_count()
        rng = random.Random(seed)
        asked = [_question(source, rng.randrange(count)) for _ in range(questions)]
        embedder = _Given({text: vector for text, vector, _ in asked}, source.vectors.shape[1])
        library = StoreLibrary(store, embedder, 10)
        library.find(asked[0][0])  # what is made once is made now: the catalogue of meetings, say
        took, busy, found = [], [], 0
        for text, _, wanted in asked:
            began, worked = time.perf_counter(), time.process_time()
            _, hits = library.find(text)
            took.append(time.perf_counter() - began)
            busy.append(time.process_time() - worked)
            found += wanted in {hit.passage.passage_id for hit in hits}
        memory = _resident()
    return GrowthRow(
        passages=count,
        search_p50_s=percentile(took, 50),
        search_p95_s=percentile(took, 95),
        busy_p95_s=percentile(busy, 95),
        found=found / questions,
        open_s=open_s,
        ledger_bytes=sum(path.stat().st_size for path in home.glob("ledger.sqlite3*")),
        vectors_bytes=sum(path.stat().st_size for path in (home / "chroma").rglob("*") if path.is_file()),
        memory_bytes=memory,
    )


class _Given:
    """An ``Embedder`` of questions whose vectors are known."""

    model_id = "made"

    def __init__(self, vectors: dict[str, Vectors], dimension: int) -> None:
        self._vectors = vectors
        self.dimension = dimension

    def embed_passages(self, texts: Sequence[str], titles: Sequence[str]) -> Vectors:  # noqa: ARG002
        """Nothing: made passages bring their vectors."""
        return np.empty((0, self.dimension), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """The known vector, or that of a mended question."""
        return self._vectors.get(text, next(iter(self._vectors.values())))


def _question(source: Source, passage: int) -> tuple[str, Vectors, str]:
    """A question for one passage: its own words, and a vector near its; every other names the body."""
    document, item = divmod(passage, _ITEMS)
    rng = random.Random(passage)
    own, words = _own(rng), " ".join(rng.choice(source.sentences).split()[:8])
    vector = _mixed(_vector(source, passage) + 0.02 * _noise(source, passage + 1))
    where = f" i {_body(document)}" if passage % 2 else ""
    return f"Vad sades{where} om {own} och {words}?", vector, _passage_id(document, item)


def _entry(source: Source, number: int) -> Entry:
    name = f"made-{number:07d}"
    document_id = sha256(name.encode()).hexdigest()
    meeting_id = document_id[:16]
    body = _body(number)
    day = _FIRST + timedelta(days=number % 10_000)
    items, passages, texts, at = [], [], [], 0
    for n in range(_ITEMS):
        text = _text(source, number * _ITEMS + n)
        span = Span(1, at, at + len(text))
        at += len(text) + 1
        texts.append(text)
        content = SourcedText(text, (Run(0, span),))
        items.append(AgendaItem(f"{meeting_id}-{n:03d}", meeting_id, str(n + 1), f"Ärende {n + 1}", content))
        header = f"{body}, {day.isoformat()}, § {n + 1} Ärende {n + 1}"
        passages.append(
            Passage(
                _passage_id(number, n), document_id, items[-1].item_id, text, 0, len(text), header, (span,)
            )
        )
    meeting = Meeting(
        *(meeting_id, document_id, body, "", day, "stated", "made", "", (), "", "", tuple(items), "items")
    )
    vectors = np.stack([_vector(source, number * _ITEMS + n) for n in range(_ITEMS)])
    document = Document(document_id, f"{name}.txt", name, (Page(1, "\n".join(texts)),))
    return Entry(document, meeting, (), tuple(passages), vectors, "made")


def _passage_id(document: int, item: int) -> str:
    return f"{sha256(f'made-{document:07d}'.encode()).hexdigest()[:16]}-{item:03d}-00"


def _text(source: Source, passage: int) -> str:
    rng = random.Random(passage)
    own = _own(rng)
    chosen = [rng.choice(source.sentences) for _ in range(_SENTENCES)]
    return "\n".join([*chosen, f"Ärendet rör {own}."])


def _body(document: int) -> str:
    return f"Nämnden i {_word(random.Random(document % _BODIES)).capitalize()}"


def _own(rng: random.Random) -> str:
    return f"{_word(rng).capitalize()} {_word(rng)} {rng.randrange(10_000, 1_000_000)}"


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(_LETTERS) + rng.choice(_VOWELS) for _ in range(rng.randrange(2, 5)))


def _vector(source: Source, passage: int) -> Vectors:
    rng = np.random.default_rng(passage)
    chosen = source.vectors[rng.integers(0, len(source.vectors), _PARENTS)]
    weights = rng.standard_normal(_PARENTS).astype(np.float32) / np.sqrt(_PARENTS)
    middle = _middle(source)
    return _mixed(middle + weights @ (chosen - middle) + _NOISE * _noise(source, passage))


@lru_cache(maxsize=1)
def _middle(source: Source) -> Vectors:
    middle: Vectors = source.vectors.mean(axis=0)
    return middle


def _noise(source: Source, passage: int) -> Vectors:
    dimension = source.vectors.shape[1]
    noise = np.random.default_rng(passage).standard_normal(dimension) / np.sqrt(dimension)
    return np.asarray(noise, dtype=np.float32)


def _mixed(vector: Vectors) -> Vectors:
    unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def _terms(text: str) -> tuple[str, ...]:
    """As ``index.swedish.terms``, a line at a time: made passages share their lines."""
    return tuple(term for line in text.split("\n") for term in _line_terms(line))


@lru_cache(maxsize=20_000)
def _line_terms(line: str) -> tuple[str, ...]:
    return tuple(swedish_terms(line))


def _resident() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
