"""Tell text from the garbage that a wrong character table gives."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = 120  # fewer say nothing about a page
_STRANGE = {"Cc", "Co", "Cn", "Cs"}
_CODES = re.compile(r"\(cid:\d+\)|/g\d{1,5}\b|/uni[0-9A-F]{4}")
_VOWELS = frozenset("aeiouyåäöéüøæ")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "och att i som för på av till med är det den en ett har inte om vid kommer samt från ska "
        "the of and to in is for on that be as with by",
    )
)


def looks_garbled(text: str) -> bool:
    """Whether a page's text can't be Swedish or English: strange signs, or letters without words.

    Letters without words: under 2 % common words and a vowel share outside 0.28-0.55 (Swedish
    running text has about 25 % and 0.38); lists of names pass, since their vowels are usual.
    """
    dense = "".join(text.split())
    if not dense:
        return False
    strange = sum(char == "\ufffd" or unicodedata.category(char) in _STRANGE for char in dense)
    strange += sum(len(code) for code in _CODES.findall(text))
    if strange > 0.15 * len(dense):
        return True
    letters = [char for char in dense.lower() if char.isalpha()]
    if len(dense) >= _LETTERS and len(letters) < 0.25 * len(dense) and not re.search(r"\d", dense):
        return True
    if len(letters) < _LETTERS:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    common = sum(word in _COMMON for word in words) / len(words)
    vowels = sum(letter in _VOWELS for letter in letters) / len(letters)
    return common < 0.02 and not 0.28 <= vowels <= 0.55
