"""Pages to clean lines in reading order, and lines to a paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.characters import SOFT_HYPHEN, clean_line, has_hidden
from index.furniture import RawLine, find_furniture, is_bullet, is_numbered
from index.hyphens import hangs, learn, splits_word
from index.types import Document, Line, Page, Removed, SourcedText, Span

HIDDEN = "Osynliga tecken"

_LINE = re.compile(r"[^\n\v\x85\u2028\u2029]*")
_LINK = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_LINK_PART = re.compile(r"[\w./?=&%#~+:;,-]+")
_SENTENCE_END = re.compile(r"""[.!?:;]["”'»)]*$""")
_INTRODUCES_LINK = re.compile(
    r"(?:[:,(]|\b(?:på|å|via|se|till|från|länk|länken|adress|adressen|här))$", re.IGNORECASE
)
_REACH = 15  # lines searched for the end of a paragraph that links interrupt


def clean(document: Document) -> tuple[tuple[Line, ...], tuple[Removed, ...]]:
    """The document's lines in reading order, and what was left out with the reason.

    Running headers, footers and page numbers go where they repeat. ``blank_before`` tells where a
    paragraph may begin: in double-spaced text one empty line means nothing, and none is told where
    a sentence goes on over a page break. Links piled up inside a sentence follow its paragraph.
    A hyphen that a line break put in becomes a soft hyphen at the end of the line.
    """
    raws = [raw for page in document.pages for raw in _raw_lines(page)]
    gone = find_furniture(raws)
    removed = [
        Removed(Span(raw.page, raw.start, raw.start + len(raw.text)), raw.text, gone[at])
        for at, raw in enumerate(raws)
        if at in gone
    ]
    removed.extend(_hidden(document))
    kept = _join_torn([raw for at, raw in enumerate(raws) if at not in gone], document.pages)
    kept = _join_broken_links(kept)
    lines = _with_blanks(kept, _seams(raws, gone))
    return tuple(_soften(_links_last(lines, _width(kept)))), tuple(removed)


def is_link(text: str) -> bool:
    """Whether a line is a link or mail address and nothing else."""
    return _LINK.fullmatch(text) is not None


def join_lines(lines: Sequence[Line]) -> SourcedText:
    """The lines as one paragraph: a space between them, words mended that a line break split."""
    parts: list[SourcedText] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        content = line.content
        if content.text.endswith(SOFT_HYPHEN):
            content = content.slice(0, len(content.text) - 1)
        parts.append(content)
        if following and not _glued(line.text, following):
            parts.append(SourcedText(" "))
    return SourcedText.join(parts, "")


def _raw_lines(page: Page) -> Iterator[RawLine]:
    blanks = 0
    for match in _LINE.finditer(page.text):
        if match.start() and page.text[match.start() - 1] not in "\n\v\x85\u2028\u2029":
            continue  # the empty match after a line
        content = clean_line(match.group(), page.number, match.start())
        if not content.text.strip(SOFT_HYPHEN):
            blanks += 1
            continue
        indent = len(match.group()) - len(match.group().lstrip())
        yield RawLine(content, page.number, match.start(), indent, blanks)
        blanks = 0


def _hidden(document: Document) -> Iterator[Removed]:
    for page in document.pages:
        if has_hidden(page.text):
            for match in re.finditer(r"[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]+", page.text):
                yield Removed(Span(page.number, match.start(), match.end()), match.group(), HIDDEN)


