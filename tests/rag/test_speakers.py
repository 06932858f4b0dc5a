"""A decision of one body is not another's."""

from __future__ import annotations

import pytest

from rag.speakers import unnamed_bodies


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Nämnden beslutar.", "Socialnämnden beslutar."),
        ("Socialnämnden beslutar.", "Beslut: Nämnden godkänner.\nSocialnämnden Lillby"),
        ("GR-området får medel.", "Området får medel."),
        ("Kommunerna betalar.", "Kommunerna betalar."),
    ],
)
def test_a_body_may_be_named_shorter(claim: str, told: str) -> None:
    assert unnamed_bodies(claim, told) == []


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("Rådet beslutar.", "Nämnden beslutar.\nSocialnämnden Lillby"),
        ("Kulturnämnden beslutar.", "Socialnämnden beslutar."),
    ],
)
def test_another_body_is_told(claim: str, told: str) -> None:
    assert len(unnamed_bodies(claim, told)) == 1
