"""Numbered agenda items: every line that might begin one, and the one sequence that fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.inner_items import Candidate, with_inner
from index.lexicon import MONTHS, ends_sentence, starts_lower, words
from index.types import SourcedText
from index.wrapping import Measure, Row, title_breaks

# How an item may be numbered: name, weight, pattern with (number, title), a sample.
STYLES: tuple[tuple[str, float, str, str], ...] = (
    (
        "section",
        1.7,
        r"§\s?(?P<n>\d{1,4})(?![lIO]{1,2}(?!\w))(?:\s?/\s?(?:19|20)?\d\d\b)?(?![\d–-])[.:)]?\s*(?:[-–—:]\s*)?",
        "§ 57 Val",
    ),
    ("section", 1.6, r"§\s?(?P<n>(?=[lIO]*\d)[\dlIO]{2,4})(?![\w–-])[.:)]?\s*", "§ l3 Val"),
    ("section", 1.7, r"(?P<n>\d{1,4})\s?§(?!§)[.:]?\s*(?:[-–—]\s*)?", "57 § Val"),
    (
        "labelled",
        1.3,
        (
            r"(?:[A-ZÅÄÖ]{2,5}\s?(?:§\s?)?|[A-ZÅÄÖ][\wåäö]{1,5}(?:[ /-][A-Za-zåäö]{1,5})?\s§\s?)"
            r"(?P<n>\d{1,4})(?:/(?:19|20)?\d\d\b)?(?![\d–-])[.:)]?(?:\s+|$)(?:[-–—]\s*)?"
        ),
        "AU 57 Val",
    ),
    (
        "word",
        1.4,
        (
            r"(?:Punkt|Ärende|Ad|Ärendepunkt|Dagordningspunkt|Item|Agenda item"
            r"|Pkt\.?)\s*(?:nr\.?\s?)?(?P<n>\d{1,3})\b"
            r"\s*[.:)]?\s*(?:[-–—]\s*)?"
        ),
        "Punkt 3 – Val",
    ),
    ("table", 1.2, r"\|?\s*(?P<n>\d{1,3})\s*\|\s*(?=[A-ZÅÄÖ])", "3 | Val | AE"),
    ("dot", 1.0, r"(?P<n>\d{1,2})\.(?!\d)\s*", "1. Val"),
    ("bracket", 1.0, r"(?P<n>\d{1,2})\)\s*", "1) Val"),
    ("dash", 0.8, r"(?P<n>\d{1,2})\s?[-–—:]\s+", "1 – Val"),
    ("letter", 0.7, r"(?P<n>[A-Z])[.)]\s+(?=[A-ZÅÄÖ])", "A. Val"),
    ("roman", 0.9, r"(?P<n>[IVXL]{1,6})[.)]?\s+", "IV. Val"),
    ("bare", 0.6, r"(?P<n>\d{1,2})\s+(?=[A-ZÅÄÖ])", "1 Val"),
    ("scanned", 0.75, r"(?P<n>[0-9lIO|]{1,2})\s{0,2}[.,)]\s*(?=[A-ZÅÄÖ]|0(?!\d))", "l . Val"),
)
_COMPILED = tuple((name, weight, re.compile(pattern)) for name, weight, pattern, _ in STYLES)
_CONTENTS = re.compile(r"(?:\.\s?){3,}\s*\d{0,3}$|…+\s*\d{0,3}$|\s(?:s\.|sid\.?)\s?\d{1,3}$|\t\d+$")
_CASE_NUMBER = re.compile(  # "Dnr KS 2024/123", "(Diarienummer: 12/2024)"
    r"[,;]?\s*[(\[]?\b(?i:Dnr|Diarienr|Diarienummer|Ärendenr)\b[.:]?\s*(?:[A-ZÅÄÖ]{1,6}[ -]?)?\d[\dlIO/:.-]*"
    r"(?:\s[A-ZÅÄÖ]{1,4}\b)?[)\]]?"
)
_FILE_NUMBER = re.compile(
    r"[,;]?\s*[(\[]?\b[A-ZÅÄÖ]{2,6}[- ]?(?:19|20)\d\d[/:-]\d{1,5}\b[)\]]?$"
)  # "KS 2024/123"
_ELSEWHERE = re.compile(
    r"^\W*[A-ZÅÄÖ][\wåäö]{0,5}(?:[ /-][A-Za-zåäö]{1,5})?\s§\s?\d{1,4}(?:/\d{2,4})?\b"
)  # "Au § 98"
_GLUED = re.compile(r"[.!?]\s+(?=(?:\d{1,2}[.)]|§\s?\d{1,4})\s+[A-ZÅÄÖ][a-zåäö])")  # "... mötet. 2. Val"
_RUNNING = frozenset({"section", "labelled"})
"""Styles whose numbers go on from meeting to meeting."""
_DIGITS = frozenset({"section", "scanned"})
"""Styles in which letters may stand for digits that a scan took them for."""
_NUMERALS = {"I": 1, "V": 5, "X": 10, "L": 50}


def find_items(rows: Sequence[Row], measure: Measure) -> tuple[tuple[Row, ...], tuple[Candidate, ...]]:
    """The rows (a heading glued to the end of a sentence split off) and the items' first rows, in order.

    Items count up by one; numbered lists inside an item and a list of contents before the items
    do not fit the sequence as well as the items do, and are left alone.
    """
    chain = _best_chain(rows, measure)
    split, parts = _split_glued(rows)
    if parts:
        other = _best_chain(split, measure)
        glued = [candidate for candidate in other if candidate.row in parts]
        if len(other) > len(chain) and glued and len(glued) * 2 <= len(other) and glued[-1] is not other[-1]:
            rows = _joined_again(split, parts, {candidate.row for candidate in other})
            chain = _best_chain(rows, measure)
    return tuple(rows), with_inner(rows, chain)


def title_end(rows: Sequence[Row], start: int, measure: Measure, at_most: int = 5) -> int:
    """Position after the last row of the title that begins at row ``start``."""
    end = start + 1
    while end < min(len(rows), start + at_most) and not title_breaks(rows[end - 1], rows[end], measure):
        end += 1
    return end


def short_title(text: str) -> str:
    """A title without case number and full stop, cut at a sentence when it is long."""
    title = _FILE_NUMBER.sub("", _CASE_NUMBER.sub("", _ELSEWHERE.sub("", text.split(" | ")[0]))).strip(
        " -–—:*_\t"
    )
    title = re.sub(r"(?:\.\s?){4,}\s*\d{0,3}$", "", title)
    if len(words(title)) > 25:
        first = re.match(r".{10,160}?[.:!?](?=\s)", title)
        title = first.group() if first else " ".join(title.split()[:15]) + " …"
    return re.sub(r"(?<!\.)\.$", "", title).strip()


def _best_chain(rows: Sequence[Row], measure: Measure) -> tuple[Candidate, ...]:
    best: tuple[float, tuple[Candidate, ...]] = (0.0, ())
    for style in dict.fromkeys(name for name, _, _ in _COMPILED):
        chain = _chain(_candidates(rows, style, measure))
        score = sum(candidate.quality for candidate in chain)
        if score > best[0] and _enough(chain):
            best = (score, chain)
    return best[1]


def _enough(chain: Sequence[Candidate]) -> bool:
    """Whether a chain is more than a chance list."""
    if not chain:
        return False
    mean = sum(candidate.quality for candidate in chain) / len(chain)
    if chain[0].style == "section":
        return mean > 0.8
    if chain[0].style in ("labelled", "letter"):
        return len(chain) >= 3 and mean > 0.8
    return len(chain) >= 2 and mean > {"bare": 0.9, "dash": 1.0}.get(chain[0].style, 0.8)


def _candidates(rows: Sequence[Row], style: str, measure: Measure) -> list[Candidate]:
    found = []
    patterns = [(weight, pattern) for name, weight, pattern in _COMPILED if name == style]
    for at, row in enumerate(rows):
        for weight, pattern in patterns:
            match = pattern.match(row.text)
            if not match:
                continue
            value = _value(match.group("n"), style)
            if value and _may_begin(row.text[match.end() :], style):
                digits = style in _DIGITS and not match.group("n").isdigit()
                number = str(value) if digits else match.group("n")
                found.append(Candidate(at, style, value, number, match.end(), weight))
            break
    listed = {candidate.row: candidate.value for candidate in found}
    return [replace(c, quality=c.quality * _quality(c, rows, listed, measure)) for c in found]


def _value(number: str, style: str) -> int:
    """The number's value; 0 where it is none."""
    if style == "letter":
        return ord(number) - ord("A") + 1
    if style == "roman":
        values = [_NUMERALS[letter] for letter in number]
        return sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))
    return int(number.translate(str.maketrans("lI|O", "1110")) if style in _DIGITS else number)


