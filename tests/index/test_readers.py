"""Each reader on its own: encodings, page layout, Word's markup."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from reportlab.pdfgen.canvas import Canvas

from index.errors import UnreadableFile
from index.readers import READERS, SUFFIXES
from index.readers.limits import ParseLimits
from index.readers.numbering import Counters, Level, NumberedList, format_number
from index.readers.plausible import looks_garbled
from tests import hostile

SWEDISH = "Överenskommelsen gäller från år 2024.\nÅtgärder på äldreområdet – 2 %."
LIMITS = ParseLimits()


def texts(suffix: str, data: bytes) -> list[str]:
    """The page texts that the reader of ``suffix`` gives."""
    return [page.text for page in READERS[suffix](data, LIMITS).pages]


def test_every_suffix_has_a_reader() -> None:
    assert {".pdf", ".docx", ".txt", ".md"} <= SUFFIXES == set(READERS)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_encodings_give_right_letters(encoding: str) -> None:
    assert texts(".txt", SWEDISH.replace("\n", "\r\n").encode(encoding)) == [SWEDISH]


def test_latin_1_and_cp850_without_a_dash() -> None:
    text = SWEDISH.replace("–", "-")
    assert texts(".txt", text.encode("latin-1")) == [text]
    assert texts(".txt", text.encode("cp850")) == [text]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SWEDISH.encode()[:-30] + b"\xc3" + b" slut", "UTF-8"),
        (b"Protokoll\0med nollor", "nollbyte"),
        (SWEDISH.encode("utf-16")[:-1], "UTF-16"),
        (bytes(range(128, 256)) * 3, "teckenkodning"),
        (b"\x01\x02\x03text\x04\x05" * 9, "styrtecken"),
    ],
)
def test_doubtful_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        READERS[".txt"](data, LIMITS)


def test_form_feed_begins_a_page() -> None:
    assert texts(".md", "# Möte\n\ftvå\n\f\n".encode()) == ["# Möte\n", "två\n"]


def drawn(draw: Callable[[Canvas], None]) -> str:
    """The text of a page drawn with reportlab."""
    buffer = BytesIO()
    canvas = Canvas(buffer)
    draw(canvas)
    canvas.save()
    return texts(".pdf", buffer.getvalue())[0]


LEFT = [f"Vänster spalt rad {at} med ganska lång text i sig" for at in range(9)]
RIGHT = [f"Höger spalt rad {at} med ganska lång text i sig" for at in range(8)]


@pytest.mark.parametrize("row_by_row", [True, False])
def test_two_columns_are_read_one_after_the_other(row_by_row: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 800, "Protokoll")
        canvas.setFont("Helvetica", 9)
        cells = [(50, 760 - 14 * at, line) for at, line in enumerate(LEFT)]
        cells += [(310, 760 - 14 * at, line) for at, line in enumerate(RIGHT)]
        for x, y, line in sorted(cells, key=lambda cell: -cell[1]) if row_by_row else cells:
            canvas.drawString(x, y, line)

    lines = [line for line in drawn(draw).split("\n") if line]
    assert lines == ["Protokoll", *LEFT, *RIGHT]


def test_table_rows_keep_their_cells() -> None:
    people = [
        ("Anna Ek", "Norrby"),
        ("Bo Alm", "Söderby"),
        ("Cia Dal", "Västby kommun"),
        ("Dan Ek", "Österby"),
    ]

    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 800, "Närvarande")
        for at, (name, place) in enumerate(people):
            canvas.drawString(50, 770 - 16 * at, name)
            canvas.drawString(250, 770 - 16 * at, place)

    assert [f"{name} | {place}" for name, place in people] == drawn(draw).split("\n")[-4:]


def test_labels_and_item_numbers_are_no_cells() -> None:
    def draw(canvas: Canvas) -> None:
        for at, (label, text) in enumerate(
            [("1.", "Mötet öppnas"), ("2.", "Val av justerare"), ("3.", "Dagordning")]
        ):
            canvas.drawString(50, 770 - 16 * at, label)
            canvas.drawString(120, 770 - 16 * at, text)

    assert "|" not in drawn(draw)
    assert drawn(draw).split("\n")[0].split() == ["1.", "Mötet", "öppnas"]


def test_footer_drawn_first_stands_last_and_gaps_are_blank_lines() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 30, "Sida 1")
        for at, line in enumerate(["Rubrik", "en rad", "två rader"]):
            canvas.drawString(50, 780 - 14 * at, line)
        canvas.drawString(50, 710, "Nytt stycke")

    assert drawn(draw) == "Rubrik\nen rad\ntvå rader\n\nNytt stycke\n\nSida 1"


def test_hidden_text_is_left_out_and_noted() -> None:
    content = b"".join(
        [
            hostile.show("Synlig text i protokollet"),
            hostile.show("VIT", before="1 1 1 rg", y=650),
            hostile.show("LITEN", size=0, y=640),
            hostile.show("UTANFOR", x=5000, y=630),
            hostile.show("OMALAD", before="3 Tr", y=620),
            b"0 0 0.6 rg 50 500 300 40 re f\n",
            hostile.show("Vit text i tabellhuvud", before="1 g", y=510),
        ]
    )
    reading = READERS[".pdf"](hostile.one_page(content), LIMITS)
    assert reading.pages[0].text.split("\n")[0] == "Synlig text i protokollet"
    assert "tabellhuvud" in reading.pages[0].text
    assert not {"VIT", "LITEN", "UTANFOR", "OMALAD"} & set(reading.pages[0].text.split())
    assert "dold text" in reading.notes[0]


def test_text_layer_of_a_scan_is_kept() -> None:
    content = hostile.show("Beslut: Planen antas enligt förslaget.", before="3 Tr")
    assert "Planen antas" in texts(".pdf", hostile.one_page(content))[0]


def test_garbled_page_is_left_out_and_noted() -> None:
    swedish = (
        "Nämnden beslutar att anta planen och att ge förvaltningen i uppdrag att återkomma med en rapport. "
        * 2
    )
    shifted = "".join(chr(ord(char) + 3) if char.isalpha() and char.isascii() else char for char in swedish)
    assert looks_garbled(shifted)
    assert not looks_garbled(swedish)
    assert not looks_garbled("Ebba Ek, Ale\nKarin Alm, Alingsås\nAnita Hed, Kungälv\n" * 6)
    assert looks_garbled("\ufffd\ue001\ue002 " * 20)
    with pytest.raises(UnreadableFile, match="går inte att tolka"):
        READERS[".pdf"](hostile.pdf([[shifted[:90], shifted[90:180]]]), LIMITS)


def test_ligatures_and_turned_pages_are_read() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Beslut: Planen antas.")
        canvas.drawString(0, -14, "Paragrafen justeras.")

    assert drawn(turned) == "Beslut: Planen antas.\nParagrafen justeras."


def saved(document: docx.document.Document) -> bytes:
    """The document's bytes."""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lines_of(document: docx.document.Document) -> list[str]:
    """The lines of a one-page document, empty ones left out."""
    (text,) = texts(".docx", saved(document))
    return [line for line in text.split("\n") if line.strip()]


