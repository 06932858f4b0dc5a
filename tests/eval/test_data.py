"""The sample minutes and the questions over them: form, evidence, numbers and quirks."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from index.minutes import parse_meeting
from index.sandbox import read_safely
from index.types import Document, Meeting
from tests.data import make_minutes

DATA = Path(__file__).resolve().parents[2] / "eval" / "data"
MINUTES = DATA / "minutes"
TYPES = {
    "decision",
    "number",
    "who",
    "when",
    "list",
    "why",
    "multi",
    "summary",
    "unanswerable",
    "adversarial",
}
STYLES = {"natural", "keyword", "colloquial", "misspelled", "abbreviation", "paraphrase"}
KINDS = {"approves", "assigns", "intention", "follow_up", "notes", "rejects", "other"}
KEYS = {"id", "question", "type", "style", "answerable", "evidence", "answer", "must_contain"}
REFUSAL = "Det framgår inte av källorna."

Row = Mapping[str, Any]


def collapse(text: str) -> str:
    """The text with white space collapsed."""
    return re.sub(r"\s+", " ", text).strip()


def rows_of(name: str) -> list[Row]:
    """A JSONL file's objects."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


QUESTIONS, DECISIONS = rows_of("questions.jsonl"), rows_of("decisions.jsonl")
ANSWERABLE = [row for row in (*QUESTIONS, *rows_of("acronyms.jsonl")) if row["answerable"]]


@dataclass(frozen=True)
class Sample:
    """One sample file: as read, and as parsed."""

    document: Document
    meeting: Meeting

    @property
    def text(self) -> str:
        """All that was read, white space collapsed."""
        return collapse("\n".join(page.text for page in self.document.pages))

    def items(self, number: str) -> list[str]:
        """Texts of the items that a question's ``item`` may mean."""
        headed = self.meeting.structure != "items"
        return [collapse(item.text) for item in self.meeting.items if headed or item.number == number]


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    """Every sample file by name."""
    documents = [read_safely(path) for path in sorted(MINUTES.iterdir())]
    return {document.name: Sample(document, parse_meeting(document)) for document in documents}


def test_the_collection_is_as_large_as_promised(samples: dict[str, Sample]) -> None:
    assert len(samples) >= 14
    assert {Path(name).suffix for name in samples} == {".pdf", ".docx", ".txt", ".md"}
    assert len({name.rsplit("-", 3)[0] for name in samples}) >= 4
    years = set(re.findall(r"20\d\d", " ".join(samples)))
    assert years >= {"2022", "2023", "2024", "2025"}


def test_the_files_are_made_from_their_sources(tmp_path: Path) -> None:
    made = make_minutes.make(tmp_path)
    assert [path.name for path in made] == sorted(path.name for path in MINUTES.iterdir())
    for path in made:
        stored = MINUTES / path.name
        if path.suffix in {".txt", ".md"}:
            assert path.read_bytes() == stored.read_bytes()
        else:  # the compression library may differ
            assert read_safely(path).pages == read_safely(stored).pages


def test_making_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_minutes.make(tmp_path / "first"), make_minutes.make(tmp_path / "second")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("width", [20, 40, 76])
def test_wrapped_lines_keep_their_words(width: int) -> None:
    line = "Uppföljning av hälso- och sjukvårdsavtalet i Fyrstads-kommunernas social\u00adtjänst"
    rows = make_minutes.wrapped(line, width)
    joined = re.sub(r"social-\s", "social", " ".join(rows)).replace("Fyrstads- ", "Fyrstads-")
    assert joined == line.replace("\u00ad", "")
    assert all(len(row) <= width or " " not in row for row in rows)


def test_questions_are_well_formed() -> None:
    assert len({row["id"] for row in QUESTIONS}) == len(QUESTIONS)
    assert len({collapse(row["question"]).casefold() for row in QUESTIONS}) == len(QUESTIONS)
    for row in QUESTIONS:
        assert set(row) - {"any_of"} == KEYS, row["id"]
        assert row["type"] in TYPES, row["id"]
        assert row["style"] in STYLES, row["id"]
        assert row["answerable"] or row["type"] in {"unanswerable", "adversarial"}, row["id"]
        assert not (row["answerable"] and row["type"] == "unanswerable"), row["id"]
        assert not row.get("any_of") or len(row["evidence"]) > 1, row["id"]


