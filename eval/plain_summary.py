"""The plain recipe for summaries: the whole text in the prompt, one sentence of instruction, no checks."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from index.errors import Cancelled
from prompts import load_prompt
from rag.engine.protocol import Engine, EvidencePart, GenerationLimits, Prompt

LIMITS = GenerationLimits(max_tokens=600, deadline_s=900.0)
ROOM = 120  # tokens of the prompt beside the minutes and the reply


def plain_summary(
    engine: Engine, text: str, work: Path, document_id: str, cancel: threading.Event
) -> tuple[str, float]:
    """The model's own summary of as much of the text as it can read, and that share; kept in ``work``.

    Raises: Cancelled, ModelMissing, ModelCrashed.
    """
    template, info = load_prompt("plain_summary"), engine.info
    kept = work / f"plain-{document_id[:16]}-{info.sha256[:8]}-{template.digest}.json"
    if kept.exists():
        found = json.loads(kept.read_text(encoding="utf-8"))
        return str(found["text"]), float(found["share"])
    if cancel.is_set():
        raise Cancelled("Tiden är slut.")
    cut = _fitting(engine, text, info.context_tokens - LIMITS.max_tokens - ROOM)
    prompt = Prompt(
        template.prefix,
        (EvidencePart(document_id[:16], cut),),
        template.fill(),
        template.system,
        template.examples,
    )
    said = "".join(engine.stream(prompt, LIMITS, threading.Event()))
    share = round(len(cut) / max(1, len(text)), 3)
    kept.write_text(json.dumps({"text": said, "share": share}, ensure_ascii=False), encoding="utf-8")
    return said, share


def _fitting(engine: Engine, text: str, tokens: int) -> str:
    """The beginning of the text that has no more tokens than that, cut between lines."""
    lines = text.split("\n")
    low, high = 0, len(lines)
    while low < high:
        middle = (low + high + 1) // 2
        if engine.count_tokens("\n".join(lines[:middle])) <= tokens:
            low = middle
        else:
            high = middle - 1
    return "\n".join(lines[:low])
