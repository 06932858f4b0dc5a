"""Parsing alone against a gold of decisions and meeting facts: no embedding, no language model."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.gold import same_document
from eval.items import item_scores
from index.decisions import find_decisions
from index.errors import MinutesError
from index.minutes import parse_meeting
from index.readers import SUFFIXES
from index.sandbox import read_safely
from index.types import Decision, Meeting

FACTS = ("body", "organisation", "date")
SOFT = 0.8
"""Share of the longer text's words that must be shared for a soft match."""
CONTAINED = 0.5
"""Share of the longer text that a text wholly contained in it must fill for a soft match."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision as it is scored: file name (or key), white space folded, leading bullet sign aside."""

    document: str
    text: str
    kind: str
    item: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold decision and what was found for it (None: nothing); ``exact``: equal texts."""

    gold: Taken
    found: Taken | None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A meeting fact: what was read and what gold says, the best form first ("" alone: nothing is said)."""

    document: str
    name: str
    gold: tuple[str, ...]
    found: str

    @property
    def right(self) -> bool:
        """Whether gold has what was read, capitals aside."""
        return self.found.casefold() in {form.casefold() for form in self.gold}


@dataclass(frozen=True, slots=True)
class ParsingResult:
    """What parsing found against gold. ``extra`` are decisions that no gold decision is paired with."""

    pairs: tuple[Pair, ...]
    extra: tuple[Taken, ...]
    facts: tuple[Fact, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Plain values: scores, and what was missed, superfluous or wrong."""
        return {
            "scores": dict(self.scores),
            "missed": [[one.gold.document, one.gold.text] for one in self.pairs if not one.found],
            "other_words": [
                [one.gold.document, one.gold.text, one.found.text]
                for one in self.pairs
                if one.found and not one.exact
            ],
            "other_kind": [
                [one.gold.document, one.gold.text, one.gold.kind, one.found.kind]
                for one in self.pairs
                if one.found and one.found.kind != one.gold.kind
            ],
            "extra": [[one.document, one.text, one.kind] for one in self.extra],
            "facts": [
                [one.document, one.name, one.gold[0], one.found] for one in self.facts if not one.right
            ],
        }


def measure_parsing(gold: Path, corpus: Path, meetings: Path | None = None) -> ParsingResult:
    """Parse the files of ``corpus`` that gold speaks of and score decisions and meeting facts.

    ``gold`` holds lines ``doc, text, kind`` (``item`` is shown only); ``meetings`` lines ``doc`` and any
    of ``body, organisation, date`` (ISO; null or "" where unknown; a list holds forms equally right) and
    ``items`` (``number, title``). A file
    is scored when either of them names it. Decisions that gold calls ``doubtful`` count neither for nor
    against what finds or leaves them.

    Raises:
        MinutesError: a file can't be read, or a line is none of this form.
    """
    rows, facts = _rows(gold), _rows(meetings) if meetings else []
    wanted = [
        Taken(row["doc"], folded(row["text"]), row["kind"], row.get("item", ""), bool(row.get("doubtful")))
        for row in rows
    ]
    keys = {str(row["doc"]) for row in (*rows, *facts)}
    parsed = _parsed(corpus, keys)
    pairs, extra = [], []
    for key, (_, found) in parsed.items():
        some, rest = pair([one for one in wanted if one.document == key], found)
        pairs += [one for one in some if not one.gold.doubtful]
        extra += rest
    meetings_read = {key: meeting for key, (meeting, _) in parsed.items()}
    read = tuple(_facts(facts, meetings_read))
    scores = _scores(pairs, extra, read) | item_scores(facts, meetings_read)
    return ParsingResult(tuple(pairs), tuple(extra), read, scores)


def folded(text: str) -> str:
    """White space collapsed, a leading bullet sign left out."""
    return re.sub(r"^[•*-]\s*", "", " ".join(text.split()))


def pair(gold: Sequence[Taken], found: Sequence[Taken]) -> tuple[list[Pair], list[Taken]]:
    """Each gold decision with the found one of the same text, else the likest; and the found left over."""
    left = list(found)
    exact: dict[int, Taken] = {}
    for at, one in enumerate(gold):
        same = next((other for other in left if other.text == one.text), None)
        if same:
            exact[at] = same
            left.remove(same)
    pairs = []
    for at, one in enumerate(gold):
        best = exact.get(at) or max(left, key=lambda other: likeness(one.text, other.text), default=None)
        if best and at not in exact:
            if likeness(one.text, best.text) > 0:
                left.remove(best)
            else:
                best = None
        pairs.append(Pair(one, best, at in exact))
    return pairs, left


def likeness(one: str, other: str) -> float:
    """Shared words over the longer text's words; 0 where that is no soft match."""
    words, others = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    longer = max(words.total(), others.total(), 1)
    share = (words & others).total() / longer
    contained = one in other or other in one
    return share if share >= SOFT or (contained and share >= CONTAINED) else 0.0


def parsing_lines(result: ParsingResult) -> Iterator[str]:
    """The scores and everything that differs, in Swedish."""
    for name, value in result.scores.items():
        yield f"{name:<34} {value:.3f}" if isinstance(value, float) else f"{name:<34} {value}"
    for one in result.pairs:
        if not one.found:
            yield f"SAKNAS   {one.gold.document} [{one.gold.item}] {one.gold.kind}: {one.gold.text}"
        elif not one.exact:
            yield f"ANNAN    {one.gold.document} [{one.gold.item}] {one.gold.text}\n      ≠  {one.found.text}"
        if one.found and one.found.kind != one.gold.kind:
            yield f"SLAG     {one.gold.kind} ≠ {one.found.kind}: {one.gold.text}"
    for other in result.extra:
        yield f"ÖVERTAL  {other.document} [{other.item}] {other.kind}: {other.text}"
    for fact in result.facts:
        if not fact.right:
            yield f"UPPGIFT  {fact.document} {fact.name}: ”{fact.gold[0]}” ≠ ”{fact.found}”"


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise MinutesError(f"Facitfilen {path} kan inte läsas ({error}).", "Ange en fil i JSONL.") from error
    if not all(isinstance(row, dict) and "doc" in row for row in rows):
        raise MinutesError(f"Facitfilen {path} har rader utan ”doc”.", "Ange en fil med beslut.")
    return rows


def _parsed(corpus: Path, keys: set[str]) -> dict[str, tuple[Meeting, list[Taken]]]:
    found = {}
    paths = sorted(path for path in corpus.rglob("*") if path.suffix.lower() in SUFFIXES)
    for key in sorted(keys):
        path = next((path for path in paths if same_document(key, path.name)), None)
        if path is None:
            raise MinutesError(f"Facit nämner {key}, som inte finns i {corpus}.", "Kontrollera mappen.")
        meeting = parse_meeting(read_safely(path))
        found[key] = (
            meeting,
            [
                _taken(key, item.number or item.title, decision)
                for item in meeting.items
                for decision in find_decisions(item)
            ],
        )
    return found


def _taken(key: str, item: str, decision: Decision) -> Taken:
    return Taken(key, folded(decision.text), decision.kind, item)


def _facts(rows: Sequence[Mapping[str, Any]], meetings: Mapping[str, Meeting]) -> Iterator[Fact]:
    for row in rows:
        meeting = meetings[row["doc"]]
        for name in FACTS:
            if name in row:
                value = getattr(meeting, name)
                forms = row[name] if isinstance(row[name], list) else [row[name]]
                yield Fact(row["doc"], name, tuple(str(form or "") for form in forms), str(value or ""))


def _scores(pairs: Sequence[Pair], extra: Sequence[Taken], facts: Sequence[Fact]) -> dict[str, float]:
    """Precision and recall, exact and soft; kinds over the pairs; shares of facts right and wrong."""
    found = sum(1 for one in pairs if one.found) + len(extra)
    exact = sum(one.exact for one in pairs)
    soft = sum(1 for one in pairs if one.found)
    scores: dict[str, float] = {"decisions": len(pairs), "found": found}
    scores |= {
        "precision exact": exact / max(found, 1),
        "recall exact": exact / max(len(pairs), 1),
        "precision soft": soft / max(found, 1),
        "recall soft": soft / max(len(pairs), 1),
        "kind": sum(1 for one in pairs if one.found and one.found.kind == one.gold.kind) / max(soft, 1),
    }
    for name in FACTS:
        some = [one for one in facts if one.name == name]
        if some:
            scores[f"{name} right"] = sum(one.right for one in some) / len(some)
            scores[f"{name} wrong"] = sum(bool(one.found) and not one.right for one in some) / len(some)
    return scores
