"""What each command does: read the arguments, call the assistant, write the result."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from cli import terminal
from cli.progress import bar, indexing_bar
from index.errors import BadSettings, MinutesError
from rag.settings import Settings, load_settings

Run = Callable[[argparse.Namespace, Settings], int]


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the parsed command; returns the exit code. Raises: MinutesError, explained in one line."""
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    command: Run = _COMMANDS[arguments.command]
    return command(arguments, load_settings(environ))


def _write(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def _write_json(value: Any) -> None:
    _write(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        _write(line)


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")


def _index(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.renewal import reset
    from rag.assistant import open_assistant
    from rag.exporting import report_json
    from rag.reporting import report_lines

    paths = list(arguments.paths)
    if arguments.rebuild:
        paths += [path for path in reset(settings.home) if path.exists()]
    with open_assistant(settings, _note) as assistant:
        with indexing_bar() as step:
            report = assistant.index(paths, step)
        if arguments.rebuild and not report.failed and not report.cancelled:
            assistant.store.drop_aside()
        if arguments.json:
            _write_json(report_json(report))
        else:
            _write_lines(report_lines(report))
        if arguments.watch:
            _note("Väntar på nya och ändrade filer. Avsluta med Ctrl+C.")
            for later in assistant.watch(paths, threading.Event()):
                _write_lines(report_lines(later))
    indexed = report.added or report.replaced or report.unchanged or report.duplicates
    if not indexed and not report.failed:
        raise MinutesError("Inga protokoll hittades.", "Ange filer eller mappar med PDF, DOCX, TXT eller MD.")
    return 1 if report.failed else 0


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assistant import open_assistant
    from rag.exporting import answer_json
    from rag.types import EvidenceFound, Finished, TextDelta

    with open_assistant(settings, _note) as assistant:
        for event in assistant.ask(arguments.question, earlier=arguments.after):
            if isinstance(event, Finished):
                answer = event.answer
            elif arguments.json:
                continue
            elif isinstance(event, EvidenceFound) and event.evidence.quotes:
                if arguments.after:
                    _write(f"Frågan läses som: {event.evidence.query.text}")
                _write("Ur protokollen:")
                _write_lines(terminal.quote_lines(event.evidence.quotes))
                _write("\nSvaret formuleras (ännu inte kontrollerat):")
            elif isinstance(event, TextDelta):
                _write(event.text, end="")
    if arguments.json:
        _write_json(answer_json(answer))
        return 0
    _write_lines(terminal.answer_lines(answer))
    if arguments.explain:
        _write_lines(terminal.explanation_lines(answer))
    return 0


def _search(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assistant import open_assistant
    from rag.exporting import hit_json

    if arguments.hits is not None and not 1 <= arguments.hits <= 50:
        raise BadSettings(f"Antalet träffar kan inte vara {arguments.hits}.", "Välj 1 till 50.")
    with open_assistant(settings, _note) as assistant:
        query, hits = assistant.search(arguments.question, arguments.hits)
    if arguments.json:
        _write_json({"question": arguments.question, "hits": [hit_json(hit) for hit in hits]})
        return 0
    _write_lines(query.explanation)
    _write_lines(terminal.hit_lines(hits))
    return 0


def _decisions(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.decisions import decisions

    return decisions(arguments, settings)


def _matters(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.matters import matters

    return matters(arguments, settings)


def _summarise(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.summarise import summarise

    return summarise(arguments, settings)


def _documents(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assistant import open_assistant
    from rag.exporting import document_json

    with open_assistant(settings, _note) as assistant:
        rows, refused = assistant.documents(), assistant.quarantine()
    if arguments.json:
        failed = [{"document": name, "reason": reason} for name, reason in refused]
        _write_json({"documents": [document_json(row) for row in rows], "failed": failed})
    else:
        _write_lines(terminal.document_lines(rows, refused))
    return 0


def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.assistant import open_assistant

    with open_assistant(settings, _note) as assistant:
        document_id = assistant.remove(arguments.document)
    if arguments.json:
        _write_json({"removed": arguments.document, "document_id": document_id})
    else:
        _write(f"{arguments.document} är borttaget, med alla spår i indexet. Originalfilen är orörd.")
    return 0


def _set(arguments: argparse.Namespace, settings: Settings) -> int:
    from index.ledger.rows import StaffFacts
    from rag.assistant import open_assistant
    from rag.exporting import document_json

    facts = StaffFacts(arguments.date, arguments.body, arguments.organisation)
    with open_assistant(settings, _note) as assistant:
        assistant.set_facts(arguments.document, None if arguments.as_read else facts)
        found = assistant.store.ledger.find_document(arguments.document).document_id
        row = next(row for row in assistant.documents() if row.document_id == found)
    if arguments.json:
        _write_json(document_json(row))
    else:
        _write_lines(terminal.document_lines((row,), ()))
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.serving import chosen
    from rag.assistant import open_assistant
    from ui.access import open_access
    from ui.exposure import check_free

    settings = chosen(arguments, settings)
    access = open_access(settings)
    check_free(settings.server.host, settings.server.port)
    _note("Startar sidan …")
    from app import serve

    with open_assistant(settings, _note) as assistant:
        ready = f"Mötesminne är igång: {access.exposure.url}  (avsluta med Ctrl+C)"
        serve(assistant, access, lambda: _write(ready))
    return 0


def _models(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag import models

    if arguments.action == "fetch":
        with bar("Hämtar modeller") as step:
            found = models.fetch(settings, arguments.names, arguments.folder, step)
    elif arguments.action == "verify":
        here = [row.name for row in models.list_models(settings) if row.state != "missing" or row.in_use]
        with bar("Kontrollerar modeller") as step:
            found = tuple(models.verify(settings, name, step) for name in arguments.names or here)
    else:
        return _list_models(arguments, models.list_models(settings))
    if arguments.json:
        _write_json({"models": [{"name": m.name, "path": str(m.path), "sha256": m.sha256} for m in found]})
    else:
        _write_lines(f"{m.name}: rätt innehåll, sha256 {m.sha256}" for m in found)
    return 0


def _doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    from rag.doctor import examine

    report = examine(settings, os.environ)
    if arguments.json:
        _write_json({"well": report.well, "checks": [asdict(checkup) for checkup in report.checkups]})
    else:
        _write_lines(terminal.checkup_lines(report.checkups))
    return 0 if report.well else 1


def _users(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.users import manage

    return manage(arguments, settings)


def _eval(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.evaluate import evaluate

    return evaluate(arguments, settings)


def _bench(arguments: argparse.Namespace, settings: Settings) -> int:
    from cli.bench import bench

    return bench(arguments, settings)


def _list_models(arguments: argparse.Namespace, rows: Iterable[Any]) -> int:
    states = {
        "missing": "saknas",
        "partial": "delvis hämtad",
        "present": "finns",
        "verified": "finns, kontrollerad",
    }
    if arguments.json:
        keys = ("name", "role", "title", "licence", "size", "state", "in_use", "path")
        _write_json({"models": [{key: getattr(row, key) for key in keys} for row in rows]})
        return 0
    for row in rows:
        used = " (används)" if row.in_use else ""
        _write(f"{row.name}{used}: {row.title}, {row.size / 1e6:.0f} MB, {row.licence}, {states[row.state]}")
    return 0


_COMMANDS: dict[str, Run] = {
    "index": _index,
    "ask": _ask,
    "search": _search,
    "decisions": _decisions,
    "matters": _matters,
    "summarise": _summarise,
    "documents": _documents,
    "remove": _remove,
    "set": _set,
    "serve": _serve,
    "users": _users,
    "models": _models,
    "doctor": _doctor,
    "bench": _bench,
    "eval": _eval,
}
