"""Swedish compounds taken apart: "färdtjänsthandläggning" holds "färdtjänst" and "handläggning"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from simplemma import is_known

from index.swedish_words import word_table

_SHORTEST_COMPOUND = 8
_SHORTEST_PART = 4
# Words of three letters that make compounds; other short ones split by chance.
_SHORT_PARTS = word_table("lag råd tid mål väg hus bil dag hem syn nät mat län kök rum bad ort")
# In the word list, but endings rather than words when they close a compound.
_ENDINGS = word_table(
    """
    ande ende arna erna orna arnas ernas ornas aren aste ning ningar ningen ningens ling lingar
    heten heter skap skapet ation iska bart bara liga lighet lös löst lösa arens ades erat erar eras
    ares ater enas ansen ulans etens vill förs forts mede tills däri gemen same tran eten ulan stim
    mott loka plane kopp tare söver
    """
)
# Particles: "genomföra" and "framkomma" say nothing about "genom" and "fram".
_PARTICLES = word_table(
    """
    fram genom under över till från före efter förut åter inne upp ned bort hemma samman emot åt
    inom utom mellan kring kvar miss med mot full
    """
)


@lru_cache(maxsize=100_000)
def _known(word: str) -> bool:
    if len(word) < _SHORTEST_PART and word not in _SHORT_PARTS:
        return False
    return word not in _ENDINGS and word not in _PARTICLES and is_known(word, lang="sv")


def _first_forms(left: str, right: str) -> Iterator[tuple[float, str]]:
    """(cost, form) of a first part alone: "samverkans|avtal" has "samverkan", "remis|svar" "remiss"."""
    if left.endswith("s") and right.startswith("s"):
        yield 0.0, left + "s"
    if left.endswith("s") and not left.endswith("ss"):
        yield 2.0, left[:-1]
    yield 0.5, left
    if left.endswith("ar"):
        yield 0.5, left + "e"
    if left[-1] in "eou":
        yield 1.0, left[:-1] + "a"
        yield 1.0, left[:-1]


def _cut(word: str, at: int) -> tuple[float, tuple[str, ...]] | None:
    """(worth, parts) of cutting ``word`` at ``at``, None where the parts are no words."""
    left, right = word[:at], word[at:]
    if not _known(right):
        return None
    forms = list(_first_forms(left, right))
    whole = next(((cost, (form,)) for cost, form in forms if _known(form)), None)
    cost, parts = whole or next(((c, compound_parts(f)) for c, f in forms if compound_parts(f)), (0.0, ()))
    return (min(at, len(right)) - cost - 2.0 * len(parts), (*parts, right)) if parts else None


@lru_cache(maxsize=100_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The words a lower-case compound is made of, in order; empty when it is none.

    Every part is in the Swedish word list. Of several cuts the one with the longest shortest
    part wins. Only a first part that is no word by itself is cut again.
    """
    if len(word) < _SHORTEST_COMPOUND:
        return ()
    cuts = [cut for at in range(3, len(word) - 2) if (cut := _cut(word, at))]
    return max(cuts, default=(0.0, ()))[1]
