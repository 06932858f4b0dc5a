"""Line-end hyphens: which ones split a word, which ones belong to it, which ones hang.

Three ends are told apart: "kommu-/nen" (split: mended), "UK-/vårdavdelning" (belongs: kept, no
space) and "hälso-/och sjukvård" (hangs: kept, a space follows).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.characters import SOFT_HYPHEN

_WORD = re.compile(r"[^\W_]+(?:[-‑][^\W_]+)*")
_REACH = 100  # characters before a line end that may be its last word: more is no word
_LAST = re.compile(r"([^\W_]+(?:-[^\W_]+)*)[-\u00ad]$")
_FIRST = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_HANGING = frozenset({"och", "eller", "samt", "respektive", "resp", "som", "till", "men", "&"})
_STANDING = frozenset({"e", "it", "ej", "icke", "f", "ex", "u", "x", "t", "s"})
_HYPHENATED_SHARE = 0.03  # Word and LaTeX hyphenate 10-25 % of Swedish lines, a plain text next to none


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document (case-folded, line-end fragments left out) and how it breaks lines.

    ``lower`` are the words met in lower case; ``hyphenates`` tells whether line breaks split words.
    """

    counts: Counter[str]
    ordered: tuple[str, ...]
    lower: frozenset[str]
    hyphenates: bool

    def has_prefix(self, prefix: str) -> bool:
        """Whether some word begins with ``prefix``."""
        at = bisect_left(self.ordered, prefix)
        return at < len(self.ordered) and self.ordered[at].startswith(prefix)


def hangs(following: str) -> bool:
    """Whether the words after a line-end hyphen show that it hangs ("hälso-" + "och sjukvård")."""
    first = _FIRST.match(following)
    return first is None or first.group().casefold() in _HANGING


def learn(texts: Sequence[str]) -> Vocabulary:
    """The vocabulary of the lines in reading order."""
    counts: Counter[str] = Counter()
    ends = 0
    fragment = False
    for text, following in pairwise([*texts, ""]):
        broken = text.endswith(("-", "\u00ad")) and _LAST.search(text[-_REACH:]) is not None
        words = _WORD.findall(text)
        counts.update(words[fragment : len(words) - broken])
        ends += broken and following[:1].islower() and not hangs(following)
        fragment = broken and not hangs(following)
    folded: Counter[str] = Counter()
    for word, count in counts.items():
        folded[word.casefold()] += count
    lower = frozenset(word for word in counts if word.islower())
    hyphenates = ends >= 3 and ends >= _HYPHENATED_SHARE * len(texts)
    return Vocabulary(folded, tuple(sorted(folded)), lower, hyphenates)


def splits_word(line: str, following: str, vocabulary: Vocabulary) -> bool:
    """Whether the hyphen at the end of ``line`` was put there by a line break."""
    last, first = _LAST.search(line[-_REACH:]), _FIRST.match(following)
    if last is None or first is None or hangs(following):
        return False
    if line.endswith(SOFT_HYPHEN):
        return True
    head, tail = last.group(1), first.group()
    low_head, part = head.casefold(), head.casefold().rpartition("-")[2]
    whole = vocabulary.counts[low_head + tail.casefold()]
    hyphened = vocabulary.counts[f"{low_head}-{tail.casefold()}"]
    if whole or hyphened:
        return whole >= hyphened
    if not tail.islower() or not head[-1].islower() or "-" in tail:
        return False
    if part in _STANDING or part in _HANGING:
        return False
    shared = tail[: 4 if len(tail) > 5 else 2]  # another form of the word counts too
    if vocabulary.has_prefix(f"{low_head}-{shared}"):
        return False
    if vocabulary.has_prefix(low_head + shared):
        return True
    if not vocabulary.hyphenates:
        return _no_word(part) or _no_word(tail)
    return not _named(line[: last.start()].rstrip(), head, tail, vocabulary)


def _named(before: str, head: str, tail: str, vocabulary: Vocabulary) -> bool:
    """Whether ``head`` looks like a name inside a sentence ("Millennium-projektet")."""
    if not head[0].isupper() or not before or before[-1] in ".!?:•":
        return False
    known = head.casefold() not in vocabulary.lower and vocabulary.counts[head.casefold()] > 0
    return tail in vocabulary.lower or known


def _no_word(part: str) -> bool:
    """Whether no Swedish word looks like that: a single letter or no vowel."""
    return len(part) < 2 or not re.search(r"[aeiouyåäöéü]", part)
