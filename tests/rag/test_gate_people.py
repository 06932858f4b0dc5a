"""The gate: who came, whom to turn to, who holds an office; acronyms, the rest of several, prices."""

from __future__ import annotations

import pytest

from index.types import Filters, Query
from rag.evidence import gather
from rag.gate import assess
from tests.rag.made import hit, missed


@pytest.mark.parametrize(
    ("question", "silent", "told"),
    [
        (
            "Vem hör man av sig till om skolbussen?",
            "Skolbussen togs upp. Rådet lyssnade.",
            "Skolbussen är ny. Den som vill åka meddelar detta till Ada Bergqvist.",
        ),
        (
            "vem var det som drog skolbussen i oktober?",
            "Skolbussen togs upp. Rådet lyssnade.",
            "Skolbussen togs upp. Ada Bergqvist var på besök den 22/10.",
        ),
        (
            "ordförande bussrådet",
            "Bussrådet bildades 2020 och har mött Ada Bergqvist.",
            "Bussrådets ordförande är Ada Bergqvist.",
        ),
    ],
)
def test_people_are_told_by_what_they_do(question: str, silent: str, told: str) -> None:
    assert missed(question, silent)
    assert missed(question, told) == ""


def test_somebody_from_a_municipality_must_be_on_the_list() -> None:
    head = (
        "Närvarande enligt närvarolistan:\nAda Bergqvist, Lillby\nBo Ekdal, Storby\nCecilia Frostlind, Granby"
    )
    found = hit(head, "", "")
    query = Query("Vem representerade Sjöby i närvarolistan?", attendance=True)
    assert "Sjöby" in assess(query, [found], gather(query, [found], {})).reason
    query = Query("Vem representerade Storby på mötet?", attendance=True)
    assert assess(query, [found], gather(query, [found], {})).sufficient


def test_an_acronym_must_be_spelled_out() -> None:
    assert "TBR" in missed("Vad står TBR för?", "TBR medverkar i arbetet om skolbussen.")
    assert missed("Vad står TBR för?", "Trafik- och bussrådet (TBR) medverkar.") == ""


def test_the_rest_of_several_must_be_listed() -> None:
    question = "Vilka är bussrådets övriga tre uppdrag?"
    some = (
        "Bussrådet har sex uppdrag, därav tre uppdrag som är nya. "
        "Förslaget bygger på tre av dessa uppdrag: värme, ljus och tider."
    )
    assert missed(question, some)
    assert missed(question, some + " Bussrådets övriga uppdrag är priser, skyltar och hållplatser.") == ""


def test_a_grant_is_no_price() -> None:
    question = "Vad kostar skolbussen?"
    assert "belopp" in missed(question, "Skolbussen får del av statliga medel om 2 miljoner kronor.")
    assert missed(question, "Skolbussen kostar 2 miljoner kronor och betalas med statliga medel.") == ""


def test_a_share_of_the_money_is_an_answer() -> None:
    text = "Av pengarna för skolbussen går 60 procent till kommunerna."
    assert missed("Hur mycket av pengarna för skolbussen går till kommunerna?", text) == ""
    assert missed("Vad kostar skolbussen?", text)


def test_one_of_two_questions_answered_is_enough() -> None:
    text = "Ada Bergqvist är samordnare för skolbussen."
    assert missed("Vem är samordnare för skolbussen och hur mycket kostar den?", text) == ""
    assert "belopp" in missed("Hur mycket kostar skolbussen?", text)


def test_times_a_year_count_meetings() -> None:
    assert missed("Hur många bussmöten hålls per år?", "Bussmöten hålls 4 ggr/år.") == ""


def test_the_years_means_are_of_the_meetings_year() -> None:
    text = "Årets medel för skolbussen är 200 000 kronor, vilket är mer än i fjol."
    assert missed("Hur mycket medel fick skolbussen 2023?", text)
    assert missed("Hur mycket medel fick skolbussen 2024?", text) == ""


def test_a_decision_is_of_the_organisation_asked_about() -> None:
    text = "Beslut: Rådet beslutar att anta avtalet om skolbussen med rektorsrådet i Storby."
    ours = Query("", filters=Filters(organisations=("Lillby kommun",)))
    theirs = Query("", filters=Filters(organisations=("Storby kommun",)))
    question = "Vad beslutade Storbys rektorsråd om skolbussen?"
    assert missed(question, text, query=theirs)
    assert missed(question.replace("Storbys", "Lillbys"), text, query=ours) == ""


def test_what_is_yet_to_come_has_no_outcome() -> None:
    asked = "Vad ledde samtalen om skolbussen till?"
    assert "inte att det är gjort" in missed(asked, "Samtal om skolbussen ska hållas i vår.")
    assert missed(asked, "Samtalen om skolbussen har lett till ett nytt avtal.") == ""


def test_more_and_less_than_another_year_is_of_this_one() -> None:
    text = "Skolbussen får 31,4 miljoner kronor, vilket är 2,6 miljoner mindre än 2023."
    assert missed("Hur mycket får skolbussen 2024?", text) == ""


def test_a_person_is_no_company_and_a_day_no_hour() -> None:
    text = "Ada Bergqvist berättar om leverantören av systemet Ekspår, som öppnar den 4 maj."
    assert "namn" in missed("Vad heter leverantören av systemet Ekspår?", text)
    assert "datum" in missed("Ekspår öppettider", text)


def test_a_heading_in_its_paragraph_is_said_of_what_follows() -> None:
    text = "Bussdagen. Den hålls den 4 maj i Folkets hus.\nTågdagen. Den hålls den 9 juni."
    query = Query("Bussdagen datum")
    found = [hit(text, "8", "Korta punkter")]
    gathered = gather(query, found, {})
    assert assess(query, found, gathered).sufficient
    under = {one.candidate.text: one.candidate.under for one in gathered.scored}
    assert under["Den hålls den 4 maj i Folkets hus."] != under["Den hålls den 9 juni."]
