"""A refusal says where the sources come nearest and which basis is not there."""

from __future__ import annotations

from rag.refusing import missing_basis, nearest
from tests.rag.made import SCHOOL, hit


def test_the_nearest_items_are_named_once_with_their_meeting() -> None:
    found = hit()
    assert nearest((found, found, hit(SCHOOL, "7", "Skolskjuts", 2, "storby.txt"))) == (
        "Närmast: Simhallen i Lillby (Fritidsnämnden 2024-03-07); Skolskjuts (Fritidsnämnden 2024-03-07)."
    )
    assert nearest(()) == ""


def test_an_attachment_that_is_not_read_is_told() -> None:
    assert missing_basis((SCHOOL,)) == ""
    assert "enligt bilaga 2" in missing_basis(
        (SCHOOL, "Kostnaderna framgår enligt bilaga 2. Beslut: noteras.")
    )
