"""Running headers, footers and page numbers: what repeats over pages and is no text of its own.

A line goes only on evidence: it repeats at the same edge of several pages (one number in it may
grow with the page), it repeats the opening lines of the document, or it is a page number that
fits the sequence. Numbered items, bullets and decisions never go.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import SourcedText

HEADER = "Sidhuvud som upprepas"
FOOTER = "Sidfot som upprepas"
NUMBER = "Sidnummer"

_DEPTH = 8  # header and footer lines looked at on a page
_OPENING = 6  # lines at the start of a document that a header may repeat
_NUMBERED = re.compile(r"§+\s*\d|\d{1,3}\s*[.)](?!\d)|(?:punkt|ärende|§§?|p\.)\s*\d", re.IGNORECASE)
_BULLET = re.compile(r"[•▪◦‣*–-]\s")
_MARKED = re.compile(r".*\b(?:beslut(?:ar|ade|as|ades|a)?|ställningstagande|uppdr\w+)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"\w+(?:\W+\w+){3,}.*[.!?]$")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?P<word>sidan?|sid\.?|s\.|page)\s*)?(?P<number>\d{1,4})"
    r"(?:\s*(?:\(|/|av\b|of\b)\s*(?P<total>\d{1,4})\)?)?\W*",
    re.IGNORECASE,
)
_NUMBER_TAIL = re.compile(
    r"(?P<rest>.*?\S)\s+(?:(?P<word>sidan?|sid\.?|page)\s*)?(?P<number>\d{1,4})"
    r"(?(word)(?:\s*(?:\(|/|av\b|of\b)\s*(?P<total>\d{1,4})\)?)?|\s*(?:\(|/|av\b|of\b)\s*(?P<all>\d{1,4})\)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line before headers go: ``blanks`` counts the empty lines right before it on its page."""

    content: SourcedText
    page: int
    start: int
    indent: int
    blanks: int

    @property
    def text(self) -> str:
        """The line's cleaned text."""
        return self.content.text


def is_numbered(text: str) -> bool:
    """Whether the line begins with an item number or a paragraph sign."""
    return _NUMBERED.match(text) is not None


def is_bullet(text: str) -> bool:
    """Whether the line begins with a bullet or a dash."""
    return _BULLET.match(text) is not None


def find_furniture(lines: Sequence[RawLine]) -> dict[int, str]:
    """Positions in ``lines`` that are furniture, with the reason (Swedish)."""
    pages: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        pages[line.page].append(at)
    gone: dict[int, str] = {}
    if len(pages) > 1:
        gone |= _at_edges(lines, pages)
    gone |= _repeated_openings(lines, gone)
    gone |= _numbers_in_running_text(lines, gone)
    return gone


def _at_edges(lines: Sequence[RawLine], pages: Mapping[int, list[int]]) -> dict[int, str]:
    gone: dict[int, str] = {}
    for zone, reason in (("top", HEADER), ("bottom", FOOTER)):
        edges = {page: _edge(places, zone) for page, places in pages.items()}
        seen: dict[str, set[int]] = defaultdict(set)
        for page, places in edges.items():
            for depth, at in enumerate(places):
                for key in _keys(lines[at], depth):
                    seen[key].add(page)
        for page, places in edges.items():
            removable = _run_from_edge(lines, places, seen, len(pages))
            if zone == "top" and page == min(pages) and not _needless(lines, removable, pages[page], seen):
                removable = [at for at in removable if _PAGE_NUMBER.fullmatch(lines[at].text)]
            gone |= {at: NUMBER if _PAGE_NUMBER.fullmatch(lines[at].text) else reason for at in removable}
    return gone


