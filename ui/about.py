"""What the page tells of itself: models, times, self-check, licences, accessibility, offline. HTML."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from statistics import median

from index.errors import MinutesError
from rag.assistant import Assistant
from rag.condition import condition, instruction
from rag.connections import connections_out
from rag.doctor import Checkup, Finding, Report, examine
from rag.engine_record import read_engine_record
from rag.exporting import AI_LABEL
from rag.generator import READING_TOKENS, WRITING_TOKENS
from rag.licences import package_licences
from rag.models import list_models
from rag.settings import Settings
from rag.types import Timings
from ui.about_words import ACCESSIBILITY, KEPT, KEPT_FOR, NOT_KEPT, OFFLINE, paragraphs
from ui.lists import table_html, terms_html
from ui.progress import time_words
from ui.render import error_html, message_html

MARKED = f"Svar och utkast skrivs av en språkmodell. De är märkta: ”{AI_LABEL}”"
HEALTH = {"ok": "Bra", "warning": "Att tänka på", "fault": "Fel"}
INDEX = "Protokoll"
_KEYS = (
    ("Enter i frågefältet", "ställer frågan"),
    ("Alt+K", "visar nästa källa, med citatet markerat"),
    ("Alt+J", "visar föregående källa"),
)


def about_html(assistant: Assistant, times: Sequence[Timings] = ()) -> str:
    """Everything but the self-check. ``times`` are those of the latest answers."""
    offline = (_connected(assistant.settings.server.port), *paragraphs(OFFLINE))
    faults = ("Svar markerade som fel", str(len(assistant.faults)))
    return (
        f"<section><h2>Om Mötesminne</h2><p>{escape(MARKED)}</p>"
        f"{terms_html((*assistant.about(), instruction(), faults))}"
        f"<h2>Dator och väntetider</h2>{terms_html(times_told(assistant.settings.thread_count, times))}"
        f"<h2>Vad som sparas</h2>{_paragraphs((kept_words(assistant.settings), *paragraphs(KEPT)))}"
        f"<h2>Utan internet</h2>{_paragraphs(offline)}"
        f"<h2>Kortkommandon</h2>{terms_html(_KEYS)}"
        f"<details><summary>Tillgänglighetsredogörelse (utkast)</summary>"
        f"{_paragraphs(paragraphs(ACCESSIBILITY))}</details>"
        f"<details><summary>Licenser</summary>{_licences(assistant)}</details></section>"
    )


def kept_words(settings: Settings) -> str:
    """Whether questions and answers are kept, and for how long."""
    return KEPT_FOR.format(days=settings.keep_days) if settings.keep_questions else NOT_KEPT


def times_told(cores: int, times: Sequence[Timings]) -> tuple[tuple[str, str], ...]:
    """Cores, memory, the times expected from set-up's measurement, and those of the latest answers."""
    told = [("Processor", f"{cores} kärnor används"), *_memory()]
    record = read_engine_record()
    if record and record.runs:
        best = min(record.runs, key=lambda run: run.seconds(READING_TOKENS, WRITING_TOKENS))
        whole = time_words(best.seconds(READING_TOKENS, WRITING_TOKENS))
        told.append(("Väntat svar", f"{whole}, efter mätning vid installationen; citaten kommer genast"))
    if times:
        first = _decimal(median(one.first_evidence_s for one in times))
        whole = _decimal(median(one.total_s for one in times))
        told.append(
            (
                f"Senaste {len(times)} svaren",
                f"första citaten efter {first} s, hela svaret {whole} s (median)",
            )
        )
    return tuple(told)


def _memory() -> list[tuple[str, str]]:
    """This computer's memory, where the system tells."""
    try:
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return []
    return [("Minne", f"{gigabytes:.0f} GB")]


def checkup_html(report: Report) -> str:
    """The self-check in words: each check, how it went, what to do."""
    faults = sum(one.finding.health == "fault" for one in report.checkups)
    words = f"{faults} fel hittades." if faults else "Självkontrollen är klar. Inga fel."
    rows = [
        (
            one.name,
            HEALTH[one.finding.health],
            f"{one.finding.words} {one.finding.remedy}".strip(),
        )
        for one in report.checkups
    ]
    return message_html(words, "error" if faults else "info") + table_html(
        "Självkontroll", ("Del", "Läge", "Vad som sågs"), rows
    )


def checkup(assistant: Assistant) -> str:
    """Run the self-check."""
    try:
        return checkup_html(_with_index(examine(assistant.settings, {}), assistant))
    except MinutesError as error:
        return error_html(error)


def _with_index(report: Report, assistant: Assistant) -> Report:
    """The report with what this program, which has the data folder open, knows of the index."""
    (_, words), (_, refused), *_ = condition(assistant.store, assistant.settings)
    told = Finding("ok", f"{words}. Filer som inte kunde läsas: {refused}.")
    return Report(tuple(Checkup(one.name, told) if one.name == INDEX else one for one in report.checkups))


def _connected(port: int) -> str:
    found = connections_out(port)
    if found is None:
        return "Det här systemet berättar inte vilka anslutningar programmet har."
    if found:
        return f"Just nu har programmet anslutningar till: {', '.join(found)}."
    return "Just nu har programmet inga anslutningar till andra datorer (läst ur systemets egen tabell)."


def _licences(assistant: Assistant) -> str:
    packages = table_html("Programbibliotek", ("Namn", "Version", "Licens"), package_licences())
    models = table_html(
        "Modeller", ("Namn", "Licens"), [(row.title, row.licence) for row in list_models(assistant.settings)]
    )
    return packages + models


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _decimal(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")
