"""Who is to do what by when, and what is told and no task."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.summary.commitments import WAYS, commitments, is_agent
from rag.summary.material import read_meeting
from tests.rag.summary.made_bodies import open_store

HEAD = "Socialchefsnätverket\nNätverksmöte 2023-03-09\n\n1. Ärendet om boendet\n"


def found(sentence: str, tmp_path: Path) -> tuple[tuple[str, str, str], ...]:
    with open_store(
        tmp_path, {"m.txt": f"{HEAD}{sentence}\n\n2. Annat ärende\nInget mer togs upp här i dag.\n"}
    ) as store:
        document = store.ledger.documents()[0]
        items = read_meeting(store, document.document_id).items[:1]
        return tuple((one.who, one.what, one.when) for one in commitments(items))


@pytest.mark.parametrize(
    ("sentence", "who", "what", "when"),
    [
        (
            "Kansliet uppdras att ta fram ett förslag till nästa möte.",
            "Kansliet",
            "ta fram ett förslag",
            "till nästa möte",
        ),
        (
            "Nämnden uppdrar åt förvaltningen att utreda avgiften senast den 30 april.",
            "förvaltningen",
            "utreda",
            "senast den 30 april",
        ),
        (
            "Nätverket ger branschrådet i uppdrag att utveckla modellen.",
            "branschrådet",
            "utveckla modellen",
            "",
        ),
        (
            "Kommunerna ska utse en kontaktperson före sommaren.",
            "Kommunerna",
            "utse en kontaktperson",
            "före sommaren",
        ),
        ("Inför mötet kommer kansliet att formulera ett förslag.", "kansliet", "formulera", "Inför mötet"),
        (
            "Ada Bergqvist återkommer med en tidplan i april.",
            "Ada Bergqvist",
            "återkommer med en tidplan",
            "i april",
        ),
        (
            "Ada Bergqvist utses som representant i styrgruppen.",
            "Ada Bergqvist",
            "utses som representant",
            "",
        ),
        (
            "De som inte kan komma meddelar kansliet snarast.",
            "De som inte kan komma",
            "meddelar kansliet",
            "snarast",
        ),
        ("Ta kontakt med kansliet före den 4 april.", "", "Ta kontakt med kansliet", "före den 4 april"),
        ("Ett underlag kommer att skickas ut till alla.", "", "Ett underlag kommer att skickas ut", ""),
    ],
)
def test_a_task_is_found(sentence: str, who: str, what: str, when: str, tmp_path: Path) -> None:
    ((found_who, found_what, found_when),) = found(sentence, tmp_path)
    assert (found_who, found_when) == (who, when)
    assert what in found_what


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Bergqvist meddelar att Sjöby har infört en egen rutin.",
        "Bo Lindmark påminner om att avgiften har höjts i år.",
        "Socialchefsnätverket kommer att få återkommande information.",
        "Nätverket beslutar att ordföranden har mandat att ge arbetsgruppen i uppdrag att utreda frågan.",
        "Ska kansliet ta fram ett förslag till rutin?",
        "Behovet som ska lösas är stort i alla delar av länet.",
    ],
)
def test_what_is_only_told_is_no_task(sentence: str, tmp_path: Path) -> None:
    assert found(sentence, tmp_path) == ()


def test_a_row_of_an_action_list_is_a_task(tmp_path: Path) -> None:
    rows = "Åtgärderna sammanfattas här nedan.\n\n| 2 | Tidplan för upphandling | Kansliet | nästa möte |\n"
    assert found(rows, tmp_path) == (("Kansliet", "Tidplan för upphandling", "nästa möte"),)


def test_a_name_is_enough_in_a_decision(tmp_path: Path) -> None:
    told = "Dalstorpa beställer fler kort till personalen."
    assert found(told, tmp_path / "told") == ()
    assert found(f"Beslut: {told}", tmp_path / "decided")[0][0] == "Dalstorpa"


def test_every_way_finds_its_sample() -> None:
    for pattern, sample in WAYS:
        assert re.search(pattern, sample), sample


def test_clauses_are_nobody() -> None:
    assert is_agent("Kansliet")
    assert is_agent("Ada Bergqvist")
    assert is_agent("GR")
    assert not is_agent("Regionen har bytt person som")
    assert not is_agent("Behovet")


def test_a_decision_wins_over_the_text_that_says_the_same(tmp_path: Path) -> None:
    text = (
        "Kansliet uppdras att sammanställa avtalen om boendet.\n"
        "Beslut: Kansliet uppdras att sammanställa avtalen om boendet senast den 1 maj."
    )
    assert [when for _, _, when in found(text, tmp_path)] == ["senast den 1 maj"]