def test_numbers_word_counts_itself() -> None:
    document = docx.Document()
    for text in ("Mötet öppnas", "Val av justerare"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("punkt", style="List Bullet")
    document.add_paragraph("Nästa ärende", style="List Number")
    assert lines_of(document) == ["1. Mötet öppnas", "2. Val av justerare", "• punkt", "3. Nästa ärende"]


def test_levels_restarts_and_formats() -> None:
    levels = {
        0: Level(57, "decimal", "§ %1"),
        1: Level(1, "lowerLetter", "%2)"),
        2: Level(1, "decimal", "%1.%3"),
        3: Level(1, "none", ""),
    }
    counters = Counters({"1": NumberedList("a", levels), "2": NumberedList("a", levels, {0: 5})})
    steps = [
        ("1", 0),
        ("1", 1),
        ("1", 1),
        ("1", 0),
        ("1", 1),
        ("1", 2),
        ("2", 0),
        ("2", 0),
        ("1", 3),
        ("9", 0),
    ]
    assert [counters.label(*step) for step in steps] == [
        *("§ 57", "a)", "b)", "§ 58", "a)", "58.1", "§ 5", "§ 6", "", "")
    ]
    assert [format_number(28, style) for style in ("upperLetter", "lowerRoman", "decimalZero", "x")] == [
        *("BB", "xxviii", "28", "28")
    ]


def test_tables_row_by_row_in_place() -> None:
    document = docx.Document()
    document.add_paragraph("Närvarande")
    table = document.add_table(rows=0, cols=3)
    for cells in (("Namn", "Kommun", ""), ("Anna Ek", "Norrby", "punkt 3"), ("Plats:", "Stadshuset", "")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    row = table.add_row().cells
    row[0].text, row[1].text = "§ 57", "Budget"
    row[1].add_paragraph("Nämnden beslutar att anta budgeten.")
    document.add_paragraph("Efter tabellen")
    assert lines_of(document) == [
        *("Närvarande", "Namn | Kommun", "Anna Ek | Norrby | punkt 3", "Plats: Stadshuset"),
        *("§ 57 Budget", "Nämnden beslutar att anta budgeten.", "Efter tabellen"),
    ]


def test_deleted_hidden_and_field_text_stays_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Nämnden ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>avslår</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>bifaller</w:t></w:r></w:ins>"))
    for text, change in {
        " GÖMD": lambda font: setattr(font, "hidden", True),
        " VIT": lambda font: setattr(font.color, "rgb", RGBColor(255, 255, 255)),
        " LITEN": lambda font: setattr(font, "size", Pt(1)),
    }.items():
        change(paragraph.add_run(text).font)  # type: ignore[no-untyped-call]
    paragraph.add_run(" förslaget.")
    gone = document.add_paragraph()
    mark = OxmlElement("w:rPr")
    mark.append(OxmlElement("w:del"))
    gone._p.get_or_add_pPr().append(mark)
    gone.add_run("Ihop ")
    document.add_paragraph("satt.")
    assert lines_of(document) == ["Nämnden bifaller förslaget.", "Ihop satt."]


def test_page_breaks_written_and_rendered() -> None:
    document = docx.Document()
    document.add_paragraph("ett").add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    after = document.add_paragraph()
    after.add_run()._r.append(OxmlElement("w:lastRenderedPageBreak"))
    after.add_run("två går ")
    after.add_run()._r.append(OxmlElement("w:lastRenderedPageBreak"))
    after.add_run("vidare")
    document.add_paragraph("fyra").paragraph_format.page_break_before = True
    assert [text.strip() for text in texts(".docx", saved(document))] == ["ett", "två går", "vidare", "fyra"]


def test_header_stands_on_top_with_page_numbers_and_footer_stays_out() -> None:
    document = docx.Document()
    header = document.sections[0].header.paragraphs[0]
    header.text = "Testnämnden   Sida "
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    header._p.append(field)
    document.sections[0].footer.paragraphs[0].text = "Box 1"
    document.add_paragraph("ett").add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    document.add_paragraph("två")
    assert [text.split("\n")[0] for text in texts(".docx", saved(document))] == [
        "Testnämnden   Sida 1",
        "Testnämnden   Sida 2",
    ]
    assert "Box 1" not in "".join(texts(".docx", saved(document)))


def test_links_text_boxes_and_symbols() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Se ")
    paragraph._p.append(
        parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>rapporten</w:t></w:r></w:hyperlink>")
    )
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:noBreakHyphen/><w:t>2024</w:t><w:tab/></w:r>"))
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Ruta</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>"
        )
    )
    symbol = document.add_paragraph()
    symbol._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Symbol" w:char="F0B7"/><w:t> ja</w:t></w:r>')
    )
    assert lines_of(document) == ["Se rapporten-2024\t", "Ruta", "• ja"]


def test_word_file_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="ingen text"):
        texts(".docx", hostile.word(" "))
