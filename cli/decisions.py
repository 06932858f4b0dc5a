"""The command ``decisions``: the decision log, filtered, as text, CSV, JSON or a workbook."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from index.errors import BadSettings, StorageFailed
from rag.settings import Settings

KINDS = ("approves", "assigns", "intention", "follow_up", "notes", "rejects", "other")


def decisions(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the wanted decisions. Raises: MinutesError where nothing can be read or written."""
    from cli.terminal import decision_lines
    from rag.assistant import open_assistant
    from rag.decisions import DecisionFilter
    from rag.export.spreadsheet import decisions_xlsx
    from rag.exporting import decision_json, decisions_csv

    form = "json" if arguments.json else arguments.format
    if form == "xlsx" and arguments.output is None and sys.stdout.isatty():
        raise BadSettings("En arbetsbok kan inte visas i terminalen.", "Ange en fil med --output FIL.xlsx.")
    wanted = DecisionFilter(
        kind=None if arguments.kind in ("all", "substantive") else arguments.kind,
        substantive=arguments.kind == "substantive",
        body=arguments.body,
        text=arguments.text,
        date_from=arguments.date_from,
        date_to=arguments.date_to,
        unmarked=arguments.unmarked,
        matter=arguments.matter,
    )
    with open_assistant(settings, lambda words: print(words, file=sys.stderr)) as assistant:
        found = assistant.decisions(wanted)
    if form == "xlsx":
        data = decisions_xlsx(found, f"{len(found)} beslut")
    elif form == "csv":
        data = decisions_csv(found).encode("utf-8")
    elif form == "json":
        rows = {"decisions": [decision_json(row) for row in found]}
        data = (json.dumps(rows, ensure_ascii=False, indent=2, default=str) + "\n").encode("utf-8")
    else:
        data = "".join(f"{line}\n" for line in decision_lines(found)).encode("utf-8", "replace")
    write_result(data, arguments.output)
    return 0


def write_result(data: bytes, output: Path | None) -> None:
    """Write to the file, or to standard output where none is named. Raises: StorageFailed."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise StorageFailed(
            f"{output} kan inte skrivas ({error.strerror or error}).", "Kontrollera mappen och rättigheterna."
        ) from error
    print(f"Sparat i {output}.", file=sys.stderr)


def add_output(command: argparse.ArgumentParser) -> None:
    """The flag for a file to write to."""
    command.add_argument(
        "-o", "--output", type=Path, default=None, metavar="FIL", help="skriv till filen i stället"
    )
