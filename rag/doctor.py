"""Looks over an installation: each check in Swedish words, with what to do about it.

Nothing heavy is loaded and nothing is changed; the checks are a table.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import IndexBusy, MinutesError
from index.store import LEDGER, Store
from rag.catalogue import Role
from rag.engine_record import EngineRun, read_engine_record
from rag.models import resolve
from rag.settings import SETTINGS_FILE, Settings

Health = Literal["ok", "warning", "fault"]
_LITTLE_SPACE = 2_000_000_000
_TELLING = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "asimd", "i8mm", "sve")
_SWITCHES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw. ``remedy`` is "" where nothing need be done."""

    health: Health
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Checkup:
    """A check's name and its finding."""

    name: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Report:
    """All checks in order. Well means that no check found a fault."""

    checkups: tuple[Checkup, ...]

    @property
    def well(self) -> bool:
        """Whether the product can do its work."""
        return all(checkup.finding.health != "fault" for checkup in self.checkups)


def examine(settings: Settings, environ: Mapping[str, str]) -> Report:
    """Run every check; a check that fails in itself is a finding, not an error."""
    found = []
    for name, check in CHECKS:
        try:
            finding = check(settings, environ)
        except MinutesError as error:
            finding = Finding("fault", error.message, error.hint)
        except OSError as error:
            finding = Finding("fault", f"Kunde inte undersökas: {error}.", "Se efter rättigheter och disk.")
        found.append(Checkup(name, finding))
    return Report(tuple(found))


def _python(_settings: Settings, _environ: Mapping[str, str]) -> Finding:
    words = f"Python {platform.python_version()} på {platform.system()} {platform.machine()}."
    return Finding("ok", words)


def _processor(settings: Settings, _environ: Mapping[str, str]) -> Finding:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").lower().split()
    except OSError:
        told = []
    can = [feature for feature in _TELLING if feature in told]
    words = f"{settings.thread_count} kärnor används; processorn kan {', '.join(can) or 'okänt vad'}."
    return Finding("ok", words)


def _engine(settings: Settings, _environ: Mapping[str, str]) -> Finding:
    if settings.openai_url:
        return Finding("ok", f"Svaren skrivs av en annan server: {settings.openai_url}.")
    remedy = "Kör make run, som bygger den. Utan den består svaren av citat."
    if importlib.util.find_spec("llama_cpp") is None:
        return Finding("warning", "Språkmotorn är inte installerad.", remedy)
    record = read_engine_record()
    if record is None:
        return Finding("warning", "Språkmotorn finns men är inte byggd och prövad av make run.", remedy)
    words = f"Bygge {record.candidate} ({record.why}). "
    if not record.runs:
        return Finding("warning", f"{words}Inte prövat med någon modell.", "Kör make run igen.")
    return Finding("ok", words + " ".join(map(_speed, record.runs)))


def _speed(run: EngineRun) -> str:
    packed = "med" if run.extra_buffers else "utan"
    reading, writing = round(run.reading_tokens_s), round(run.writing_tokens_s)
    return f"Läser {reading} och skriver {writing} token/s {packed} ompackade vikter."


def _model(role: Role) -> Callable[[Settings, Mapping[str, str]], Finding]:
    def check(settings: Settings, _environ: Mapping[str, str]) -> Finding:
        if role == "generator" and not settings.generator:
            return Finding("warning", "Ingen språkmodell är vald; svaren består av citat.")
        try:
            found = resolve(settings, role)
        except MinutesError as error:
            # Without a generator the answers are quotes; without an embedder there is no search.
            return Finding("warning" if role == "generator" else "fault", error.message, error.hint)
        return Finding("ok", f"{found.name} finns och har rätt innehåll (sha256 {found.sha256[:16]}).")

    return check


def _data_folder(settings: Settings, _environ: Mapping[str, str]) -> Finding:
    home = settings.home
    if not home.exists():
        return Finding("ok", f"{home} finns inte än; den skapas när något läses in.")
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "fault", f"{home} kan inte läsas och skrivas.", "Ändra mappens ägare eller rättigheter."
        )
    if stat.S_IMODE(home.stat().st_mode) & 0o077:
        return Finding("warning", f"{home} kan läsas av andra på datorn.", f"Kör chmod 700 {home}.")
    written = f" Inställningar läses ur {SETTINGS_FILE}." if (home / SETTINGS_FILE).exists() else ""
    return Finding("ok", f"{home}, bara för dig.{written}")


def _space(settings: Settings, _environ: Mapping[str, str]) -> Finding:
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB ledigt.".replace(".", ",", 1)
    return Finding("warning", words, "Frigör plats.") if free < _LITTLE_SPACE else Finding("ok", words)


def _index(settings: Settings, _environ: Mapping[str, str]) -> Finding:
    remedy = "Läs in protokoll: motesminne index MAPP."
    if not (settings.home / LEDGER).exists():
        return Finding("warning", "Inga protokoll är inlästa.", remedy)
    try:
        with Store.open(settings.home) as store:
            documents, passages = len(store.ledger.documents()), store.ledger.passage_count()
            refused = len(store.ledger.quarantine())
    except IndexBusy as error:
        return Finding("ok", f"{error.message} Protokollen kan inte räknas just nu.")
    if not documents:
        return Finding("warning", "Inga protokoll är inlästa.", remedy)
    words = f"{documents} protokoll i {passages} passager."
    if refused:
        return Finding("warning", f"{words} {refused} filer kunde inte läsas.", "Se motesminne documents.")
    return Finding("ok", words)


def _offline(settings: Settings, environ: Mapping[str, str]) -> Finding:
    if settings.openai_url:
        return Finding("warning", f"Frågor och utdrag skickas till {settings.openai_url}.", "Töm openai_url.")
    opened = [name for name in _SWITCHES if environ.get(name) in ("0", "false", "False", "no")]
    words = "Frågor och protokoll stannar på den här datorn; bara hämtning av modeller använder nätet."
    if opened:
        words += f" ({', '.join(opened)} i miljön har ingen verkan.)"
    if settings.server.host not in ("127.0.0.1", "::1", "localhost"):
        remedy = "Sätt host till 127.0.0.1 om bara den här datorn ska nå sidan."
        return Finding("warning", f"Sidan nås från nätet på {settings.server.host}.", remedy)
    return Finding("ok", words)


CHECKS: tuple[tuple[str, Callable[[Settings, Mapping[str, str]], Finding]], ...] = (
    ("Python", _python),
    ("Processor", _processor),
    ("Språkmotor", _engine),
    ("Språkmodell", _model("generator")),
    ("Sökmodell", _model("embedder")),
    ("Datamapp", _data_folder),
    ("Utrymme", _space),
    ("Protokoll", _index),
    ("Avskildhet", _offline),
)