def _may_begin(title: str, style: str) -> bool:
    """Whether what follows a number may be a title: no month, amount or clock."""
    first = title.split()[0].lower().strip(".,") if title.split() else ""
    if first in MONTHS or first in {"kr", "kronor", "procent", "%", "st", "kap", "a", "b", "c"}:
        return False
    if style in {"bare", "dash", "roman"} and not title:
        return False
    return not re.match(r"\d{1,2}[.:]\d\d\b|\d+\s?(?:kr|%)|[-–]\s?\d", title)


def _quality(candidate: Candidate, rows: Sequence[Row], listed: dict[int, int], measure: Measure) -> float:
    """How much a row looks like an item's heading: about 0.2 to 2."""
    row = rows[candidate.row]
    title = row.text[candidate.mark :]
    quality = 1.0
    if starts_lower(title):
        quality -= 0.7
    elif title:
        quality += 0.2
    if row.level:
        quality += 0.6
    if row.gap:
        quality += 0.1
    if _CONTENTS.search(row.text):
        quality -= 0.6
    following = title_end(rows, candidate.row, measure)
    if following in listed and listed[following] == candidate.value + 1:
        quality -= 0.3
    elif following < len(rows):
        quality += 0.5
    if len(title.split()) > 12 and ends_sentence(title):
        quality -= 0.2
    return max(quality, 0.1)


