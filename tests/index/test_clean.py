"""Cleaning: what goes, what stays, and that every character still knows its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clean import HIDDEN, clean, is_link, join_lines
from index.readers.text import decode
from index.types import Document, Line, Page, Removed


def document(*pages: str) -> Document:
    """A document of the page texts."""
    return Document("0" * 64, "prov.txt", "prov", tuple(Page(at, text) for at, text in enumerate(pages, 1)))


def cleaned(*pages: str) -> tuple[list[str], list[str]]:
    """The texts of the lines and of what was removed."""
    lines, removed = clean(document(*pages))
    return [line.text for line in lines], [entry.text for entry in removed]


def joined(*texts: str) -> str:
    """The lines of one page as one paragraph."""
    return join_lines(clean(document("\n".join(texts)))[0]).text


def marked(lines: Sequence[Line]) -> str:
    """The lines with an empty one where a paragraph may begin."""
    return "\n".join("\n" * line.blank_before + line.text for line in lines)


def assert_sourced(source: Document, lines: Sequence[Line]) -> None:
    """Every run of every line stands on its page as it stands in the line."""
    pages = {page.number: page.text for page in source.pages}
    for line in lines:
        for run in line.content.runs:
            assert pages[run.span.page][run.span.start : run.span.end] == line.text[run.start : run.end]


BODY = [f"text på rad {at} som handlar om ett ärende i nämnden" for at in range(30)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Två\u00a0ord\t här ", "Två ord här"),
        ("o\ufb03ciell \ufb01l", "officiell fil"),
        ("A\u030alesund och o\u0308ar", "Ålesund och öar"),
        ("dold\u200b\u2060 te\u00adxt\u202e!", "dold text!"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("\uf0b7 punkt", "• punkt"),
        ("icke\u2011binär", "icke-binär"),
    ],
)
def test_characters(raw: str, expected: str) -> None:
    lines, _ = clean(document(raw))
    assert [line.text for line in lines] == [expected]
    assert_sourced(document(raw), lines)


def test_hidden_characters_are_reported() -> None:
    _, removed = clean(document("Beslut\U000e0049\U000e0050 fattas"))
    assert [entry.reason for entry in removed] == [HIDDEN]


def test_line_keeps_indent_page_and_offsets() -> None:
    lines, _ = clean(document("ett", "\n   två  tre\n"))
    assert [(line.text, line.page, line.indent) for line in lines] == [("ett", 1, 0), ("två tre", 2, 3)]
    assert [(span.start, span.end) for span in lines[1].content.spans()] == [(4, 12)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("bemanning av en UK-", "vårdavdelning"), "bemanning av en UK-vårdavdelning"),
        (("hälso-", "och sjukvårdsavtalet"), "hälso- och sjukvårdsavtalet"),
        (("gemensamt it-", "stöd i år"), "gemensamt it-stöd i år"),
        (("inom Fyrbodals-", "kommunerna samt kommunerna"), "inom Fyrbodals-kommunerna samt kommunerna"),
        (("kommunfullmäk-", "tige möts. Kommunfullmäktige"), "kommunfullmäktige möts. Kommunfullmäktige"),
        (("överenskommel-", "sen. En överenskommelse"), "överenskommelsen. En överenskommelse"),
        (("av kommu\u00ad", "nen i år"), "av kommunen i år"),
        (("åren 2020-", "2021"), "åren 2020-2021"),
        (("åren 2020–", "2021"), "åren 2020–2021"),
        (("ett tankstreck -", "så här"), "ett tankstreck - så här"),
        (("Göteborg-", "Stockholm"), "Göteborg-Stockholm"),
        (("patient-", "kontrakt som patient-kontrakt"), "patient-kontrakt som patient-kontrakt"),
        (("lunch-", "till-lunchmöte"), "lunch-till-lunchmöte"),
        (("på SÄ-", "BO finns SÄBO"), "på SÄBO finns SÄBO"),
    ],
)
def test_hyphens_at_line_ends(lines: tuple[str, str], expected: str) -> None:
    assert joined(*lines) == expected


def test_a_document_that_hyphenates_is_mended_throughout() -> None:
    lines = ["Nämnden disku-", "terade frågan om för-", "valtningens ut-", "veckling i år"]
    assert joined(*lines) == "Nämnden diskuterade frågan om förvaltningens utveckling i år"


def test_running_header_footer_and_numbers_go_where_they_repeat() -> None:
    pages = [
        "\n".join(
            ["Provnämnden    Protokoll", f"Sida {at} (3)", *BODY[5 * at : 5 * at + 5], "Justerandes sign"]
        )
        for at in (1, 2, 3)
    ]
    lines, removed = cleaned(*pages)
    assert lines == BODY[5:20]
    assert sorted(removed) == sorted(
        ["Provnämnden Protokoll"] * 3 + ["Sida 1 (3)", "Sida 2 (3)", "Sida 3 (3)"] + ["Justerandes sign"] * 3
    )


def test_header_with_growing_number_and_bare_numbers() -> None:
    pages = [
        "\n".join([f"Protokoll 2024-03-04 sida {at}", *BODY[4 * at : 4 * at + 4], str(at + 6)])
        for at in range(1, 5)
    ]
    lines, _ = cleaned(*pages)
    assert lines == BODY[4:20]


def test_first_page_keeps_the_title_that_later_pages_repeat() -> None:
    title = ["Provnätverket", "Möte 2024-03-04", "Plats: Stadshuset"]
    pages = ["\n".join([*title, f"{at} (3)", *BODY[4 * at : 4 * at + 4]]) for at in (1, 2, 3)]
    assert cleaned(*pages)[0] == [*title, *BODY[4:16]]
    pages = ["\n".join([title[0], *BODY[4 * at : 4 * at + 4]]) for at in (1, 2, 3)]
    assert cleaned(*pages)[0] == [title[0], *BODY[4:16]]


def test_first_header_goes_when_the_page_says_it_again() -> None:
    pages = [
        "\n".join(
            [
                "Provnämnden 2024",
                *(["Protokoll för Provnämnden", "år 2024"] if at == 1 else []),
                *BODY[4 * at : 4 * at + 4],
            ]
        )
        for at in (1, 2, 3)
    ]
    assert cleaned(*pages)[0] == ["Protokoll för Provnämnden", "år 2024", *BODY[4:16]]


def test_what_only_looks_like_furniture_stays() -> None:
    pages = [
        "\n".join(["§ 57", *BODY[:6], "Beslut: Nämnden noterar informationen."]),
        "\n".join(["§ 58", *BODY[6:12], "Beslut: Nämnden noterar informationen."]),
    ]
    lines, removed = cleaned(*pages)
    assert removed == []
    assert [line for line in lines if line.startswith(("§", "Beslut"))] == [
        *("§ 57", "Beslut: Nämnden noterar informationen.", "§ 58", "Beslut: Nämnden noterar informationen.")
    ]
    assert cleaned("2\n" + "\n".join(BODY[:8]) + "\n3 (5)\n" + "\n".join(BODY[8:12]))[1] == []
    assert cleaned("1. Ett\ntext\n2. Två", "1. Ett\ntext\n2. Två")[1] == []


def test_header_in_the_middle_of_a_text_without_pages() -> None:
    head = ["Provnätverket", "Möte 2022-03-04", "Plats: Teams"]
    text = "\n\n".join(
        [
            *head,
            "Anteckningar",
            *BODY[:9],
            "ärendet bereds efter",
            "  2 (5)",
            *head,
            "remiss. Sedan",
            *BODY[9:15],
        ]
    )
    lines, removed = clean(document(text))
    assert [entry.text for entry in removed] == ["2 (5)", *head]
    assert "ärendet bereds efter\nremiss. Sedan" in marked(lines)


def test_numbers_count_up_in_a_text_without_pages() -> None:
    text = "\n".join([*BODY[:9], "Sida 1 av 3", *BODY[9:18], "Sida 2 av 3", *BODY[18:27], "Sida 3 av 3"])
    assert cleaned(text)[0] == BODY[:27]


def test_a_counting_header_goes_though_pages_are_left_out() -> None:
    parts = [
        f"ÅBY KOMMUN PROTOKOLL {page} (12)\n\n{text}" for page, text in ((2, "Ada"), (3, "Bo"), (6, "Ulf"))
    ]
    lines, removed = cleaned("Åby kommun\nNämnden\nMöte\nAda\nBo\nUlf\nSluttid\n" + "\n\n".join(parts))
    assert removed == [f"ÅBY KOMMUN PROTOKOLL {page} (12)" for page in (2, 3, 6)]
    assert lines[-3:] == ["Ada", "Bo", "Ulf"]


def test_double_spacing_means_nothing_and_a_wider_gap_does() -> None:
    text = "\n\n".join(
        [
            "Nämnden behandlade frågan om ett nytt",
            "avtal med regionen och beslutade att",
            "bordlägga ärendet till nästa möte i",
            "april.",
            "\nNytt stycke",
        ]
    )
    assert [line.blank_before for line in clean(document(text))[0]] == [False, False, False, False, True]


def test_sentence_goes_on_over_a_page_break() -> None:
    lines, _ = clean(
        document(
            "Rubrik\n\nAtt skapa en god samverkan har visat sig vara", "ett komplext arbete.\n\n2. Nästa"
        )
    )
    assert (
        marked(lines)
        == "Rubrik\n\nAtt skapa en god samverkan har visat sig vara\nett komplext arbete.\n\n2. Nästa"
    )


def test_paragraph_cut_by_a_page_break_is_one_line() -> None:
    lines, _ = clean(document("1. Samverkan om Mini ", "Maria i år\nText"))
    assert [(line.text, line.page) for line in lines] == [("1. Samverkan om Mini Maria i år", 1), ("Text", 2)]
    assert [span.page for span in lines[0].content.spans()] == [1, 2]


def test_links_piled_up_in_a_sentence_follow_its_paragraph() -> None:
    text = "\n".join(
        [
            "Ansvariga för upphandling och ekonomi behöver mer",
            "https://exempel.se/en",
            "mailto:anna.ek@exempel.se",
            "information om läget. Några kommuner behöver även",
            "förankra frågan.",
            "Beslut: Bordlagt.",
        ]
    )
    lines, _ = clean(document(text))
    assert marked(lines).split("\n\n") == [
        (
            "Ansvariga för upphandling och ekonomi behöver mer\n"
            "information om läget. Några kommuner behöver även\nförankra frågan."
        ),
        "https://exempel.se/en",
        "mailto:anna.ek@exempel.se",
        "Beslut: Bordlagt.",
    ]
    assert [line.text for line in lines if is_link(line.text)] == [
        "https://exempel.se/en",
        "mailto:anna.ek@exempel.se",
    ]


def test_link_inside_a_sentence_stays_there() -> None:
    lines = (
        "Rapporten finns att läsa på",
        "https://exempel.se/rapport",
        "och kan beställas. Mer text följer här.",
    )
    assert joined(*lines).startswith("Rapporten finns att läsa på https://exempel.se/rapport och kan")


def test_real_minutes_lose_only_the_repeated_header(shared_corpus: Path) -> None:
    kept = {}
    for path in sorted(shared_corpus.glob("*.txt")):
        source = document(decode(path.read_bytes()))
        lines, removed = clean(source)
        assert_sourced(source, lines)
        words = sorted(
            " ".join(line.text for line in lines).split() + " ".join(r.text for r in removed).split()
        )
        assert words == sorted(source.pages[0].text.split()), path.name
        kept[path.name[:3]] = [entry.text for entry in removed]
    assert kept.pop("000") == [
        "2 (5)",
        "Socialchefsnätverket",
        "Nätverksmöte 2022-03-04",
        "Plats: Digitalt möte genom Teams",
    ]
    assert not any(kept.values())


TEXT = st.text("abÅ 1(2).-\n\t\f•§\u00ad\u200b\ufb01\u0308https://", max_size=80)


@given(st.lists(TEXT, max_size=4))
def test_any_text_cleans_to_sourced_lines_without_loss(pages: list[str]) -> None:
    source = document(*pages)
    lines, removed = clean(source)
    assert_sourced(source, lines)
    assert all(line.text.strip() for line in lines)
    assert all(_stands(source, entry) for entry in removed)
    letters = Counter(char for text in pages for char in text if char in "b12§")
    kept = "".join(line.text for line in lines) + "".join(entry.text for entry in removed)
    assert Counter(char for char in kept if char in "b12§") == letters
    assert join_lines(lines).text == join_lines(lines).text.strip()


def _stands(source: Document, entry: Removed) -> bool:
    return 1 <= entry.span.page <= len(source.pages) and entry.span.start < entry.span.end
