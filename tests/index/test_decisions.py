"""Decisions of an item: marks, openers, running text, kinds, conditions, who and when."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from index.decision_kinds import assignee, conditions, due, kind_of
from index.decision_marks import HEAD, HEADS, MARK, MARKS, OPENER, OPENERS
from index.decision_verbs import ACTIVE, AGREED, PASSIVE, SETTLED, decides
from index.decisions import find_decisions
from index.minutes import parse_meeting
from index.types import AgendaItem, Document, Page, SourcedText


def item(text: str, *headings: str) -> AgendaItem:
    found = tuple((text.index(heading), heading) for heading in headings)
    return AgendaItem("m-001", "m", "1", "Ärende", SourcedText(text), found)


def found(text: str, *headings: str) -> list[tuple[str, str, bool]]:
    return [(d.text, d.kind, d.marked) for d in find_decisions(item(text, *headings))]


def collapsed(text: str) -> str:
    return re.sub(r"^[•*-]\s*", "", " ".join(text.split()))


@pytest.mark.parametrize(("pattern", "sample"), MARKS)
def test_each_mark_has_a_sample(pattern: str, sample: str) -> None:
    assert re.match(pattern, sample)
    assert MARK.match(sample)


@pytest.mark.parametrize(("pattern", "sample"), [*HEADS, *OPENERS])
def test_each_line_above_a_decision_has_a_sample(pattern: str, sample: str) -> None:
    assert re.fullmatch(pattern, sample)
    assert HEAD.fullmatch(sample) or OPENER.fullmatch(sample)


def test_a_mark_is_left_out_and_conditions_belong() -> None:
    text = (
        "1. Ärende\nFrågan har beretts.\nBeslut: Nätverket ställer sig bakom planen. "
        "Kostnaden framgår av bilagan.\n"
        "För Lövhamn gäller beslutet enbart taxan.\nAntecknat av Ada Ek"
    )
    (decision,) = find_decisions(item(text))
    assert text[decision.start : decision.end] == decision.text
    assert decision.text.startswith("Nätverket ställer")
    assert decision.text.endswith("enbart taxan.")
    assert decision.conditions == ("För Lövhamn gäller beslutet enbart taxan.",)


def test_a_subheading_ends_a_decision() -> None:
    text = "1. Ärende\nBeslut: Planen antas.\nNy taxa\nTaxan höjs med 3 procent enligt förslaget."
    assert found(text, "Ny taxa") == [("Planen antas.", "approves", True)]


def test_prose_after_a_decision_is_not_part_of_it() -> None:
    text = "1. Ärende\nBeslut: Planen antas.\nDärefter berättar Ada om sommaren."
    assert found(text) == [("Planen antas.", "approves", True)]


def test_two_marks_in_one_paragraph() -> None:
    text = "1. Ärende\nBeslut: Planen antas. Beslut: Motionen avslås."
    assert found(text) == [("Planen antas.", "approves", True), ("Motionen avslås.", "rejects", True)]


def test_a_list_below_an_opener() -> None:
    text = (
        "1. Ärende\nNämnden beslutar\natt anta planen\natt avslå yrkandet\nReservation\nAda reserverar sig."
    )
    assert found(text, "Reservation") == [
        ("Nämnden beslutar\natt anta planen\natt avslå yrkandet", "approves", True)
    ]


@pytest.mark.parametrize("heading", ["Förslag till beslut", "Yrkanden", "Tidigare beslut", "Bakgrund"])
def test_what_is_only_proposed_or_past_is_no_decision(heading: str) -> None:
    text = f"1. Ärende\n{heading}\nNämnden beslutar att anta planen.\nBeslut\nPlanen avslås."
    assert found(text, heading, "Beslut\n".strip()) == [("Planen avslås.", "rejects", True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Styrelsen beslutar att sälja båten.",
        "Därefter ställer sig nätverket enhälligt bakom förslaget.",
        "Ada Ek uppdras att ta fram underlag.",
        "Ada Ek utses att justera protokollet.",
        "Motionen avslås.",
        "Anteckningarna läggs till handlingarna.",
        "Förbundet återkommer med ett förslag.",
        "Då få kan delta beslutar nätverket att inte gå vidare.",
        "Nämnden bordlägger ärendet.",
        "En modell presenteras, vilket socialchefsnätverket ställer sig bakom.",
    ],
)
def test_running_text_that_decides(sentence: str) -> None:
    assert decides(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nätverket har tidigare beslutat att avstå.",
        "Beslut ska fattas i nämnden den 4 mars.",
        "Direktionen förväntas besluta om avtalet.",
        "Direktionen beslutar den 15 juni.",
        "Nämnden beslutade den 14 februari 2023 om fyra åtgärder.",
        "Förvaltningen föreslår att nämnden beslutar att höja taxan.",
        "Medlen är beslutade men inte betalda.",
        "Uppgiften får inte uppdras åt någon annan.",
        "Vill nämnden att motionen avslås?",
        "Brevet, som styrelsen beslutade om i fjol, har besvarats.",
        "Samma hinder återkommer: skilda system.",
        "Nätverket uppskattar de beslutade medlen.",
    ],
)
def test_running_text_that_reports(sentence: str) -> None:
    assert not decides(sentence)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nätverket ställer sig bakom förslaget.", "approves"),
        ("Nätverket noterar informationen och ställer sig bakom förslaget.", "approves"),
        ("Nätverket noterar informationen.", "notes"),
        ("Inga synpunkter, anteckningarna läggs till handlingarna", "notes"),
        ("Nämnden beslutar att avslå motionen.", "rejects"),
        ("Nämnden beslutar att inte gå vidare.", "rejects"),
        ("Nämnden beslutar att uppdra åt förvaltningen att utreda saken.", "assigns"),
        ("Nämnden beslutar att lägga rapporten till handlingarna.", "notes"),
        ("Nämnden beslutar att ordföranden har mandat att besluta om arbetsgången.", "approves"),
        ("Cheferna avger en avsiktsförklaring om finansiering. Ada uppdras att räkna.", "intention"),
        ("Ada uppdras att sammanställa avtalen.", "assigns"),
        ("Förbundet återkommer med förslag.", "follow_up"),
        ("Ärendet bordläggs.", "follow_up"),
        ("Rapporten noteras. Ada skriver till länsstyrelsen.", "assigns"),
        ("Medborgarförslaget anses besvarat.", "other"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_who_and_when() -> None:
    text = "Förvaltningen uppdras att följa upp taxan senast den 31 december 2024."
    assert (assignee(text), due(text)) == ("Förvaltningen", "senast den 31 december 2024")
    assert assignee("Nämnden uppdrar åt kansliet att bjuda in.") == "kansliet"
    assert due("Frågan bordläggs till nästa möte.") == "till nästa möte"
    assert conditions("Planen antas. Den gäller under förutsättning att budgeten räcker.") == (
        "Den gäller under förutsättning att budgeten räcker.",
    )


def test_shared_gold(shared_corpus: Path, shared_gold: Path) -> None:
    """All marked decisions of the real minutes, exact and with their kind, and no others."""
    gold = {
        (row["doc"], row["item"], collapsed(row["text"]), row["kind"])
        for row in map(json.loads, (shared_gold / "decisions.jsonl").read_text("utf-8").splitlines())
    }
    got = set()
    for path in sorted(shared_corpus.glob("*.txt")):
        data = path.read_bytes()
        document = Document(
            hashlib.sha256(data).hexdigest(), path.name, path.stem, (Page(1, data.decode("utf-8")),)
        )
        for agenda_item in parse_meeting(document).items:
            got |= {
                (path.name[:3], agenda_item.number, collapsed(decision.text), decision.kind)
                for decision in find_decisions(agenda_item)
                if decision.marked
            }
    assert got == gold


@pytest.mark.parametrize(("pattern", "sample"), [*ACTIVE, *AGREED, *SETTLED])
def test_each_deciding_clause_has_a_sample(pattern: str, sample: str) -> None:
    assert re.search(pattern, sample)
    assert decides(sample) or "bakom" in sample


@pytest.mark.parametrize(("pattern", "sample"), PASSIVE)
def test_each_deciding_passive_has_a_sample(pattern: str, sample: str) -> None:
    assert re.search(rf"\b(?:{pattern})\b", sample)
    assert decides(sample)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ingen hade något emot det men Ada vill tänka på saken.",
        "Alla var överens om att sommaren hade varit varm.",
        "Nätverket är ense om att läget är svårt.",
        "Motionären hade ett förslag om att avslå budgeten.",
        "Förvaltningen uppmanar kommunerna att svara.",
        "Socialstyrelsen rekommenderar att rutinen ses över.",
        "Länsstyrelsen avslår ansökan.",
        "Nämnden avslog i februari en liknande ansökan.",
        "Socialnämnden i Torp avslog ansökan.",
        "Båten såldes efter att styrelsen i fjol beslutat om det.",
    ],
)
def test_opinions_and_others_acts_are_no_decisions(sentence: str) -> None:
    assert not decides(sentence)


def test_a_proposal_to_another_body_decides_unless_that_body_does() -> None:
    proposal = "1. Taxa\nArbetsutskottet föreslår direktionen\natt höja taxan\natt införa rabatt"
    (one,) = found(proposal)
    assert one == (proposal.partition("\n")[2], "approves", True)
    assert found(proposal + "\nDirektionen beslutar\natt avslå förslaget") == [
        ("Direktionen beslutar\natt avslå förslaget", "rejects", True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beslut: Inget beslut fattades.", None),
        ("Beslut: Ingen åtgärd.", None),
        ("Beslut – Taxan antas.", ("Taxan antas.", "approves", True)),
        ("Beslut. Taxan antas.", ("Taxan antas.", "approves", True)),
        (
            "Styrelsen tog beslut om att inte sälja.",
            ("Styrelsen tog beslut om att inte sälja.", "rejects", False),
        ),
        ("KSAU avslår motionen.", ("KSAU avslår motionen.", "rejects", False)),
    ],
)
def test_less_usual_forms(text: str, expected: tuple[str, str, bool] | None) -> None:
    assert found(f"1. Ärende\n{text}") == ([expected] if expected else [])


def test_a_proposal_below_its_own_heading_counts_where_nothing_else_is_decided() -> None:
    heading = "Arbetsutskottets förslag till kommunstyrelsen"
    text = f"1. Ärende\n{heading}\nKommunstyrelsen antar planen.\nBakgrund\nPlanen är ny."
    assert found(text, heading, "Bakgrund") == [("Kommunstyrelsen antar planen.", "approves", True)]
    decided = f"{text}\nBeslut\nÄrendet bordläggs."
    assert found(decided, heading, "Bakgrund") == [("Ärendet bordläggs.", "follow_up", True)]


def test_the_end_of_a_telling_part_decides_where_nothing_else_does() -> None:
    text = "1. Ärende\nBakgrund\nNämnden antar ofta planer.\nSåledes antar nämnden planen."
    assert found(text, "Bakgrund") == [("Således antar nämnden planen.", "approves", False)]
    assert found(text + "\nBeslut\nPlanen avslås.", "Bakgrund") == [("Planen avslås.", "rejects", True)]


def test_who_takes_no_part_belongs_to_the_decision() -> None:
    text = "1. Ärende\nSåledes antar rådet planen. Ada Ek deltar inte i beslutet. Sedan bjuds på kaffe."
    assert [one[0] for one in found(text)] == ["Således antar rådet planen. Ada Ek deltar inte i beslutet."]


def test_signs_of_emphasis_are_no_part_of_a_decision() -> None:
    assert found("1. Ärende\n*Styrelsen antar planen.*") == [("Styrelsen antar planen.", "approves", False)]


def test_an_opener_with_nothing_below_it_is_no_decision() -> None:
    assert found("1. Ärende\nNämnden beslutar") == []


def test_what_leads_up_to_a_formal_decision_is_no_decision_of_its_own() -> None:
    text = "1. Ärende\nAda vill vänta, vilket nämnden ställer sig bakom.\nBeslut\nÄrendet bordläggs."
    assert found(text) == [("Ärendet bordläggs.", "follow_up", True)]


def test_a_mark_names_who_and_lines_below_name_who_and_when() -> None:
    text = "1. Ärende\nUppdrag till Ada Ek: ordna lokal.\nÖverenskommet: Målet ligger fast."
    text += "\nAnsvarig: Bo Al\nKlart: 3 maj"
    first, second = find_decisions(item(text))
    assert (first.text, first.kind, first.assignee) == ("ordna lokal.", "assigns", "Ada Ek")
    assert (second.text, second.kind, second.assignee, second.due) == (
        "Målet ligger fast.",
        "approves",
        "Bo Al",
        "3 maj",
    )


def test_labels_behind_a_decision_are_read_and_left_out() -> None:
    (one,) = find_decisions(item("1. Ärende\nBeslut: Taxan höjs. Ansvarig: Ada Ek. Klart: 3 maj"))
    assert (one.text, one.assignee, one.due) == ("Taxan höjs.", "Ada Ek", "3 maj")


def test_an_action_is_something_to_follow_up() -> None:
    assert found("1. Ärende\nÅtgärd: Ada skickar ett utkast.") == [
        ("Ada skickar ett utkast.", "follow_up", True)
    ]


def test_a_decision_takes_up_what_it_brought_in() -> None:
    text = "1. Ärende\nBeslut: Styrelsen skriver ett öppet brev.\nBrevet skickas i maj.\nDagen var varm."
    assert [one[0] for one in found(text)] == ["Styrelsen skriver ett öppet brev.\nBrevet skickas i maj."]


def test_running_text_points_back_and_announces() -> None:
    assert found("1. Ärende\nAda föreslog en fest. Det fick bifall runt bordet.")[0][0].startswith("Ada")
    text = "1. Ärende\nRådet enades om följande yttrande: Rådet avstyrker planen. Rådet vill vänta."
    assert found(text) == [(text.partition("\n")[2], "rejects", False)]
    assert found("1. Ärende\nb) Ada Ek väljs att justera.")[0][0] == "Ada Ek väljs att justera."
