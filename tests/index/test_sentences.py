"""Swedish sentence boundaries."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences

CASES: tuple[tuple[str, list[str]], ...] = (
    ("Mötet öppnas. Alla är välkomna!", ["Mötet öppnas.", "Alla är välkomna!"]),
    (
        "År 2021 anmäldes nästan 200. 000 brott. De ökar.",
        ["År 2021 anmäldes nästan 200. 000 brott.", "De ökar."],
    ),
    ("Det gäller bl.a. Lövhamn, t.ex. Ankaret.", ["Det gäller bl.a. Lövhamn, t.ex. Ankaret."]),
    ("Medel, resurser m.m. Nästa fråga.", ["Medel, resurser m.m.", "Nästa fråga."]),
    (
        "Träffar för familjehem m.fl Förtydligande önskas.",
        ["Träffar för familjehem m.fl", "Förtydligande önskas."],
    ),
    ("Börjar kl. 09.00. Slutar kl. 15.", ["Börjar kl. 09.00.", "Slutar kl. 15."]),
    ("Det kostar 1250 kr / deltagare. Dyrt?", ["Det kostar 1250 kr / deltagare.", "Dyrt?"]),
    ("Enligt § 5 a. Därefter beslut.", ["Enligt § 5 a.", "Därefter beslut."]),
    ("A. Svensson deltog. B. Ek var borta.", ["A. Svensson deltog.", "B. Ek var borta."]),
    ("1. Val av ordförande\n2. Val av sekreterare", ["1. Val av ordförande", "2. Val av sekreterare"]),
    ("• Första punkten • Andra punkten", ["• Första punkten", "• Andra punkten"]),
    ("Hon sa ”Nej.” Sedan gick hon.", ["Hon sa ”Nej.”", "Sedan gick hon."]),
    ("Den 4. mars 2022. Därefter paus.", ["Den 4. mars 2022.", "Därefter paus."]),
    ("Ladda ner på www.exempel.example. Klart.", ["Ladda ner på www.exempel.example.", "Klart."]),
    ("Beslut: Planen antas.", ["Beslut: Planen antas."]),
    ("22 deltagare (11 kommuner). Se bilaga.", ["22 deltagare (11 kommuner).", "Se bilaga."]),
    ("", []),
)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=range(len(CASES)))
def test_boundaries(text: str, expected: list[str]) -> None:
    assert [text[low:high] for low, high in sentences(text)] == expected


@given(st.text(alphabet="aBå.!?: \n•1§()”m", max_size=80))
def test_offsets_are_in_order_and_lose_only_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(low < high for low, high in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert "".join("".join(text[low:high].split()) for low, high in spans) == "".join(text.split())
