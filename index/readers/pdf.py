"""PDF: page text in reading order, with blank lines where the page shows a gap.

The only module that imports pypdf. Pages alone are read: no outlines, forms, metadata,
attachments or images. Limits are set low: minutes need a few hundred kilobytes a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from math import hypot
from typing import NoReturn

from pypdf import PageObject, PasswordType, PdfReader, mult, overwrite_configuration
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from index.errors import NoTextLayer, TooLarge, UnreadableFile
from index.readers.layout import Fragment, page_text
from index.readers.limits import ParseLimits, Reading, check_pages
from index.readers.plausible import looks_garbled
from index.readers.visible import HiddenText
from index.types import Page

_STREAM = 12_000_000
_WORK = 48_000_000
_OUTLINES = 200  # filled shapes or inline pictures that a page without text may have
_STAMP = 12  # characters that a stamp or page number on a scanned page may have
_OCR = "Kör OCR (textigenkänning) på filen och lägg in den igen."


@dataclass
class Notes:
    """What was met on the way, by page number (1-based)."""

    locked: bool = False
    pictures: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def lines(self) -> tuple[str, ...]:
        """The remarks for the log, in Swedish."""
        locked = "Filen är låst mot ändring eller kopiering; texten har lästs för sökning."
        lines = [locked] if self.locked else []
        for numbers, remark in (
            (self.pictures, "saknar text och är troligen inskannad. " + _OCR),
            (self.garbled, "har text som inte går att tolka och har utelämnats. " + _OCR),
            (self.hidden, "har dold text (vit, mycket liten eller utanför sidan) som har utelämnats."),
        ):
            lines += [f"{name_pages(numbers)} {remark}"] if numbers else []
        return tuple(lines)


def read_pdf(data: bytes, limits: ParseLimits) -> Reading:
    """The PDF's pages; one without text stays as an empty page and is named in a note.

    Raises UnreadableFile (password, damage, text that can't be decoded), NoTextLayer (no page has
    text), TooLarge.
    """
    _lower_limits()
    notes = Notes()
    try:
        reader = _open(data, notes)
        if len(reader.pages) > limits.max_pages:
            raise TooLarge(f"Filen har fler än {limits.max_pages} sidor.", "Dela upp den i mindre filer.")
        pages = check_pages((_read_page(page, at, notes) for at, page in enumerate(reader.pages, 1)), limits)
    except LimitReachedError as error:
        raise TooLarge(
            "Filen packar upp till orimligt mycket data.", "Skriv ut den till en ny PDF."
        ) from error
    except (PyPdfError, RecursionError) as error:
        raise UnreadableFile(
            "Filen är skadad och går inte att läsa som PDF.", "Spara en ny kopia."
        ) from error
    if not any(page.text for page in pages):
        _refuse(notes)
    return Reading(pages, notes.lines())


def _lower_limits() -> None:
    overwrite_configuration(
        maximum_declared_stream_length=_STREAM,
        array_based_stream_maximum_output_length=_STREAM,
        lzw_maximum_output_length=_STREAM,
        run_length_maximum_output_length=_STREAM,
        zlib_maximum_output_length=_STREAM,
        zlib_maximum_recovery_input_length=1_000_000,
        brotli_maximum_output_length=_STREAM,
        jbig2_maximum_output_length=1,
        image_maximum_buffer_size=1,
        stream_filters_maximum_length=4,
        stream_decoding_work_maximum_length=_WORK,
        stream_parsing_work_maximum_count=1_000_000,
        page_tree_maximum_entries=20_000,
        page_tree_maximum_page_entries=200_000,
        page_tree_maximum_depth=50,
        xform_maximum_invocations_per_extraction=500,
        outline_maximum_entries=1,
        form_fields_maximum_entries=1,
        named_destinations_maximum_entries=1,
        xmp_maximum_input_length=1,
        xfa_decoding_work_maximum_length=1,
        jbig2dec_binary=None,
        disable_legacy_handling=True,
    )


def _open(data: bytes, notes: Notes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(data), strict=False, root_object_recovery_limit=10_000)
        opened = reader.decrypt("") if reader.is_encrypted else PasswordType.USER_PASSWORD
    except (NotImplementedError, DependencyError) as error:
        raise UnreadableFile(
            "Filen är krypterad på ett sätt som inte stöds.", "Spara en kopia utan lösenord."
        ) from error
    if opened == PasswordType.NOT_DECRYPTED:
        raise UnreadableFile("Filen är skyddad med lösenord.", "Spara en kopia utan lösenord.")
    notes.locked = reader.is_encrypted
    return reader


def _read_page(page: PageObject, number: int, notes: Notes) -> Page:
    text, seen = _extract(page, keep_unpainted=False)
    if seen.unpainted and len(text) < _STAMP:
        text, seen = _extract(page, keep_unpainted=True)
    if seen.hidden:
        notes.hidden.append(number)
    if looks_garbled(text):
        notes.garbled.append(number)
        return Page(number, "")
    if len("".join(text.split())) < _STAMP and (seen.drawn > _OUTLINES or _has_picture(page)):
        notes.pictures.append(number)
    return Page(number, text if text.strip() else "")


def _extract(page: PageObject, keep_unpainted: bool) -> tuple[str, HiddenText]:
    box = page.mediabox
    sides = (float(box.left), float(box.bottom), float(box.right), float(box.top))
    seen = HiddenText(sides, keep_unpainted)
    fragments: list[Fragment] = []

    def add(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        fragments.extend(_fragments(text, cm, tm, size))

    page.extract_text(visitor_operand_before=seen.before, visitor_text=add)
    return page_text(fragments), seen


def _fragments(text: str, cm: Sequence[float], tm: Sequence[float], size: float) -> Iterator[Fragment]:
    """One drawn text as fragments, one a line; text that runs upwards or downwards is read along its way."""
    a, b, c, d, x, y = mult(list(tm), list(cm))
    height = abs(size) * hypot(c, d)
    if abs(b) > abs(a):
        x, y = (y, -x) if b > 0 else (-y, x)
    elif a < 0:
        x, y = -x, -y
    for part in text.splitlines(keepends=True):
        yield Fragment(part.rstrip("\n"), x, y, height, part.endswith("\n"))


def _has_picture(page: PageObject) -> bool:
    """Whether the page's resources hold an image, looked at without decoding it."""
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    kinds = [entry.get_object().get("/Subtype") for entry in objects.get_object().values()]
    return "/Image" in kinds or "/Form" in kinds


def _refuse(notes: Notes) -> NoReturn:
    if notes.garbled:
        raise UnreadableFile(f"Texten går inte att tolka ({name_pages(notes.garbled).lower()}).", _OCR)
    if notes.pictures:
        raise NoTextLayer(
            f"Filen är inskannad och saknar text ({name_pages(notes.pictures).lower()}): OCR krävs.", _OCR
        )
    raise UnreadableFile("Filen innehåller ingen text.", "Kontrollera att rätt fil har sparats.")


def name_pages(numbers: Sequence[int]) -> str:
    """``"Sida 3"`` or ``"Sidorna 1-4 och 9"``: page numbers in order, neighbours as a range."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    names = ["–".join(str(number) for number in numbers) for numbers in ranges]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
    return f"Sida {listed}" if len(numbers) == 1 else f"Sidorna {listed}"
