"""Struck words are held against the sentence they were struck from."""

from __future__ import annotations

import pytest

from rag.summary.faithful import stricter
from rag.types import Citation, Claim
from tests.rag.made import place

SOURCE = (
    "Utredningen föreslår, efter samråd med Lillby och några andra kommuner, att kansliet ger skolan i "
    "uppdrag att ta fram en plan för cirka 40 elever under 2024."
)


def objections(said: str, source: str = SOURCE) -> tuple[str, ...]:
    cited = Citation(1, "p", place("4", "Skolskjuts"), 1, (), source, "exact")
    return stricter(Claim(said, True, (cited,))).objections


@pytest.mark.parametrize(
    "said",
    [
        "Utredningen föreslår att kansliet ger skolan i uppdrag att ta fram en plan för cirka 40 elever.",
        "Utredningen föreslår att kansliet ger skolan i uppdrag att ta fram en plan.",
    ],
)
def test_a_sentence_with_words_struck_holds(said: str) -> None:
    assert objections(said) == ()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Utredningen föreslår att skolan ger kansliet i uppdrag att ta fram en plan.", "ordning"),
        ("Kansliet ger skolan i uppdrag att ta fram en plan för cirka 40 elever under 2024.", "föreslår"),
        (
            "Utredningen föreslår att kansliet ger skolan i uppdrag att ta fram en plan för 40 elever.",
            "cirka",
        ),
        ("Utredningen föreslår samråd med Lillby och andra kommuner.", "några"),
        ("Utredningen föreslår att bussbolaget kör eleverna gratis hela året.", "egna ord"),
        ("Utredningen föreslår att kansliet ger skolan i uppdrag", "inte hel"),
        ("Texten föreslår att kansliet ger skolan i uppdrag att ta fram en plan.", "talar om texten"),
        ("Skolan föreslår plan efter kansliet under samråd.", "lösa delar"),
    ],
)
def test_what_changes_the_meaning_is_refused(said: str, why: str) -> None:
    assert any(why in objection for objection in objections(said)), objections(said)


def test_a_verb_does_not_lose_its_auxiliary() -> None:
    source = "Sedan 2019 har regionen och dess kommuner tilldelats medel från staten."
    assert "”har” saknas framför verbet" in objections(
        "Regionen och dess kommuner tilldelats medel från staten.", source
    )


def test_a_clause_does_not_become_a_sentence_in_its_own_word_order() -> None:
    source = "I styrgruppen framkom att samsyn inte råder mellan parterna om planens genomförande."
    assert "bisatsens ordföljd blev huvudsats" in objections("Samsyn inte råder mellan parterna.", source)
    told = "Samsyn råder inte mellan parterna om planens genomförande."
    assert "bisatsens ordföljd blev huvudsats" not in objections("Samsyn råder inte mellan parterna.", told)
