"""One raw line to clean characters, each still pointing at its source."""

from __future__ import annotations

import re
import unicodedata

from index.types import Run, SourcedText, Span

SOFT_HYPHEN = "\u00ad"
_PLAIN = re.compile(r"[\x21-\x7e\xa1-\xac\xae-\u02af\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac ]*")
_WORDS = re.compile(r"[^ ]+(?: [^ ]+)*")
_BLANKS = frozenset("\u3164\u115f\u1160\uffa0\u2800\u034f")  # letters and marks that show nothing
_TAGS = re.compile(r"[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]")
_REPLACED = {
    "\u2010": "-",
    "\u2011": "-",
    "\uf0b7": "•",  # the bullet of Word's Symbol font
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf02d": "-",
    "\u25cf": "•",
    "\u25aa": "•",
    "\u2023": "•",
}


def has_hidden(text: str) -> bool:
    """Whether tag characters or direction overrides stand in the text: nobody writes those by hand."""
    return _TAGS.search(text) is not None


def clean_line(text: str, page: int, start: int) -> SourcedText:
    """``text``, which begins at offset ``start`` of page ``page``, on collapsed white space.

    Invisible characters go, ligatures are spelt out, accents composed (NFC). A soft hyphen stays
    only as the last character, where it says that the word goes on in the next line.
    """
    if _PLAIN.fullmatch(text):
        parts = (
            SourcedText(match.group(), (Run(0, Span(page, start + match.start(), start + match.end())),))
            for match in _WORDS.finditer(text)
        )
        return SourcedText.join(parts)
    pairs = _collapse(_characters(text))
    if pairs and text.rstrip().endswith(SOFT_HYPHEN) and pairs[-1][0] != "-":
        pairs.append((SOFT_HYPHEN, None))
    return _sourced(pairs, page, start)


def _characters(text: str) -> list[tuple[str, int | None]]:
    """Clean characters with their offset in ``text``, None where the character is ours."""
    pairs: list[tuple[str, int | None]] = []
    for at, char in enumerate(text):
        if char.isspace() or unicodedata.category(char)[0] == "Z":
            pairs.append((" ", at if char == " " else None))
        elif "\ufb00" <= char <= "\ufb06":
            pairs.extend((letter, None) for letter in unicodedata.normalize("NFKC", char))
        elif unicodedata.combining(char) and pairs and char not in _BLANKS:
            _compose(pairs, char, at)
        elif char in _REPLACED:
            pairs.append((_REPLACED[char], None))
        elif not _invisible(char):
            pairs.append((char, at))
    return pairs


def _compose(pairs: list[tuple[str, int | None]], mark: str, at: int) -> None:
    composed = unicodedata.normalize("NFC", pairs[-1][0] + mark)
    if len(composed) == 1:
        pairs[-1] = (composed, None)
    else:
        pairs.append((mark, at))


def _invisible(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or char in _BLANKS or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _collapse(pairs: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    kept: list[tuple[str, int | None]] = []
    for pair in pairs:
        if pair[0] != " " or (kept and kept[-1][0] != " "):
            kept.append(pair)
    if kept and kept[-1][0] == " ":
        kept.pop()
    return kept


def _sourced(pairs: list[tuple[str, int | None]], page: int, start: int) -> SourcedText:
    runs: list[Run] = []
    begin = 0
    for at in range(1, len(pairs) + 1):
        before = pairs[at - 1][1]
        if at < len(pairs) and before is not None and pairs[at][1] == before + 1:
            continue
        first = pairs[begin][1]
        if first is not None:
            runs.append(Run(begin, Span(page, start + first, start + first + at - begin)))
        begin = at
    return SourcedText("".join(char for char, _ in pairs), tuple(runs))
