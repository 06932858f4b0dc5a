"""What the model reads ahead while nobody asks: the newest meetings, decisions before the rest."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress

from index.errors import MinutesError
from index.store import Store
from index.types import Passage
from prompts import PromptTemplate, load_prompt
from rag.engine.llamacpp import LlamaCppEngine
from rag.engine.protocol import Engine, Prompt
from rag.prompting import passage_part
from rag.settings import Settings

STATE_BYTES = 8_000_000
"""A passage's state takes so much at least with the default model: the budget holds no more of them."""
MOST = 2_000
DECISIONS_FIRST = 3
"""A passage without a decision waits for the decisions of so many older meetings."""


def read_ahead(engine: Engine | None, store: Store, settings: Settings) -> None:
    """Load the engine in the background; give our own the prompt's head and passages to read while idle.

    Returns at once; faults show at the first question.
    """
    if isinstance(engine, LlamaCppEngine):
        threading.Thread(target=_read_ahead, args=(engine, store, settings), daemon=True).start()
    elif engine is not None:
        engine.warm()


def _read_ahead(engine: LlamaCppEngine, store: Store, settings: Settings) -> None:
    with suppress(MinutesError):
        engine.count_tokens("")  # waits until it is loaded
        budget = settings.kv_cache_mb * 1_000_000 if engine.joins else 0
        engine.keep(reading_list(store, load_prompt("answer"), budget))


def reading_list(store: Store, template: PromptTemplate, budget: int) -> Prompt:
    """A prompt over the passages worth reading ahead within ``budget`` bytes of states, first the first."""
    most = min(MOST, budget // STATE_BYTES)
    ordered = _ordered(store, most) if most else []
    return Prompt(
        template.prefix,
        tuple(passage_part(passage) for passage in ordered[:most]),
        "",
        template.system,
        template.examples,
        template.reply,
    )


def _ordered(store: Store, most: int) -> list[Passage]:
    ranked: list[tuple[int, int, Passage]] = []
    for age, row in enumerate(store.ledger.document_rows()):
        passages = _passages(store, row.document_id)
        decided = store.ledger.decisions_of({passage.item_id for passage in passages})
        for passage in passages:
            deciding = any(
                start < passage.end and passage.start < end for start, end in decided.get(passage.item_id, ())
            )
            ranked.append((age + (0 if deciding else DECISIONS_FIRST), len(ranked), passage))
        if len(ranked) >= 2 * most:
            break
    return [passage for _, _, passage in sorted(ranked, key=lambda one: one[:2])]


def _passages(store: Store, document_id: str) -> Sequence[Passage]:
    ids = store.ledger.passage_ids(document_id=document_id)
    placed = store.ledger.passages(ids)
    return [placed[one][0] for one in ids if one in placed]
