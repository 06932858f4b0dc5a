"""Which body a statement is about: a decision of the council is not one of the committee. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.bodies import BODY_HEADS

_HEADS = tuple(head for head, _ in BODY_HEADS)
_BODY = re.compile(
    rf"(?<![\w-])(?P<own>[\w/-]*?)(?P<head>{'|'.join(sorted(_HEADS, key=len, reverse=True))})"
    r"(?:en|et|n|s|ens|ets|ns)?(?![\w-])",
    re.IGNORECASE,
)
_NO_BODY = re.compile(r"(?i)områd|förråd|forumet för")
_ONE_KIND = (("utskott", "beredning"), ("styrgrupp", "ledningsgrupp"))


def unnamed_bodies(claim: str, told: str) -> list[str]:
    """The bodies that the claim names and its source and place do not, as objections in Swedish.

    "Nämnden" may stand for "Socialnämnden", and "socialnämnden" for "nämnden" of a place that says
    so; "rådet" stands for neither.
    """
    there = tuple(_bodies(told))
    return [
        f"{written} nämns inte i källan"
        for written, own, head in _bodies(claim)
        if not any(_may_be(own, head, other_own, other_head) for _, other_own, other_head in there)
    ]


def _bodies(text: str) -> Iterator[tuple[str, str, str]]:
    """(as written, first part, head) of each body that a text names, lower-cased but for the first."""
    for match in _BODY.finditer(text):
        if _NO_BODY.search(match.group()):
            continue
        yield match.group(), match["own"].lower(), match["head"].lower()


def _may_be(own: str, head: str, other_own: str, other_head: str) -> bool:
    same = head == other_head or any(head in kind and other_head in kind for kind in _ONE_KIND)
    return same and (not own or not other_own or own == other_own)