def _chain(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best sequence of rising numbers: few numbers missing, none taken out of an inner list."""
    score: list[float] = []
    back: list[int] = []
    ends: dict[int, int] = {}  # value -> best candidate that ends a sequence there
    for at, candidate in enumerate(candidates):
        top, link = candidate.quality - _start_cost(candidate), -1
        for missing in range(4):
            before = ends.get(candidate.value - 1 - missing)
            if before is None:
                continue
            cost = missing * (0.5 if candidate.style == "section" else 1.1)
            neighbour = candidates[at - 1]
            if neighbour.value == candidate.value - 1 and before != at - 1:
                cost += 1.2  # it goes on a list that is not ours
            if score[before] + candidate.quality - cost > top:
                top, link = score[before] + candidate.quality - cost, before
        score.append(top)
        back.append(link)
        if candidate.value not in ends or top > score[ends[candidate.value]]:
            ends[candidate.value] = at
    if not score:
        return ()
    at = max(range(len(score)), key=score.__getitem__)
    picked = []
    while at >= 0:
        picked.append(candidates[at])
        at = back[at]
    return tuple(reversed(picked))


def _start_cost(candidate: Candidate) -> float:
    """What it costs a sequence to begin at this number: § go on from meeting to meeting."""
    if candidate.style in _RUNNING:
        return 0.0
    return min(0.7 * (candidate.value - 1), 3.0)


def _split_glued(rows: Sequence[Row]) -> tuple[list[Row], set[int]]:
    """Rows cut before every numbered heading inside them, and the positions of the parts cut off."""
    out: list[Row] = []
    parts: set[int] = set()
    for row in rows:
        rest = row
        while match := _GLUED.search(rest.text):
            first, rest = _cut(rest, match.end())
            out.append(first)
            parts.add(len(out))
        out.append(rest)
    return out, parts


def _joined_again(rows: Sequence[Row], parts: set[int], wanted: set[int]) -> list[Row]:
    """The rows with the parts put back that begin no item."""
    out: list[Row] = []
    for at, row in enumerate(rows):
        if at in parts and at not in wanted:
            content = SourcedText.join((out[-1].line.content, row.line.content))
            out[-1] = replace(out[-1], line=replace(out[-1].line, content=content))
        else:
            out.append(row)
    return out


def _cut(row: Row, at: int) -> list[Row]:
    content = row.line.content
    first = replace(row.line, content=content.slice(0, at).strip())
    second = replace(row.line, content=content.slice(at, len(content.text)), blank_before=True)
    return [replace(row, line=first), replace(row, line=second)]
