"""Two columns in plain text: read one after the other where that is certain, else left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.readers.columns import in_reading_order
from index.readers.limits import ParseLimits
from index.readers.text import COLUMNS, read_text

COLUMNED = (Path(__file__).parent / "samples" / "tvaspalt.txt").read_text("utf-8").partition("\n---\n")[2]
TABLE = """
Ärende                                          Beslut

Bidrag till föreningar som ordnar               Nämnden beviljar bidragen enligt den
läger under sommaren för unga i                 lista som ligger hos förvaltningen
kommunen                                        under våren

Nya öppettider på biblioteket i                 Nämnden låter förvaltningen pröva
centrum och på landet, med kvällar              tiderna till dess att utvärderingen
och söndagar                                    är klar

Inköp av konst till skolorna som                Nämnden väntar med beslutet tills
byggs i år och nästa år                         budgeten är antagen
"""
PEOPLE = "Närvarande\n" + "\n".join(
    f"Ada Ek{n}, ordförande i nämnden             Bo Berg{n}, ersättare från kommunen" for n in range(8)
)


def test_columns_are_read_one_after_the_other() -> None:
    text, count = in_reading_order(COLUMNED)
    assert count == 1
    assert text.startswith("Almviks kommun\nHemtjänstrådet\n")
    flat = " ".join(text.split())
    assert (
        "Kostnaden för att byta låskolvar blev 48 000 kronor. Digitala lås kostar 1 900 kronor styck." in flat
    )
    assert flat.index("styck.") < flat.index(
        "Beslut: Rådet ställer sig bakom att digitala lås införs i Norra"
    )
    assert sorted(flat.split()) == sorted(COLUMNED.split())


@pytest.mark.parametrize(
    "text", [TABLE, PEOPLE, "Plats och tid     Kommunhuset, kl. 9\n" * 9, "En rad.\n", ""]
)
def test_what_is_no_columns_stays_as_it_is(text: str) -> None:
    assert in_reading_order(text) == (text, 0)


def test_the_log_says_which_page_held_columns() -> None:
    reading = read_text(f"Första sidan.\f{COLUMNED}".encode(), ParseLimits())
    assert reading.notes == (COLUMNS.format(2),)
    assert reading.pages[0].text == "Första sidan."


def test_text_below_the_columns_stays_below() -> None:
    text, _ = in_reading_order(
        COLUMNED + "\nVid protokollet skrev " + "Ada Ekman som var sekreterare den dagen " * 2
    )
    assert text.rstrip().endswith("sekreterare den dagen")