def test_an_unanswerable_question_has_the_refusal_and_nothing_else() -> None:
    refused = [row for row in QUESTIONS if not row["answerable"]]
    assert all((row["answer"], row["evidence"], row["must_contain"]) == (REFUSAL, [], []) for row in refused)


@pytest.mark.parametrize("row", [row for row in QUESTIONS if row["answerable"]], ids=lambda row: row["id"])
def test_the_reference_answer_would_be_scored_as_correct(row: Row) -> None:
    groups = row["must_contain"]
    assert len(groups) == 0 if row["type"] == "summary" else 1 <= len(groups) <= 3
    assert all(word == word.strip().lower() for group in groups for word in group)
    assert all(any(word in row["answer"].lower() for word in group) for group in groups)


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_the_evidence_stands_where_it_is_said_to(row: Row, samples: dict[str, Sample]) -> None:
    assert row["evidence"]
    for evidence in row["evidence"]:
        quote, sample = evidence["quote"], samples[evidence["doc"]]
        assert set(evidence) == {"doc", "item", "quote"}
        assert quote == collapse(quote)
        assert 8 <= len(quote.split()) <= 60
        assert quote in sample.text
        assert any(quote in text for text in sample.items(evidence["item"]))


def test_the_mix_of_questions() -> None:
    types, styles = Counter(row["type"] for row in QUESTIONS), Counter(row["style"] for row in QUESTIONS)
    assert len(QUESTIONS) >= 80
    assert set(types) == TYPES
    assert set(styles) == STYLES
    assert types["unanswerable"] >= 16
    assert min(*types.values(), *styles.values()) >= 5


def test_every_sample_is_asked_about(samples: dict[str, Sample]) -> None:
    assert {evidence["doc"] for row in QUESTIONS for evidence in row["evidence"]} == set(samples)


def test_decisions_stand_where_they_are_said_to(samples: dict[str, Sample]) -> None:
    for row in DECISIONS:
        assert set(row) == {"doc", "item", "text", "kind", "substantive", "marked"}
        assert row["kind"] in KINDS, row
        assert row["substantive"] is (row["kind"] != "notes"), row
        assert any(row["text"] in text for text in samples[row["doc"]].items(row["item"])), row
    assert Counter(row["marked"] for row in DECISIONS)[True] >= 60


def test_every_marked_decision_is_listed(samples: dict[str, Sample]) -> None:
    mark = re.compile(r"^\W*(Beslut|Ställningstagande|\w+s beslut)\W*(?:\s|$)", re.MULTILINE)
    for name, sample in samples.items():
        listed = sum(row["marked"] for row in DECISIONS if row["doc"] == name)
        assert listed >= len(mark.findall("\n".join(item.text for item in sample.meeting.items))), name


def test_every_item_is_found_in_order(samples: dict[str, Sample]) -> None:
    for name, sample in samples.items():
        numbers = [int(item.number) for item in sample.meeting.items if item.number]
        assert all(after == before + 1 for before, after in pairwise(numbers)), name


def raw(name: str) -> Callable[[dict[str, Sample]], str]:
    """A getter of one sample's text with its lines as read, pages parted by a form feed."""
    return lambda samples: "\f".join(page.text for page in samples[name].document.pages)


