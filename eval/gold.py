"""Reading a question file and telling which document a question means."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.types import GoldQuote, Question
from index.errors import MinutesError

_KEY = re.compile(r"\d{3}(?=\D)")


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSONL file, in its order.

    Raises:
        MinutesError: the file can't be read, a line is no question, or an id comes twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise MinutesError(f"Frågefilen {path} kan inte läsas ({error}).", "Ange en fil i JSONL.") from error
    questions = [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    ids = [one.question_id for one in questions]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise MinutesError(f"Frågefilen {path} har samma id flera gånger: {', '.join(twice)}.")
    if not questions:
        raise MinutesError(f"Frågefilen {path} är tom.")
    return tuple(questions)


def same_document(key: str, name: str) -> bool:
    """Whether ``key`` of a question means the file ``name``: its first three digits, or its whole name."""
    digits = _KEY.match(name)
    return key == name or (digits is not None and key == digits.group())


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        return _from_row(row)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MinutesError(f"Rad {number} i {path} är ingen giltig fråga ({error!r}).") from error


def _from_row(row: Mapping[str, Any]) -> Question:
    return Question(
        question_id=str(row["id"]),
        text=str(row["question"]),
        type=str(row["type"]),
        style=str(row["style"]),
        answerable=bool(row["answerable"]),
        answer=str(row["answer"]),
        quotes=tuple(
            GoldQuote(str(one["doc"]), str(one["item"]), str(one["quote"])) for one in row["evidence"]
        ),
        must_contain=tuple(tuple(str(one) for one in group) for group in row["must_contain"]),
        any_of=bool(row.get("any_of", False)),
    )
