"""Check held-out questions and decisions against their minutes: beside this file, or in the folder named."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent).resolve()
TYPES = {
    "decision",
    "number",
    "who",
    "when",
    "list",
    "why",
    "multi",
    "summary",
    "adversarial",
    "unanswerable",
}
KINDS = {"approves", "assigns", "intention", "follow_up", "notes", "rejects", "other"}
NO_ANSWER = "Det framgår inte av källorna."
Row = dict[str, Any]


def collapse(text: str) -> str:
    """Return text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


def read_rows(name: str) -> list[Row]:
    """Return the rows of a JSONL file beside this module."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def quote_errors(row: Row, texts: dict[str, str]) -> list[str]:
    """Return what is wrong with the evidence of an answerable question."""
    errors = []
    for found in row["evidence"]:
        words = len(found["quote"].split())
        if found["quote"] not in texts.get(found["doc"], ""):
            errors.append(f"{row['id']}: quote not in {found['doc']}: {found['quote'][:60]}")
        if not 8 <= words <= 60:
            errors.append(f"{row['id']}: quote of {words} words (8-60 allowed)")
    return errors


def answer_errors(row: Row) -> list[str]:
    """Return what is wrong with answer, groups and evidence taken together."""
    if not row["answerable"]:
        empty = not row["evidence"] and not row["must_contain"] and row["answer"] == NO_ANSWER
        return [] if empty else [f"{row['id']}: unanswerable, yet answered"]
    low = row["answer"].lower()
    missed = [group for group in row["must_contain"] if not any(words in low for words in group)]
    errors = [f"{row['id']}: answer lacks {group}" for group in missed]
    if not row["evidence"]:
        errors.append(f"{row['id']}: no evidence")
    return errors


def main() -> int:
    """Check both question files and the decisions; report and return the exit status."""
    texts = {p.name: collapse(p.read_text(encoding="utf-8")) for p in sorted((HERE / "minutes").iterdir())}
    errors: list[str] = []
    seen: set[str] = set()
    for name, parity in (("questions-dev.jsonl", 1), ("questions-test.jsonl", 0)):
        for row in read_rows(name):
            if int(row["id"][1:]) % 2 != parity or row["id"] in seen or row["type"] not in TYPES:
                errors.append(f"{row['id']}: wrong half, double id or unknown type")
            seen.add(row["id"])
            errors += quote_errors(row, texts) + answer_errors(row)
    decisions = read_rows("decisions.jsonl") if (HERE / "decisions.jsonl").exists() else []
    for row in decisions:
        if row["text"] not in texts[row["doc"]] or row["kind"] not in KINDS:
            errors.append(f"decision not in {row['doc']} or of unknown kind: {row['text'][:60]}")
    counts = f"{len(seen)} questions, {len(decisions)} decisions, {len(errors)} errors"
    sys.stdout.write("\n".join([*errors, counts, ""]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