def _edge(places: list[int], zone: str) -> list[int]:
    depth = min(_DEPTH, (len(places) + 1) // 2)
    return places[:depth] if zone == "top" else places[::-1][:depth]


def _keys(line: RawLine, depth: int) -> Iterator[str]:
    """The line's text, and its text at this depth with one number counted from the page's."""
    if is_numbered(line.text) or is_bullet(line.text):
        return
    text = line.text.casefold()
    yield text
    for match in list(re.finditer(r"\d{1,4}", text))[-4:]:
        counted = int(match.group()) - line.page
        yield f"{depth} {text[: match.start()]}#{counted}{text[match.end() :]}"


def _run_from_edge(
    lines: Sequence[RawLine], places: Sequence[int], seen: Mapping[str, set[int]], page_count: int
) -> list[int]:
    run: list[int] = []
    for depth, at in enumerate(places):
        if any(lines[at].text == lines[other].text for other in run):
            break  # the title that the header repeats
        shared = max((len(seen[key]) for key in _keys(lines[at], depth)), default=0)
        if shared < _needed(lines[at].text, page_count):
            break
        run.append(at)
    return run


def _needed(text: str, page_count: int) -> int:
    """On how many pages a line must stand to be furniture."""
    if (_MARKED.match(text) and not re.search(r"\d{4}|sid", text)) or _SENTENCE.fullmatch(text):
        return max(3, round(0.8 * page_count))
    return 2 if page_count < 4 else 3 if page_count < 10 else 4


def _needless(
    lines: Sequence[RawLine], removable: Sequence[int], places: Sequence[int], seen: Mapping[str, set[int]]
) -> bool:
    """Whether the first page's running lines are no title.

    They are none when they are few with a page number in them, or all said again right below.
    """
    texts = [lines[at].text for at in removable]
    own = [text for text in texts if not _PAGE_NUMBER.fullmatch(text)]
    counted = len(own) < len(texts) or any(len(seen[text.casefold()]) == 1 for text in own)
    if counted and len(own) <= 2:
        return True
    rest = [at for at in places if at not in set(removable)][: 2 * _OPENING]
    below = {word for at in rest for word in re.findall(r"\w+", lines[at].text.casefold())}
    return below.issuperset(word for text in own for word in re.findall(r"\w+", text.casefold()))


def _repeated_openings(lines: Sequence[RawLine], gone: Mapping[int, str]) -> dict[int, str]:
    """Runs of lines that repeat the document's opening lines in order, page numbers among them."""
    first = [at for at in range(len(lines)) if at not in gone][:_OPENING]
    opening = [lines[at].text.casefold() for at in first if not _PAGE_NUMBER.fullmatch(lines[at].text)]
    found: dict[int, str] = {}
    at = first[-1] + 1 if first else len(lines)
    while at < len(lines):
        run = _opening_run(lines, at, opening)
        numbers = sum(_PAGE_NUMBER.fullmatch(lines[place].text) is not None for place in run)
        at_top = at == 0 or lines[at].page != lines[at - 1].page
        if len(run) - numbers >= (2 if numbers or at_top else 3):
            found |= dict.fromkeys(run, HEADER)
        at += max(len(run), 1)
    return found


def _opening_run(lines: Sequence[RawLine], start: int, opening: Sequence[str]) -> list[int]:
    run: list[int] = []
    expected = 0
    for at in range(start, min(start + _DEPTH, len(lines))):
        text = lines[at].text
        if _PAGE_NUMBER.fullmatch(text) and not is_numbered(text):
            run.append(at)
            continue
        limit = len(opening) if run and expected else min(2, len(opening))
        if is_numbered(text) or text.casefold() not in opening[expected:limit]:
            break
        expected = opening.index(text.casefold(), expected) + 1
        run.append(at)
    return run


def _numbers_in_running_text(lines: Sequence[RawLine], gone: Mapping[int, str]) -> dict[int, str]:
    """Page numbers ("2 (5)", "Sida 3", a header with "3 (5)" at its end) that count up line by line."""
    series: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for at, line in enumerate(lines):
        match = _PAGE_NUMBER.fullmatch(line.text) or _NUMBER_TAIL.fullmatch(line.text)
        if match is None or is_numbered(line.text):
            continue
        parts = match.groupdict()
        total = parts["total"] or parts.get("all") or ""
        if not total and parts["word"] is None:
            continue
        rest = (parts.get("rest") or "").casefold()
        series[(rest, total)].append((int(parts["number"]), at))
    found: dict[int, str] = {}
    for (rest, _), members in series.items():
        steps = [after[0] - before[0] for before, after in pairwise(members)]
        counted = all(step == 1 for step in steps) or (len(rest) > 3 and len(steps) > 1 and min(steps) > 0)
        if len(members) > 1 and counted:
            kept = members[0][1] if rest and members[0][1] < _OPENING else -1
            found |= {at: HEADER if rest else NUMBER for _, at in members if at not in gone and at != kept}
    return found | _beside(lines, found)


def _beside(lines: Sequence[RawLine], numbers: Mapping[int, str]) -> dict[int, str]:
    """Lines next to page numbers that stand there at least twice, the document's own opening left."""
    found: dict[int, str] = {}
    for step in (-1, 1):
        level = list(numbers)
        while level:
            level = [at + step for at in level if 0 <= at + step < len(lines)]
            texts = Counter(lines[at].text for at in level)
            level = [at for at in level if texts[lines[at].text] > 1 and not is_numbered(lines[at].text)]
            found |= {at: HEADER for at in level if at >= _OPENING and at not in numbers}
    return found
