"""The composition root: concrete store, embedder and engine behind one small surface.

Everything heavy is made at its first use, so that what needs no model starts at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from index.build import BuildReport, Progress, build_index
from index.embedder import Embedder
from index.errors import MinutesError, NothingIndexed
from index.ledger.filters import NO_LIMIT
from index.ledger.rows import StaffFacts
from index.readers.limits import ParseLimits
from index.rebuilding import rebuild_index
from index.staff import set_facts
from index.store import Store
from index.types import DocumentRow, Filters, Hit, Meeting, Query
from index.watch import watch
from prompts import load_prompt
from rag.answering import answer
from rag.condition import about_terms
from rag.decisions import DecisionFilter, placed_decisions
from rag.engine.kvcache import forget_states
from rag.engine.protocol import Engine
from rag.feedback import FaultBook
from rag.filling import LIKELY, ReadAhead
from rag.generator import make_engine, states_folder
from rag.journal import Journal
from rag.library import StoreLibrary
from rag.matters.book import MatterBook
from rag.matters.finding import in_matters
from rag.matters.verdicts import forget_document
from rag.overview import example_questions
from rag.placing import placed
from rag.question import clean_question
from rag.search_model import make_embedder
from rag.settings import Settings
from rag.summary.kept import KeptTexts
from rag.summary.making import Maker
from rag.summary.types import Summary, SummaryProgress, SummaryRequest
from rag.types import Event, Finished, PlacedDecision, Quote
from rag.uploads import ORIGINALS, keep_uploads


def open_assistant(settings: Settings, progress: Callable[[str], None] = lambda _: None) -> Assistant:
    """Take the data folder and open what is in it. Raises: IndexBusy, IndexOutdated, StorageFailed."""
    return Assistant(settings, Store.open(settings.home, progress=progress))


class Assistant:
    """Asks, searches, lists and indexes over one data folder; close it when done.

    Safe from several threads: answers wait for their turn at the model.
    """

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self._making = threading.Lock()
        self._made: Embedder | None = None
        self._indexing = threading.Lock()
        self._ahead = ReadAhead(settings, lambda: self.example_questions(LIKELY), lambda: self.library)
        self.queue: Callable[[Engine], Engine] = lambda engine: engine

    @property
    def _embedder(self) -> Embedder:
        with self._making:
            if self._made is None:
                self._made = make_embedder(self.settings)
                self.store.agree(self._made.model_id, self._made.dimension)
            return self._made

    @cached_property
    def engine(self) -> Engine | None:
        """The language model as the settings name it; None when they name none."""
        return make_engine(self.settings)

    @cached_property
    def faults(self) -> FaultBook:
        """Answers that readers have called wrong."""
        return FaultBook(self.settings.home)

    @cached_property
    def journal(self) -> Journal:
        """Questions and answers, kept only where the settings say so."""
        return Journal(self.settings.home, self.settings.keep_days)

    @property
    def _queued(self) -> Engine | None:
        """The engine behind ``queue``, which decides who has it when several ask."""
        return None if self.engine is None else self.queue(self.engine)

    @cached_property
    def library(self) -> StoreLibrary:
        """The index as answering sees it."""
        return StoreLibrary(self.store, self._embedder, self.settings.hits)

    @cached_property
    def matters(self) -> MatterBook:
        """Items of several meetings that belong together, and what staff say of that."""
        return MatterBook(self.store)

    def ask(
        self,
        question: str,
        cancel: threading.Event | None = None,
        only: Filters = NO_LIMIT,
        earlier: Sequence[str] = (),
    ) -> Iterator[Event]:
        """Answer a question as events, the verbatim evidence first; ``only`` limits where it looks.

        ``earlier`` are the conversation's questions, oldest first: one that leans on them is made whole.

        Raises: NothingIndexed, BadQuestion, ModelMissing (the search model), Cancelled.
        """
        clean_question(question)
        self._require_minutes()
        self._ahead.give_way(self.engine)
        self._ahead.load(self.engine)
        events = answer(
            question,
            library=self.library.limited(only),
            engine=self._queued,
            template=load_prompt("answer"),
            settings=self.settings,
            version=version("motesminne"),
            cancel=cancel,
            earlier=tuple(earlier),
        )
        for event in placed(events, self.store.ledger):
            if self.settings.keep_questions and isinstance(event, Finished):
                self.journal.add(event.answer)
            yield event

    def search(self, question: str, k: int | None = None) -> tuple[Query, tuple[Hit, ...]]:
        """The question understood and its best passages. Raises: as ``ask``."""
        clean_question(question)
        self._require_minutes()
        return self.library.find(question, k)

    def _require_minutes(self) -> None:
        if not self.store.ledger.passage_count():
            raise NothingIndexed("Inga protokoll är inlästa än.", "Läs in några med: motesminne index MAPP.")

    def summarise(
        self,
        request: SummaryRequest,
        progress: Callable[[SummaryProgress], None] = lambda _: None,
        cancel: threading.Event | None = None,
    ) -> Summary:
        """A checked draft of a meeting, a body's briefing, what is new, or a matter.

        Cancelled or killed, it keeps the items it has worded: asked again, it goes on from there.
        For a draft that staff changed, see ``rag.summary.edits.edited``.

        Raises: NothingIndexed, UnknownDocument, UnknownBody, Cancelled, StorageFailed.
        """
        template, stop = load_prompt("shorten"), cancel or threading.Event()
        made_by = version("motesminne")
        return Maker(
            self.store, self._queued, template, self.settings, made_by, self.matters, progress, stop
        ).make(request)

    def decisions(self, wanted: DecisionFilter | None = None) -> tuple[PlacedDecision, ...]:
        """Decision records, newest meeting first."""
        wanted = wanted or DecisionFilter()
        found = placed_decisions(self.store, wanted)
        return in_matters(found, self.matters.find_matter(wanted.matter)) if wanted.matter else found

    def documents(self) -> tuple[DocumentRow, ...]:
        """What is indexed, by file name."""
        return tuple(sorted(self.store.ledger.document_rows(), key=lambda row: row.name))

    def quarantine(self) -> tuple[tuple[str, str], ...]:
        """Files that could not be read: name and reason."""
        return tuple((row.name, row.reason) for row in self.store.ledger.quarantine())

    def item_text(self, quote: Quote) -> str:
        """The whole item a quote stands in."""
        ledger = self.store.ledger
        return ledger.item(ledger.passage(quote.passage_id).item_id).text

    def meeting(self, name: str) -> Meeting:
        """A document's meeting with its items, by id, file name or path. Raises: UnknownDocument."""
        ledger = self.store.ledger
        return ledger.meeting(ledger.find_document(name).document_id)

    def example_questions(self, most: int = 3) -> tuple[str, ...]:
        """Some questions that the indexed minutes can answer."""
        return example_questions(self.decisions(), most)

    def index(
        self,
        paths: Sequence[Path],
        progress: Callable[[Progress], None] = lambda _: None,
        cancel: threading.Event | None = None,
    ) -> BuildReport:
        """Index files and folders; one run at a time. Raises: StorageFailed, ModelMissing, MinutesError."""
        for path in paths:
            if not path.exists():
                raise MinutesError(f"{path} finns inte.", "Kontrollera sökvägen.")
        with self._indexing:
            limits = parse_limits(self.settings)
            words = self.settings.passage_words
            report = build_index(paths, self.store, self._embedder, limits, progress, cancel, words)
        if report.added or report.replaced:
            self._ahead.start(self.__dict__.get("engine"))
        return report

    def set_facts(self, name: str, facts: StaffFacts | None) -> None:
        """Set a document's date, body or organisation by hand; None goes back to what was read.

        Raises: UnknownDocument, MinutesError, StorageFailed, ModelMissing.
        """
        document_id = self.store.ledger.find_document(name).document_id
        with self._indexing:
            set_facts(self.store, self._embedder, document_id, facts, self.settings.passage_words)

    def rebuild(
        self,
        progress: Callable[[Progress], None] = lambda _: None,
        cancel: threading.Event | None = None,
    ) -> BuildReport:
        """Make the index anew while it is in use. Raises: StorageFailed, ModelMissing."""
        with self._indexing:
            limits, words = parse_limits(self.settings), self.settings.passage_words
            return rebuild_index(self.store, self._embedder, limits, progress, cancel, words)

    def watch(self, folders: Sequence[Path], stop: threading.Event) -> Iterator[BuildReport]:
        """Index what is new or changed in ``folders`` as it comes, until ``stop`` is set."""
        return watch(folders, lambda paths: self.index(paths, cancel=stop), stop)

    def keep_uploads(self, paths: Sequence[Path]) -> tuple[Path, ...]:
        """Copies of uploaded files in the data folder, whole or not at all.

        A name in use is replaced; of files that came together under one name each is kept ("a (2).pdf").
        """
        return keep_uploads(paths, self.settings.home / ORIGINALS)

    def remove(self, name: str) -> str:
        """Remove a document and every trace of it; returns its id. Raises: UnknownDocument."""
        originals = self.settings.home / ORIGINALS
        copies = [Path(path) for path in self.store.ledger.find_document(name).paths]
        document_id = self.store.remove(name)
        forget_document(self.settings.home, document_id)
        self.faults.forget(document_id)
        self.journal.forget(document_id)
        if engine := self.__dict__.get("engine"):
            engine.forget(document_id[:16])
        forget_states(states_folder(self.settings), document_id[:16])
        KeptTexts(self.settings.home).forget(document_id)
        for copy in copies:
            if copy.parent == originals:
                copy.unlink(missing_ok=True)
        return document_id

    def warm_up(self) -> None:
        """Load both models in the background and read ahead; faults show at the first question."""
        self._ahead.start(self.engine)
        threading.Thread(target=self._warm_embedder, daemon=True).start()
        self.journal.purge()

    def _warm_embedder(self) -> None:
        try:
            self._embedder.embed_query("Vad beslutades?")
        except MinutesError:
            return  # told at the first question

    def about(self) -> tuple[tuple[str, str], ...]:
        """Which models and index answer here, as (term, value) in Swedish."""
        return about_terms(self.store, self.settings, self.engine)

    def close(self) -> None:
        """Stop the model and let the data folder go."""
        if engine := self.__dict__.get("engine"):
            engine.close()
        self._ahead.stop()
        self.store.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def parse_limits(settings: Settings) -> ParseLimits:
    """The limits of one file's reading, as set."""
    return ParseLimits(
        seconds=settings.parse_seconds,
        memory_mb=settings.parse_memory_mb,
        max_bytes=settings.max_file_mb * 1_000_000,
    )