def _width(lines: Sequence[RawLine]) -> int:
    """The length that full lines reach (90th percentile), in characters."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _join_torn(lines: Sequence[RawLine], pages: Sequence[Page]) -> list[RawLine]:
    """Lines that a page break cut in two as one: the page before ends with a space (Word's paragraphs)."""
    torn = {after.number for before, after in pairwise(pages) if before.text.endswith(" ")}
    joined: list[RawLine] = []
    page = 0
    for line in lines:
        if line.page in torn and 0 < page < line.page:
            last = joined.pop()
            joined.append(replace(last, content=SourcedText.join((last.content, line.content))))
        else:
            joined.append(line)
        page = line.page
    return joined


def _join_broken_links(lines: Sequence[RawLine]) -> list[RawLine]:
    """Links that were broken at the right margin or after a hyphen, as one line."""
    width, usual = _width(lines), _usual_blanks(lines)
    joined: list[RawLine] = []
    open_end = False
    for line in lines:
        rest = open_end and line.blanks <= usual and _goes_on(line.text, width)
        if rest:
            last = joined.pop()
            joined.append(replace(last, content=SourcedText.join((last.content, line.content), "")))
        else:
            joined.append(line)
        is_part = rest or _SCHEME.fullmatch(line.text)
        open_end = bool(is_part) and (len(line.text) >= width or line.text[-1] in "-_=&?%.")
    return joined


def _goes_on(text: str, width: int) -> bool:
    """Whether a line can be the rest of a link: one word with a link's signs, or filling the line."""
    if is_link(text) or re.fullmatch(r"\d+[.)]", text) or not _LINK_PART.fullmatch(text):
        return False
    return len(text) >= 0.9 * width or re.search(r"[./?=&_%\d-]", text) is not None


def _seams(raws: Sequence[RawLine], gone: dict[int, str]) -> set[tuple[int, int]]:
    """(page, start) of the lines that follow a page break or something removed."""
    seams = set()
    for at in range(1, len(raws)):
        if raws[at].page != raws[at - 1].page or at - 1 in gone:
            seams.add((raws[at].page, raws[at].start))
    return seams


def _with_blanks(raws: Sequence[RawLine], seams: set[tuple[int, int]]) -> list[Line]:
    usual, width = _usual_blanks(raws), _width(raws)
    lines = []
    for at, raw in enumerate(raws):
        blank = False
        if at:
            seam = (raw.page, raw.start) in seams
            blank = (seam or raw.blanks > usual) and _begins(raws[at - 1].text, raw.text, width, seam)
        lines.append(Line(raw.content, raw.page, raw.indent, blank))
    return lines


def _usual_blanks(raws: Sequence[RawLine]) -> int:
    """Empty lines between two lines of one sentence: 1 in double-spaced text."""
    counts = Counter(
        after.blanks
        for before, after in pairwise(raws)
        if before.page == after.page and after.text[0].islower() and not _SENTENCE_END.search(before.text)
    )
    return counts.most_common(1)[0][0] if counts.total() >= 3 else 0


def _begins(before: str, line: str, width: int, seam: bool) -> bool:
    """Whether a paragraph may begin at ``line``; where not, a sentence goes on over the gap."""
    if _opens(line) or is_link(line) or is_link(before):
        return True
    if _SENTENCE_END.search(before) and not before.endswith(";"):
        return True
    if before.endswith((",", "-", SOFT_HYPHEN)):
        return False
    full, lower = len(before) > 0.6 * width, line[0].islower()
    return not (full or lower) if seam else not (full and lower)


def _links_last(lines: Sequence[Line], width: int) -> list[Line]:
    """Link lines that stand inside a sentence moved behind its paragraph; all of them apart."""
    ordered: list[Line] = []
    at = 0
    apart = False
    while at < len(lines):
        end = at
        while end < len(lines) and is_link(lines[end].text):
            end += 1
        if end == at:
            ordered.append(replace(lines[at], blank_before=True) if apart else lines[at])
            at, apart = at + 1, False
            continue
        before = ordered[-1].text if ordered else ""
        torn = bool(before) and end < len(lines) and _interrupts(before, lines[end], width)
        if before and end == at + 1 and _inline(before, lines, at, width):
            ordered.extend(replace(line, blank_before=False) for line in lines[at : end + torn])
            at = end + torn
            continue
        stop = _paragraph_end(lines, end) if torn else end
        rest = [replace(line, blank_before=False) for line in lines[end : end + 1]] + [*lines[end + 1 : stop]]
        ordered.extend(rest if torn else [])
        ordered.extend(replace(line, blank_before=True) for line in lines[at:end])
        at, apart = stop, True
    return ordered


def _opens(text: str) -> bool:
    """Whether the line begins a numbered item or a bullet."""
    return is_numbered(text) or is_bullet(text)


def _interrupts(before: str, after: Line, width: int) -> bool:
    """Whether a sentence begins in ``before`` and goes on in ``after``."""
    if _SENTENCE_END.search(before) or _opens(after.text):
        return False
    return after.text[0].islower() or before.endswith((",", "-", SOFT_HYPHEN)) or len(before) > 0.7 * width


def _inline(before: str, lines: Sequence[Line], at: int, width: int) -> bool:
    """Whether a single link belongs to the sentence around it and only the wrap set it apart."""
    line = lines[at]
    if line.blank_before and not _INTRODUCES_LINK.search(before):
        return False
    if not _SCHEME.fullmatch(line.text) or _INTRODUCES_LINK.search(before):
        return True
    following = lines[at + 1].text.split()[0] if at + 1 < len(lines) else ""
    length = len(line.text)
    return len(before) + 1 + length > width and length + 1 + len(following) > width > length


def _paragraph_end(lines: Sequence[Line], start: int) -> int:
    """Position after the paragraph that goes on at ``start``."""
    for at in range(start, min(start + _REACH, len(lines))):
        if _SENTENCE_END.search(lines[at].text):
            return at + 1
        following = lines[at + 1] if at + 1 < len(lines) else None
        if following is None or following.blank_before or _opens(following.text):
            return at + 1
    return start + 1


def _soften(lines: Sequence[Line]) -> Iterator[Line]:
    """Line-end hyphens that only the line break put in become soft hyphens."""
    vocabulary = learn([line.text for line in lines])
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        if line.text.endswith("-") and splits_word(line.text, following, vocabulary):
            cut = line.content.slice(0, len(line.text) - 1)
            yield replace(line, content=SourcedText(cut.text + SOFT_HYPHEN, cut.runs))
        else:
            yield line


def _glued(line: str, following: str) -> bool:
    """Whether no space comes between two lines."""
    if line.endswith(SOFT_HYPHEN):
        return True
    if re.search(r"\w-$", line):
        return following[0].isalnum() and not hangs(following)
    return re.search(r"\d–$", line) is not None and following[0].isdigit()
