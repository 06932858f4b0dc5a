"""Claims that keep the source's words and turn what they say: bounds, duties, times, joined halves."""

from __future__ import annotations

import pytest

from index.sentences import sentences
from rag.types import Quote
from rag.verify import check_claim
from tests.rag.made import quote

PAIRS = [
    ("Beloppet är 1 952 652 kr.", "Beloppet är 1952652 kronor.", "Beloppet är 1 952 562 kr."),
    ("Beloppet är 1 952 652 kr.", "Beloppet är 1 952 652 kr.", "Beloppet är 952 652 kr."),
    ("Kostnaden är 400 tkr.", "Kostnaden är 400 000 kronor.", "Kostnaden är 400 kr."),
    ("Kostnaden är 2,3 miljoner kr.", "Kostnaden är 2 300 000 kr.", "Kostnaden är 2,3 miljarder kr."),
    ("Mötet hålls den 31 mars 2022.", "Mötet hålls i mars 2022.", "Mötet hålls i april 2022."),
    ("Mötet är på torsdag.", "Mötet är på torsdag.", "Mötet är på fredag."),
    ("Mötet hålls på hösten 2025.", "Mötet hålls på hösten.", "Mötet hålls på våren 2025."),
    ("Kursen hölls i somras.", "Kursen hölls i somras.", "Kursen hölls i höstas."),
    ("Taxan höjdes i vintras.", "Taxan höjdes i vintras.", "Taxan höjdes i somras."),
    ("Hälften av kommunerna svarade.", "Hälften svarade.", "En tredjedel av kommunerna svarade."),
    ("Svar lämnas senast den 20 oktober.", "Svar lämnas senast 20/10.", "Svar lämnas tidigast 20/10."),
    ("Avgiften är högst 600 kr.", "Avgiften är högst 600 kronor.", "Avgiften är minst 600 kr."),
    ("Avgiften höjs till 70 kr.", "Avgiften höjs till 70 kr.", "Avgiften höjs med 70 kr."),
    ("Andelen sjönk från 12 till 8 %.", "Andelen sjönk från 12 till 8 %.", "Andelen sjönk från 8 till 12 %."),
    ("Andelen sjönk från 12 till 8 procent.", "Andelen sjönk till 8 %.", "Andelen ökade till 8 procent."),
    ("Tiden gick från 19 till 24 minuter.", "Från 19 till 24, fem minuter.", "Från 19 till 24, sex minuter."),
    ("Tre av fem kommuner deltar.", "Tre kommuner deltar.", "Fem kommuner deltar."),
    ("Kommunerna kan ansluta sig.", "Kommunerna kan ansluta sig.", "Kommunerna ska ansluta sig."),
    ("Kommunerna bör ansluta sig.", "Kommunerna bör ansluta sig.", "Kommunerna måste ansluta sig."),
    ("Nämnden beviljar bidraget.", "Nämnden godkänner bidraget.", "Nämnden avslår bidraget."),
    ("Ada Ek talar. Bo Al utses till ombud.", "Bo Al utses till ombud.", "Ada Ek utses till ombud."),
    ("Ale tillstyrker taxan. Lerum avstyrker den.", "Lerum avstyrker taxan.", "Lerum tillstyrker taxan."),
    ("Kursen kostar 90 kr per barn. Av avgiften går 8 kr till en pott.", "Kursen kostar 90 kr per barn.",
     "Kursen kostar 8 kr per barn."),
]  # fmt: skip


def _quotes(source: str) -> tuple[Quote, ...]:
    return tuple(quote(source[start:end], n) for n, (start, end) in enumerate(sentences(source), 1))


@pytest.mark.parametrize(("source", "true", "turned"), PAIRS)
def test_what_is_turned_is_caught_and_what_is_true_is_not(source: str, true: str, turned: str) -> None:
    quotes = _quotes(source)
    stored = {one.passage_id: source for one in quotes}
    assert check_claim(true, (), quotes, stored).objections == ()
    assert not check_claim(turned, (), quotes, stored).supported
