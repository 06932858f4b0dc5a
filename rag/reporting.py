"""What indexing tells the reader: progress and the final report, as Swedish lines."""

from __future__ import annotations

from pathlib import PurePath

from index.build import BuildReport, Progress

STAGES = {
    "reading": "läser",
    "embedding": "gör sökbar",
    "stored": "klar",
    "unchanged": "oförändrad",
    "failed": "kunde inte läsas",
    "finishing": "avslutar",
}


def progress_line(step: Progress) -> str:
    """One step of indexing, such as "3 av 12: protokoll.pdf (läser)"."""
    return f"{step.done} av {step.total}: {step.name} ({STAGES[step.stage]})".replace(":  (", ": (")


def report_lines(report: BuildReport) -> tuple[str, ...]:
    """The outcome of a run: counts first, then each file that needs attention with its reason."""
    counts = (
        (len(report.added), "nya"),
        (len(report.replaced), "ersatta"),
        (len(report.unchanged), "oförändrade"),
        (len(report.duplicates), "dubbletter"),
        (len(report.failed), "kunde inte läsas"),
    )
    told = ", ".join(f"{number} {words}" for number, words in counts if number) or "inga protokoll hittades"
    seconds = f"{report.seconds:.1f}".replace(".", ",")
    lines = [f"Indexering {'avbruten' if report.cancelled else 'klar'}: {told} ({seconds} s)."]
    lines += [f"Inte läst: {PurePath(failure.path).name}. {failure.reason}" for failure in report.failed]
    if report.skipped:
        lines.append(f"Överhoppade filer av annat slag: {_names(report.skipped)}.")
    if report.missing:
        lines.append(f"Finns inte längre på disken men är kvar i indexet: {_names(report.missing)}.")
    return tuple(lines)


def _names(paths: tuple[str, ...], most: int = 5) -> str:
    shown = ", ".join(PurePath(path).name for path in paths[:most])
    return shown + (f" och {len(paths) - most} till" if len(paths) > most else "")
