"""What the model reads ahead while nobody asks: the answers' common beginning, and likely evidence.

Likely are questions about what was decided, the newest meetings first: they go through answering as
a reader's would, up to the model, and what it would be given is read and kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress

from index.errors import MinutesError
from prompts import load_prompt
from rag.answering import Library, answer
from rag.engine.llamacpp import LlamaCppEngine
from rag.engine.protocol import Engine, EngineInfo, GenerationLimits, Prompt, RunStats
from rag.settings import Settings
from rag.types import EvidenceFound

Questions = Callable[[], Iterable[str]]

LIKELY = 60
"""Questions whose evidence is read ahead at most."""
_PATIENCE_S = 5.0
_QUIET_S = 15.0  # reading ahead waits so long after a question has come: another often follows


class ReadAhead:
    """Loads an engine in the background and tells it what to read while idle.

    ``questions`` and ``library`` are asked there, once the engine is loaded.
    """

    def __init__(self, settings: Settings, questions: Questions, library: Callable[[], Library]) -> None:
        self._settings = settings
        self._questions = questions
        self._library = library
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._quiet_until = 0.0

    def give_way(self, engine: Engine | None) -> None:
        """Leave the processor to a question that has just come."""
        self._quiet_until = time.monotonic() + _QUIET_S
        if isinstance(engine, LlamaCppEngine):
            engine.hush(_QUIET_S)

    def load(self, engine: Engine | None) -> None:
        """Have the engine load and read the head while a question is searched for, if nobody has yet."""
        if self._thread is None and isinstance(engine, LlamaCppEngine):
            self._begin(engine, tuple)

    def start(self, engine: Engine | None) -> None:
        """Begin, or begin anew; returns at once. Faults show at the first question."""
        self.stop()
        if isinstance(engine, LlamaCppEngine):
            self._begin(engine, self._questions)
        elif engine is not None:
            engine.warm()

    def _begin(self, engine: LlamaCppEngine, questions: Questions) -> None:
        self._stopped = threading.Event()
        arguments = (engine, questions, self._stopped)
        self._thread = threading.Thread(target=self._run, args=arguments, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell the engine no more; waits for the question at hand."""
        self._stopped.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE_S)

    def _run(self, engine: LlamaCppEngine, questions: Questions, stopped: threading.Event) -> None:
        with suppress(MinutesError):
            engine.count_tokens("")  # waits until it is loaded
            template = load_prompt("answer")
            engine.keep(Prompt(template.prefix, (), "", template.system, template.examples, template.reply))
            if not (engine.joins and self._settings.kv_cache_mb):
                return
            for question in questions():
                while (left_s := self._quiet_until - time.monotonic()) > 0 and not stopped.is_set():
                    stopped.wait(left_s)
                if stopped.is_set():
                    return
                if prompt := prompt_of(question, self._library(), self._settings)[0]:
                    engine.keep(prompt)


def prompt_of(
    question: str, library: Library, settings: Settings
) -> tuple[Prompt | None, EvidenceFound | None]:
    """What answering would give the model for a question, if anything, and the evidence it found.

    Raises: BadQuestion and what ``library.find`` raises.
    """
    recorder = Recorder(settings.context_tokens)
    events = answer(
        question, library=library, engine=recorder, template=load_prompt("answer"), settings=settings
    )
    found = next((event for event in list(events) if isinstance(event, EvidenceFound)), None)
    return (recorder.prompts[-1] if recorder.prompts else None), found


class Recorder:
    """An ``Engine`` that keeps what it is asked and says nothing."""

    stats = RunStats()

    def __init__(self, context_tokens: int) -> None:
        self.info = EngineInfo("ingen", "0" * 64, context_tokens, "")
        self.prompts: list[Prompt] = []

    def warm(self) -> None:
        """Nothing to load."""

    def count_tokens(self, text: str) -> int:
        """Words."""
        return len(text.split())

    def stream(
        self,
        prompt: Prompt,
        limits: GenerationLimits,  # noqa: ARG002 - the protocol's
        cancel: threading.Event,  # noqa: ARG002
    ) -> Generator[str, None, RunStats]:
        """Keep the prompt."""
        self.prompts.append(prompt)
        yield from ()
        return self.stats

    def forget(self, passage_ids: str) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing to free."""
