"""Build every candidate, measure each with and without weight repacking, keep the fastest safe one."""

from __future__ import annotations

from pathlib import Path

from setup import engine
from setup.candidates import Candidate
from setup.commands import StepFailed
from setup.engine import Probe
from setup.steps import Choices, probe_model

_READING, _WRITING = 1024, 64
_HEAD = ("variant", "packade vikter", "läser (token/s)", "skriver (token/s)")


def compare(choices: Choices) -> None:
    """Measure and print a table. Raises StepFailed when nothing survives or no model is here."""
    model = probe_model()
    if model is None:
        raise StepFailed("ingen språkmodell finns att mäta med; kör make models")
    measured = [measure(candidate, choices, model) for candidate in engine.table(choices.gpu)]
    print(table(measured))
    safe = [entry for entry in measured if entry[1] is not None and not entry[2].failure]
    if not safe:
        raise StepFailed("ingen variant gick att köra")
    candidate, wheel, probed = min(safe, key=lambda entry: entry[2].seconds())
    assert wheel is not None  # noqa: S101 (narrowed above)
    reason = f"{candidate.why}; snabbast av {len(safe)} uppmätta"
    engine.install(candidate, wheel, probed, reason, choices.gpu)
    print(f"Behåller {candidate.name}: {reason}.")


def measure(candidate: Candidate, choices: Choices, model: Path) -> tuple[Candidate, Path | None, Probe]:
    """Build one candidate and run it in a child; a failure is a result."""
    print(f"Bygger och mäter {candidate.name} ...", flush=True)
    try:
        wheel = engine.build_wheel(candidate, choices.wheelhouse)
    except StepFailed as error:
        return candidate, None, Probe(failure=str(error))
    return candidate, wheel, engine.probe(wheel, model, _READING, _WRITING)


def table(measured: list[tuple[Candidate, Path | None, Probe]]) -> str:
    """The figures as a Markdown table."""
    rows = [_HEAD, tuple("---" for _ in _HEAD)]
    for candidate, _, probed in measured:
        if probed.failure:
            rows.append((candidate.name, "-", probed.failure, "-"))
        for run in probed.runs:
            packed = "ja" if run["extra_buffers"] else "nej"
            rows.append((candidate.name, packed, str(run["reading_tokens_s"]), str(run["writing_tokens_s"])))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
