"""Where Swedish sentences begin and end."""

from __future__ import annotations

import re

from index.lexicon import CLOSING_ABBREVIATIONS, OPENING_ABBREVIATIONS

_BREAK = re.compile(
    r"""(?P<line>\s*\n\s*)                                  # a paragraph ends
      | (?P<bullet>[ ](?=[•▪●◦‣][ ]))                        # a bullet inside a line
      | (?P<stop>[.!?…]+[\"'”’»)\]*_]*)(?P<space>[ ]+)(?=\S) # a terminator and what follows
      | (?P<bare>\b(?:m\.m|m\.fl|o\.s\.v|o\.d))(?P<gap>[ ]+)(?=[A-ZÅÄÖ])  # "m.m Vi": dot forgotten
    """,
    re.VERBOSE,
)
_NEXT_STARTS = re.compile(r"[\"'”’»(\[*_–-]*\s?[A-ZÅÄÖÉÜ0-9•§]")
_LAST_WORD = re.compile(r"[^\s(\[\"”’»]*$")
_ENUMERATOR = re.compile(r"(?:^|\n)\s*(?:\d{1,3}|[A-Za-zÅÄÖåäö]|[IVX]{1,5})$")
_INITIAL = re.compile(r"(?:^|[\s.(-])[A-ZÅÄÖ]$")
_UPPER_WORD = re.compile(r"[A-ZÅÄÖ]")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open offsets of the sentences of ``text``, in order, without surrounding white space.

    A line break always ends a sentence, and a bullet begins one. Abbreviations, initials, ordinals,
    amounts such as "200. 000" and enumerators ("1. Val") end none.
    """
    found = []
    start = 0
    for match in _BREAK.finditer(text):
        if match.group("stop") and not _is_boundary(text, start, match):
            continue
        end = (
            match.end("stop")
            if match.group("stop")
            else match.end("bare")
            if match.group("bare")
            else match.start()
        )
        found.append((start, end))
        start = match.end()
    found.append((start, len(text)))
    trimmed = (_trim(text, low, high) for low, high in found)
    return tuple(span for span in trimmed if span[0] < span[1])


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start, end - len(piece) + len(piece.rstrip()))


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the terminator that ``match`` found ends the sentence that began at ``start``."""
    following = text[match.end() : match.end() + 4]
    if not _NEXT_STARTS.match(following):
        return False
    if match.group("stop")[0] != "." or len(match.group("stop")) > 1:
        return True
    before = text[start : match.start()]
    last = _LAST_WORD.search(before)
    word = last.group().lower() if last else ""
    if _ENUMERATOR.search(before) or _INITIAL.search(before):
        return False
    if word in CLOSING_ABBREVIATIONS:
        return bool(_UPPER_WORD.match(following.lstrip("\"'”’»(")))
    if word in OPENING_ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isalpha() and following[0].isdigit():  # "s. 4"
        return False
    return not (word.isdigit() and len(word) <= 3 and re.match(r"\d{3}\b", following))
