"""The grammar on the real minutes in every layout, and its parts one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.attendance import find_attendance
from index.bodies import find_body
from index.dates import FORMS, find_dates, meeting_date
from index.decisions import find_decisions
from index.headings import STYLES, find_items
from index.minutes import parse_meeting
from index.officers import find_chair, find_secretary
from index.organisations import ORGANISATIONS, is_acronym
from index.owners import find_organisation
from index.passages import cut_passages
from index.sandbox import read_safely
from index.types import Document, Meeting, Page
from tests.layouts import Layout, lay_out, wrap

COUNTS = {"000": 8, "001": 6, "002": 17, "003": 5, "004": 7}
HEADER = ("Nätverkets anteckningar sida {page} ({pages})",)


def document(text: str, name: str = "protokoll.txt") -> Document:
    pages = tuple(Page(number, page) for number, page in enumerate(text.split("\f"), 1))
    return Document(hashlib.sha256(text.encode()).hexdigest(), name, name.rpartition(".")[0], pages)


def corpus(folder: Path, number: str) -> Document:
    (path,) = folder.glob(f"{number}_*.txt")
    return document(path.read_text("utf-8"), path.name)


def collapsed(text: str) -> str:
    return " ".join(text.split())


def shape(meeting: Meeting) -> dict[str, list[str]]:
    """What must not depend on the layout; the head is left out, a new running header may stand there."""
    items = meeting.items[1:]
    return {
        "items": [f"{item.number} {item.title}" for item in items],
        "text": [collapsed(item.text) for item in items],
        "decisions": [f"{d.kind} {d.marked} {collapsed(d.text)}" for i in items for d in find_decisions(i)],
        "passages": [
            collapsed(passage.text)
            for passage in cut_passages(meeting, "t")
            if not passage.item_id.endswith("-000")
        ],
        "meeting": [meeting.body, meeting.organisation, str(meeting.date), meeting.chair, meeting.secretary],
    }


def paragraphs(meeting: Meeting) -> list[str]:
    return [part for item in meeting.items for part in item.text.split("\n") if part]


@pytest.mark.parametrize("number", COUNTS)
def test_the_real_minutes_have_the_right_items(shared_corpus: Path, number: str) -> None:
    meeting = parse_meeting(corpus(shared_corpus, number))
    assert [item.number for item in meeting.items[1:]] == [str(n + 1) for n in range(COUNTS[number])]
    assert meeting.structure == "items"
    assert [item.item_id[-3:] for item in meeting.items] == [f"{n:03d}" for n in range(COUNTS[number] + 1)]


@pytest.mark.parametrize("number", COUNTS)
@pytest.mark.parametrize("width", [55, 78, 95, 130])
def test_other_wraps_read_alike(shared_corpus: Path, number: str, width: int) -> None:
    original = parse_meeting(corpus(shared_corpus, number))
    parts = [part for part in paragraphs(original) if not part.startswith("http")]
    lines = [line for part in parts for line in [*wrap(part, width, hyphenate=False), ""]]
    again = parse_meeting(document("\n".join(lines), "anteckningar.txt"))
    assert [item.title for item in again.items] == [item.title for item in original.items]
    marked = [collapsed(d.text) for item in original.items for d in find_decisions(item) if d.marked]
    assert marked == [collapsed(d.text) for item in again.items for d in find_decisions(item) if d.marked]


@pytest.mark.parametrize("number", COUNTS)
@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".docx"])
@pytest.mark.parametrize(
    "layout",
    [Layout(width=74), Layout(width=92, header=HEADER), Layout(width=84, lines_as_paragraphs=True)],
    ids=["plain", "header", "lines"],
)
def test_every_form_reads_alike(
    shared_corpus: Path, tmp_path: Path, number: str, suffix: str, layout: Layout
) -> None:
    original = parse_meeting(corpus(shared_corpus, number))
    path = lay_out(paragraphs(original), tmp_path / f"anteckningar{suffix}", layout)
    assert shape(parse_meeting(read_safely(path))) == shape(original)


def test_the_same_name_in_two_organisations(shared_corpus: Path) -> None:
    one, two = (parse_meeting(corpus(shared_corpus, number)) for number in ("000", "002"))
    assert one.body == two.body
    assert one.date == two.date == date(2022, 3, 4)
    assert (one.date_evidence, two.date_evidence) == ("stated", "derived")
    assert one.organisation
    assert two.organisation
    assert one.organisation != two.organisation


def test_no_date_is_taken_from_running_text(shared_corpus: Path) -> None:
    for number in ("001", "004"):
        meeting = parse_meeting(corpus(shared_corpus, number))
        assert meeting.date is None
        assert meeting.date_evidence == "unknown"


def test_slips_are_flagged(shared_corpus: Path) -> None:
    flags = {
        number: " ".join(flag.text for flag in parse_meeting(corpus(shared_corpus, number)).flags)
        for number in COUNTS
    }
    assert "Petersson" in flags["002"]
    assert "22-04-02" in flags["002"]
    assert "Davidsson" in flags["003"]
    assert "Edenholm" in flags["004"]
    assert flags["000"] == ""


@pytest.mark.parametrize(("style", "_weight", "_pattern", "sample"), STYLES)
def test_each_numbering_style(style: str, _weight: float, _pattern: str, sample: str) -> None:
    del style
    first = sample.replace("57", "1").replace("3", "1").replace("IV", "I")
    second = first.replace("1", "2").replace("I.", "II.").replace("l .", "2 .").replace("A. V", "B. V")
    third = second.replace("2", "3").replace("II.", "III.").replace("B. V", "C. V")
    text = "\n\n".join(
        f"{number} av {office}\nAda väljs till detta."
        for number, office in ((first, "justerare"), (second, "ordförande"), (third, "kassör"))
    )
    assert len(parse_meeting(document(text)).items) == 4


def test_a_letter_after_a_number_begins_an_item_of_its_own() -> None:
    text = "8. Lokal\nVi flyttar.\n\n8b. Skyltar\nAda beställer skyltar.\n\n9. Slut\nMötet slutar."
    assert [item.number for item in parse_meeting(document("7. Val\nBo väljs.\n\n" + text)).items] == [
        "",
        "7",
        "8",
        "8b",
        "9",
    ]


def test_a_numbered_list_under_one_heading_makes_no_items() -> None:
    parts = (
        f"## Läget\n{_PROSE}",
        "## Avtal\nTre vägar:\n1. Förläng avtalet ett år\n2. Upphandla på nytt",
        f"## Slut\n{_PROSE}",
    )
    meeting = parse_meeting(document("# Forum för data\n\n" + "\n\n".join(parts)))
    assert [item.title for item in meeting.items[1:]] == ["Läget", "Avtal", "Slut"]


_PROSE = "Gruppen gick igenom läget och såg att det mesta löper på som planerat under hösten i alla kommuner."


@pytest.mark.parametrize(
    ("headings", "titles"),
    [
        (("REMISS: BOENDE 2025?", "LITE AV VARJE", "NÄSTA MÖTE"), None),
        (
            ("Ärende:   Statistik", "Ärende: Mobila teamet", "Ärende: Övrigt"),
            ("Statistik", "Mobila teamet", "Övrigt"),
        ),
        (("09.15 Inledning", "Kl 10:00–10:20 Budget", "13.00 Avslut"), ("Inledning", "Budget", "Avslut")),
        (("1 | Inledning | AE", "2 | Budget | BA/AE", "3 | Avslut | AE"), ("Inledning", "Budget", "Avslut")),
        (
            ("ANTECKNINGAR", "LÄGET", "NÄRMASTE TIDEN", "AVSLUTNING"),
            ("LÄGET", "NÄRMASTE TIDEN", "AVSLUTNING"),
        ),
        (("* **Bussen**", "* **Snön**", "* **Nästa möte**"), ("Bussen", "Snön", "Nästa möte")),
        (("Läget i kommunerna", "Pengar och avtal", "Nästa möte"), None),
    ],
)
def test_items_without_numbers(headings: tuple[str, ...], titles: tuple[str, ...] | None) -> None:
    head = "Gruppen för boende\n\nDeltagare\nAda Ek, Åby\nBo Al, Ånäs"
    text = "\n\n".join((head, *(f"{heading}\n\n{_PROSE}" for heading in headings)))
    meeting = parse_meeting(document(text))
    assert meeting.structure != "none"
    assert tuple(item.title for item in meeting.items[1:]) == (titles or headings)
    assert "Ada Ek" in meeting.items[0].text


def test_inner_lists_and_contents_are_left_alone() -> None:
    text = (
        "DAGORDNING\n1. Öppnande\n2. Plan\n3. Slut\n\n1. Öppnande\nAda öppnar mötet.\n\n2. Plan\nTre delar:\n"
        "1. Väg\n"
        "2. Bro\n3. Stig\nDelarna byggs i tur och ordning.\n\n3. Slut\nMötet avslutas."
    )
    meeting = parse_meeting(document(text))
    assert [item.title for item in meeting.items[1:]] == ["Öppnande", "Plan", "Slut"]
    assert "3. Stig" in meeting.items[2].text
    assert meeting.items[0].text.startswith("DAGORDNING")


@pytest.mark.parametrize(
    ("form", "sample"), [(form, sample) for form, sample in FORMS], ids=[sample for _, sample in FORMS]
)
def test_each_form_of_a_date(form: str, sample: str) -> None:
    del form
    (found,) = find_dates(f"Mötet hölls {sample}, i salen")
    assert (found.month, found.day) == (3, 4)
    assert found.year in {0, 2022}


@pytest.mark.parametrize(
    ("head", "name", "expected", "evidence"),
    [
        (["Möte 2024-03-12"], "a.txt", date(2024, 3, 12), "stated"),
        (["Sammanträdesdatum", "12 mars 2024"], "a.txt", date(2024, 3, 12), "stated"),
        (["Datum: 24-03-12"], "a.txt", date(2024, 3, 12), "stated"),
        (["Tid: tisdagen den 12 mars kl. 9"], "a.txt", date(2024, 3, 12), "derived"),
        (["Tid: 12 mars kl. 9"], "a.txt", None, "unknown"),
        (["Justerat 2024-03-18"], "a.txt", None, "unknown"),
        (["Nästa möte 2024-05-01"], "a.txt", None, "unknown"),
        ([], "2024-03-12 protokoll.pdf", date(2024, 3, 12), "derived"),
        ([], "protokoll_240312.pdf", date(2024, 3, 12), "derived"),
        ([], "5a357479a9ed7206.txt", None, "unknown"),
        (["Möte 2024-02-30"], "a.txt", None, "unknown"),
    ],
)
def test_the_meetings_date(head: Sequence[str], name: str, expected: date | None, evidence: str) -> None:
    found = meeting_date(head, "Budgeten för 2024 antogs. Svar lämnas senast 2024-06-01.", name)
    assert (found.day, found.evidence) == (expected, evidence)
    assert found.source


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            "Gäller från den 1 januari 2025. Våren 2025, hösten 2025 och 2026. Listan från 2019.",
            "a.txt",
            date(2024, 10, 3),
        ),
        ("Sedan 2019 finns en lista. Planen från 2019 gäller.", "a.txt", date(2019, 10, 3)),
        ("Planen 2024 och 2025. Målen för 2019 nåddes 2019.", "a.txt", None),  # both years fit
        ("Målen för 2027.", "a.txt", None),  # no third of October near it is a Thursday
        ("Ingen tid nämns.", "a.txt", None),
        ("Ingen tid nämns.", "protokoll hösten 2024.txt", date(2024, 10, 3)),
    ],
)
def test_a_year_is_derived_only_where_one_fits(text: str, name: str, expected: date | None) -> None:
    found = meeting_date(["Nätverket", "torsdagen den 3 oktober, kl 8.30"], text, name)
    assert found.day == expected
    assert found.evidence == ("derived" if expected else "unknown")


def test_a_short_date_beside_a_weekday_is_a_date() -> None:
    assert meeting_date(["MINNESANTECKNINGAR onsdag 250212"], "", "a.txt").day == date(2025, 2, 12)
    assert meeting_date(["Beställningen 250212"], "", "a.txt").day is None


def test_a_weekday_that_does_not_fit_is_flagged() -> None:
    assert "Veckodagen" in meeting_date(["Möte fredagen den 5 mars 2022"], "", "a.txt").slips[0]


@pytest.mark.parametrize(("pattern", "sample"), ORGANISATIONS, ids=[sample for _, sample in ORGANISATIONS])
def test_each_form_of_an_organisation(pattern: str, sample: str) -> None:
    del pattern
    assert find_organisation([sample, "Möte 2024-03-12"], (), "", "") == sample


@pytest.mark.parametrize(
    ("head", "text", "expected"),
    [
        (["Socialchefsnätverk"], "Då beslutar Socialchefsnätverket om planen.", "Socialchefsnätverket"),
        (["Barn- och utbildningsnämnden"], "", "Barn- och utbildningsnämnden"),
        (["Protokoll från styrelsemöte 2024-03-12"], "", "Styrelsen"),
        (["Kommunstyrelsens arbetsutskott"], "", "Kommunstyrelsens arbetsutskott"),
        (["Rådet för funktionshinderfrågor"], "", "Rådet för funktionshinderfrågor"),
        (
            [],
            "IFO-chefsnätverket beslutar att avstå. IFO-chefsnätverket noterar detta.",
            "IFO-chefsnätverket",
        ),
        ([], "Nätverket talar om planen. Vad nätverket ÄO/HS önskar: mer tid.", "Nätverket ÄO/HS"),
        ([], "Nätverket talar om planen.", ""),
        ([], "Recept på sylt.", ""),
    ],
)
def test_the_body(head: Sequence[str], text: str, expected: str) -> None:
    assert find_body(head, text) == expected


def test_acronyms_of_organisations() -> None:
    assert is_acronym("GR", "Granviksregionen")
    assert is_acronym("NK", "Norrbygdens kommunalförbund")
    assert not is_acronym("VGR", "Granviksregionen")


def test_attendance_by_line_with_labels() -> None:
    found = find_attendance(
        [
            "Närvarande från nätverket",
            "Ada Ek, Lövhamn",
            "Bo Sjö, Lilla Torp, punkt 3-5",
            "Närvarande från GR",
            "Cia Lind",
            "Gäster",
            "Dan Alm och Eva Berg, Länsbyrån, punkt 1-2",
            "Frånvarande: Frej Dal, Torp",
        ]
    )
    assert [(a.name, a.organisation, a.kind, a.items) for a in found] == [
        ("Ada Ek", "Lövhamn", "member", ""),
        ("Bo Sjö", "Lilla Torp", "member", "3-5"),
        ("Cia Lind", "GR", "staff", ""),
        ("Dan Alm", "Länsbyrån", "guest", "1-2"),
        ("Eva Berg", "Länsbyrån", "guest", "1-2"),
        ("Frej Dal", "Torp", "absent", ""),
    ]


def test_attendance_as_a_comma_list() -> None:
    text = (
        "Medverkande: Ada Ek, nätverkets ordförande socialchef Torp, Bo Sjö, Lövhamn, Cia Lind, Alby och"
        " Mosse, Dan Alm, Norrby och Eva Berg, chef för hemsjukvården i Dal-Ed (ersättare för Frej Dal)."
    )
    found = find_attendance([text])
    assert [(a.name, a.organisation, a.role) for a in found] == [
        ("Ada Ek", "Torp", "nätverkets ordförande socialchef"),
        ("Bo Sjö", "Lövhamn", ""),
        ("Cia Lind", "Alby och Mosse", ""),
        ("Dan Alm", "Norrby", ""),
        ("Eva Berg", "Dal-Ed", "chef för hemsjukvården, ersättare för Frej Dal"),
    ]


@given(st.text(alphabet="aÅB1.§) \n-•:|#*ä", max_size=300))
def test_any_text_parses_and_keeps_its_sources(text: str) -> None:
    pages = {1: text}
    meeting = parse_meeting(document(text))
    assert meeting.items[0].item_id.endswith("-000")
    for item in meeting.items:
        for run in item.content.runs:
            assert item.text[run.start : run.end] == pages[run.span.page][run.span.start : run.span.end]
        assert all(0 <= offset < len(item.text) for offset, _ in item.headings)


def test_find_items_needs_more_than_one_line() -> None:
    assert find_items((), None) == ((), ())  # type: ignore[arg-type]


def test_attendance_in_brackets_with_hours_and_titles() -> None:
    found = find_attendance(
        [
            "Med: Ada Ek (Torp, ordförande), Bo Sjö (Hult, från kl. 10) samt Cia Lind, HR-strateg",
            "Från kommunerna: Dan Alm, Lövhamn",
            "Sekr: Eva Petković",
            "Övriga närvarande",
            "Frej Dal, ekonom, AU 60–61",
            "Gun Hed (M), ej § 94",
            "Saknas: Hans Bo",
        ]
    )
    assert [(a.name, a.organisation, a.role, a.kind, a.items) for a in found] == [
        ("Ada Ek", "Torp", "ordförande", "member", ""),
        ("Bo Sjö", "Hult", "", "member", "kl. 10"),
        ("Cia Lind", "", "HR-strateg", "member", ""),
        ("Dan Alm", "Lövhamn", "", "member", ""),
        ("Eva Petković", "", "sekr", "member", ""),
        ("Frej Dal", "", "ekonom", "staff", "60-61"),
        ("Gun Hed", "M", "", "staff", "ej 94"),
        ("Hans Bo", "", "", "absent", ""),
    ]
    assert find_secretary(found, []) == "Eva Petković"
    assert find_chair(found, []) == "Ada Ek"


def test_an_election_tells_who_led_and_who_wrote() -> None:
    text = [
        "Ordförande Ada Ek hälsade välkommen.",
        "Till mötesordförande valdes Bo Al och till sekreterare Cia Lund.",
    ]
    assert (find_chair((), text), find_secretary((), text)) == ("Bo Al", "Cia Lund")


def test_the_writer_signs_above_a_bare_title_or_beside_others() -> None:
    assert (
        find_secretary((), ["Mötet avslutas.", "Ada Ek", "Rådssekreterare", "Justerat", "Bo Al"]) == "Ada Ek"
    )
    people = find_attendance(["Närvarande: Ada Ek, Bo Al"])
    assert find_secretary(people, ["Vid protokollet Justeras", "Ada Ek Bo Al"]) == "Ada Ek"


@pytest.mark.parametrize(
    ("head", "text", "body", "organisation"),
    [
        (
            ["TORPS KOMMUN PROTOKOLL 1 (9)", "Tekniska nämnden 2024-03-12"],
            "",
            "Tekniska nämnden",
            "Torps kommun",
        ),
        (["SAMVERKAN KUSTEN", "NÄTVERK SKOLCHEFER"], "", "Nätverk skolchefer", "Samverkan Kusten"),
        (
            ["Ekens kommunalförbund", "Chefsnätverk funktionsstöd", "Datum: 2024-03-12"],
            "",
            "Chefsnätverk funktionsstöd",
            "Ekens kommunalförbund",
        ),
        (["Samverkansråd psykiatri – kommun"], "", "Samverkansråd psykiatri – kommun", ""),
        (["Projekt Trygg natt", "Anteckningar från styrgruppsmöte 7"], "", "Styrgruppen Trygg natt", ""),
        (["Sida 1 av 4", "Styrgruppen Gemensamt arkiv"], "", "Styrgruppen Gemensamt arkiv", ""),
        (["Anhörigstöd Torp", "Styrelsemöte nr 2/2025"], "", "Styrelsen", "Anhörigstöd Torp"),
        (
            ["Brukarforum Kärrby – anteckningar", "Mötesledare: Ada Ek, Kärrby kommuner i samverkan"],
            "",
            "Brukarforum Kärrby",
            "Kärrby kommuner i samverkan",
        ),
        (["Kommunala pensionärsrådet (KPR) – anteckningar"], "", "Kommunala pensionärsrådet", ""),
        (
            ["LOKAL SAMVERKANSGRUPP (LSG)", "Ekskolan, Hults kommun"],
            "",
            "Lokal samverkansgrupp",
            "Hults kommun",
        ),
        (
            ["Protokoll fört vid möte med kommunala byarådet i Hults kommun"],
            "",
            "Kommunala byarådet",
            "Hults kommun",
        ),
        (["Möte med styrelsen för Föreningen Hults Vänner"], "", "Styrelsen", "Föreningen Hults Vänner"),
        (["Styrgruppsmöte Nära vård, 2024-05-03"], "", "Styrgruppen Nära vård", ""),
        (["Mötesanteckningar: Temagrupp Barn & Unga"], "", "Temagrupp Barn & Unga", ""),
        (["Nätverk: Kvalitetschefer", "Region Vass"], "", "Nätverk Kvalitetschefer", "Region Vass"),
        (["Minnesanteckningar från chefsmöte 2024-05-03"], "", "Chefsmötet", ""),
        (["Patientnämndens protokoll 2024-05-03"], "", "Patientnämnden", ""),
        (["Rektorsnätverket", "Folkets Hus"], "", "Rektorsnätverket", ""),
        (["Lokala nätverket för skolbibliotek"], "", "Lokala nätverket för skolbibliotek", ""),
    ],
)
def test_title_lines_name_body_and_organisation(
    head: Sequence[str], text: str, body: str, organisation: str
) -> None:
    assert find_body(head, text) == body
    assert find_organisation(head, (), text, body) == organisation


def test_signs_of_a_quotation_are_left_out() -> None:
    text = "# Rådet\n\n## Taxa\n\n> Rådet förordar\n> planen för alla i kommunen.\n\n## Val\n\nInget.\n"
    item = parse_meeting(document(text, "a.md")).items[1]
    assert item.text.endswith("Rådet förordar planen för alla i kommunen.")