NORRBYGDEN, EKDALEN = "norrbygden-socialchefer-2022-03-17.txt", "ekdalen-socialchefer-torsdag-17-mars.txt"
BOARD, BOARD_PDF = "tallasen-kultur-fritid-2025-04-24.txt", "sjoviken-socialnamnd-2023-02-14.pdf"
QUIRKS = {
    "date stated": (NORRBYGDEN, r"Nätverksmöte 2022-03-17"),
    "same body and day elsewhere, without a year": (EKDALEN, r"Torsdag den 17 mars, kl"),
    "an attachment gives the year": (EKDALEN, r"Ekdalen 220317\.pptx"),
    "no date": ("norrbygden-aohs-anteckningar.txt", r"\A\s*1\. Läget"),
    "items 1.": (NORRBYGDEN, r"(?m)^\s*4\. Överenskommelsen"),
    "items 1)": (EKDALEN, r"(?m)^\s*4\) Kommungemensam"),
    "items §": (BOARD, r"(?m)^§ 32 "),
    "title over two lines": (NORRBYGDEN, r"(?m)^2\. Reviderat [^\n]*\n+[^\n]+remiss\n"),
    "inner list": (NORRBYGDEN, r"4\. Överens[\s\S]+\n1\. Samordning[\s\S]+\n4\. Gemensam[\s\S]+\n5\. Mott"),
    "inner list that goes on with the next number": (
        "norrbygden-socialchefer-internat.pdf",
        r"(?m)^2\. Ny[\s\S]+^3\. Låta[\s\S]+^3\. Samutnyttjande",
    ),
    "running header in the middle of a TXT": (
        NORRBYGDEN,
        r"bygga upp\s+2 \(\d\)\s+Socialchefsnätverket\s+Nätverks",
    ),
    "running header on each page of a TXT": (BOARD, r"3 \(3\)\s+Tallåsens kommun"),
    "links at a page end": (NORRBYGDEN, r"https://\S+\s+mailto:\S+\s+\S"),
    "page start as a leading space": (NORRBYGDEN, r"(?m)^ tillfälligt boende"),
    "hyphenated line end": ("norrbygden-socialchefer-2024-10-10.txt", r"Läkemedels-\s+modulen"),
    "page break in a sentence": (BOARD_PDF, r"Justerares signatur +1 \(3\)"),
    "decision in bullets": (
        "norrbygden-socialchefer-2022-09-08.docx",
        r"Beslut:\s+• Soc[\s\S]+\n• Kommunerna",
    ),
    "decision with exceptions": (
        "norrbygden-socialchefer-2024-10-10.txt",
        r"Ställningstagande:[\s\S]+Granvik deltar",
    ),
    "decision without a mark": (
        "norrbygden-socialchefer-2022-09-08.docx",
        r"(?m)^Nätverket beslutar att gå vidare",
    ),
    "decision under 'Information om'": (
        EKDALEN,
        r"7\) Information om samverkansavtal[\s\S]+Beslut: .* anta ",
    ),
    "noting decisions": (EKDALEN, r"(Beslut: Socialchefsnätverket noterar informationen\W[\s\S]*){4}"),
    "name variants": (EKDALEN, r"Hedda Pettersson[\s\S]+Hedda Petersson"),
    "a later date in notes of an earlier meeting": (EKDALEN, r"22-04-28"),
    "a date that does not exist": ("ekdalen-ifo-chefer-mars.pdf", r"31 april"),
    "attendance per item": ("norrbygden-socialchefer-2023-03-30.pdf", r"Jarl Månstråle, Mossebo, punkt 3-7"),
    "acronym explained": (EKDALEN, r"Storåns kompetenscentrum \(SKC\)"),
    "acronyms not explained": ("norrbygden-mas-natverk.docx", r"PPM av BHK"),
    "attendance as a table": ("norrbygden-mas-natverk.docx", r"Iréne Bruhn\W+hela mötet"),
    "a matter over meetings": ("norrbygden-socialchefer-2023-03-30.pdf", r"beräkningen från september"),
    "a decision announced": ("norrbygden-aohs-anteckningar.txt", r"socialchefsnätverket\s+den 8 september"),
    "the announced decision": ("norrbygden-socialchefer-2022-09-08.docx", r"antar Kompetensstegen"),
    "case number": (BOARD_PDF, r"Dnr SN 2022/187"),
    "motion and vote": (BOARD_PDF, r"Med 6 ja-röster mot 3 nej-röster"),
    "reservation": (BOARD_PDF, r"reserverar sig mot beslutet"),
    "approval of the record": (BOARD_PDF, r"Justeringens plats och tid"),
    "headings and bullets, no numbers": (
        "granvik-anhorigforum-2023-10-05.md",
        r"(?m)^## Anhörigveckan\n- ",
    ),
    "numbered headings": ("storan-styrgrupp-yrkesresan-2025-05-20.md", r"(?m)^## 4\. Yrkesresan"),
    "mail address": (EKDALEN, r"tove\.isberg@ekdalen\.example"),
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_quirk_is_shown(quirk: str, samples: dict[str, Sample]) -> None:
    name, pattern = QUIRKS[quirk]
    assert re.search(pattern, re.sub(r"\n\s*\n", "\n", raw(name)(samples)))


def test_addresses_are_invented(samples: dict[str, Sample]) -> None:
    hosts = re.findall(r"(?:@|https?://)([\w.-]+\.[a-zåäö]+)", " ".join(s.text for s in samples.values()))
    assert hosts
    assert all(host.endswith(".example") for host in hosts)
