"""How long a reader waits: the same questions asked in several ways of reading, on this machine.

The usual way reads the found passages whole, afresh for each question. Ours reads chosen
sentences, and joins what was kept of them. Absolute seconds describe the machine; the ratios are
the result. Every way writes greedily with the same model, so the texts can be compared too.
"""

from __future__ import annotations

import math
import platform
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from prompts import load_prompt
from rag.answering import Library, answer
from rag.engine.llamacpp import EngineOptions, LlamaCppEngine
from rag.engine.protocol import EngineInfo, GenerationLimits, Prompt, RunStats
from rag.models import resolve
from rag.settings import Settings
from rag.types import EvidenceFound

MakeEngine = Callable[[bool], LlamaCppEngine]
"""Gives an engine that keeps passage states in an empty folder, or one that keeps none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's prompt as answering makes it, and the seconds until its evidence was found."""

    question_id: str
    prompt: Prompt
    found_s: float


@dataclass(frozen=True, slots=True)
class Timed:
    """One question asked in one way."""

    question_id: str
    text: str
    stats: RunStats


@dataclass(frozen=True, slots=True)
class Way:
    """One way of reading over all questions. ``settle_s`` was spent beforehand, in idle time."""

    name: str
    runs: tuple[Timed, ...]
    settle_s: float = 0.0

    def figures(self) -> dict[str, float]:
        """Tokens a question on average; seconds at the 50th and 95th percentile."""
        stats = [run.stats for run in self.runs]
        first = [one.first_token_s for one in stats if one.first_token_s is not None]
        whole = [one.total_s for one in stats]
        return {
            "questions": len(stats),
            "prompt_tokens": _mean([one.prompt_tokens for one in stats]),
            "read_tokens": _mean([one.prompt_tokens - one.reused_tokens for one in stats]),
            "output_tokens": _mean([one.output_tokens for one in stats]),
            "first_token_p50_s": percentile(first, 50),
            "first_token_p95_s": percentile(first, 95),
            "whole_p50_s": percentile(whole, 50),
            "whole_p95_s": percentile(whole, 95),
            "settle_s": self.settle_s,
        }


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """Everything one run of the benchmark measured, with the machine it was on."""

    machine: dict[str, str]
    found_s: tuple[float, ...]
    ways: tuple[Way, ...]

    def to_json(self) -> dict[str, object]:
        """Plain values: machine, evidence, ways."""
        return {
            "machine": self.machine,
            "first_evidence_s": {
                "p50": percentile(self.found_s, 50),
                "p95": percentile(self.found_s, 95),
            },
            "ways": {way.name: way.figures() for way in self.ways},
            "runs": {way.name: [asdict(run) for run in way.runs] for way in self.ways},
        }


def bench(
    settings: Settings,
    library: Library,
    questions: Sequence[str],
    progress: Callable[[str, int], None] = lambda _name, _done: None,
) -> SpeedReport:
    """Measure the settings' own model on questions over an index. Raises: ModelMissing, ModelRefused."""
    asked = record(settings, library, questions)
    limits = GenerationLimits(settings.answer_tokens, settings.deadline_s)
    with TemporaryDirectory(prefix="motesminne-bench-") as folder:

        def make(keeps: bool) -> LlamaCppEngine:
            options = EngineOptions(
                settings.context_tokens,
                settings.thread_count,
                settings.gpu_layers,
                cache=Path(folder) if keeps else None,
            )
            return LlamaCppEngine(lambda: resolve(settings, "generator"), options)

        return measure(asked, make, limits, progress)


def record(settings: Settings, library: Library, questions: Sequence[str]) -> tuple[Asked, ...]:
    """The prompts that answering would give the model; questions it refuses are left out."""
    asked = []
    for number, question in enumerate(questions, 1):
        recorder = Recorder(settings.context_tokens)
        events = answer(
            question,
            library=library,
            engine=recorder,
            template=load_prompt("answer"),
            settings=settings,
        )
        found_s = [one.timings.first_evidence_s for one in events if isinstance(one, EvidenceFound)]
        asked += [Asked(str(number), prompt, found_s[0]) for prompt in recorder.prompts]
    return tuple(asked)


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


def measure(
    asked: Sequence[Asked],
    make_engine: MakeEngine,
    limits: GenerationLimits,
    progress: Callable[[str, int], None] = lambda _name, _done: None,
) -> SpeedReport:
    """Ask every question in every way. Raises: what ``Engine.stream`` raises."""
    whole = [replace(one, prompt=_whole(one.prompt)) for one in asked]
    with _engine(make_engine, keeps=False) as engine:
        usual = _way("hela passager, allt läses", whole, engine, limits, progress, forget=True)
        short = _way("valda meningar, allt läses", asked, engine, limits, progress, forget=True)
        build = engine.info.build
        model = engine.info.model
    with _engine(make_engine, keeps=True) as engine:
        cold = _way("valda meningar, första gången", asked, engine, limits, progress)
        settle_s = _settle(engine, [one.prompt for one in asked])
        warm = _way("valda meningar, sparad läsning", asked, engine, limits, progress)
        warm_whole = _way("hela passager, sparad läsning", whole, engine, limits, progress)
    ways = (usual, short, cold, replace(warm, settle_s=settle_s), warm_whole)
    return SpeedReport(_machine(model, build), tuple(one.found_s for one in asked), ways)


def table(report: SpeedReport) -> tuple[str, ...]:
    """The report as lines of a Markdown table in Swedish."""
    lines = [
        "| sätt | lästa textenheter | första ordet p50 | p95 | hela svaret p50 | p95 |",
        "|---|---|---|---|---|---|",
    ]
    for way in report.ways:
        row = way.figures()
        lines.append(
            f"| {way.name} | {row['read_tokens']:.0f} av {row['prompt_tokens']:.0f} "
            f"| {row['first_token_p50_s']:.2f} s | {row['first_token_p95_s']:.2f} s "
            f"| {row['whole_p50_s']:.2f} s | {row['whole_p95_s']:.2f} s |"
        )
    return tuple(lines)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that ``percent`` % of the values do not pass (nearest rank); NaN for none."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(len(values) * percent / 100) - 1, 0)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _whole(prompt: Prompt) -> Prompt:
    return replace(prompt, evidence=tuple(replace(part, keep=()) for part in prompt.evidence))


@contextmanager
def _engine(make_engine: MakeEngine, keeps: bool) -> Iterator[LlamaCppEngine]:
    engine = make_engine(keeps)
    try:
        engine.count_tokens("")  # loaded before the clock starts
        yield engine
    finally:
        engine.close()


def _way(
    name: str,
    asked: Sequence[Asked],
    engine: LlamaCppEngine,
    limits: GenerationLimits,
    progress: Callable[[str, int], None],
    forget: bool = False,
) -> Way:
    runs = []
    for done, one in enumerate(asked, 1):
        if forget:
            engine.forget("")
        text = "".join(engine.stream(one.prompt, limits, threading.Event()))
        runs.append(Timed(one.question_id, text, engine.stats))
        progress(name, done)
    return Way(name, tuple(runs))


def _settle(engine: LlamaCppEngine, prompts: Sequence[Prompt]) -> float:
    for prompt in prompts:
        engine.keep(prompt)
    return engine.settle(threading.Event()).total_s


def _machine(model: str, build: str) -> dict[str, str]:
    cpu = ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = f"{names[0].split(':', 1)[1].strip()}, {len(names)} kärnor" if names else ""
    return {
        "processor": cpu or platform.processor() or platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "modell": model,
        "motor": build,
    }
