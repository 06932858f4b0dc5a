"""Composing: what a reader is shown once."""

from __future__ import annotations

import pytest

from rag.composing import mend
from rag.types import Claim
from tests.rag.made import quote

SOURCE = "Kostnaden för kommunens del är 52 000 kronor per år enligt Ada Ek."
QUOTE = quote(SOURCE)


@pytest.mark.parametrize(
    ("second", "shown"),
    [
        ("Det kostar 52 000 kronor per år.", False),
        ("Kostnaden är 53 000 kronor per år.", True),
        ("Kostnaden för Bo Al är 52 000 kronor.", True),
        ("Kostnaden är inte 52 000 kronor per år.", True),
    ],
)
def test_a_claim_that_adds_nothing_is_left_out(second: str, shown: bool) -> None:
    kept = mend([Claim(SOURCE, True), Claim(second, True)], [QUOTE], {"p1": SOURCE})
    assert (second in [claim.text for claim in kept]) is shown
