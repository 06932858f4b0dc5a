"""SourcedText keeps its sources right through slicing, stripping and joining."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.types import Run, SourcedText, Span

PAGES = {1: "ett två tre fyra fem sex sju", 2: "åtta nio tio elva tolv", 3: "Örebro – Åmål 2024"}


@st.composite
def pieces(draw: st.DrawFn) -> SourcedText:
    """A stretch of a page as it stands, or a few characters without a source."""
    if draw(st.booleans()):
        return SourcedText(draw(st.text(" -x", max_size=3)))
    page = draw(st.sampled_from(sorted(PAGES)))
    start = draw(st.integers(0, len(PAGES[page])))
    end = draw(st.integers(start, len(PAGES[page])))
    runs = (Run(0, Span(page, start, end)),) if end > start else ()
    return SourcedText(PAGES[page][start:end], runs)


TEXTS = st.lists(pieces(), max_size=6).map(lambda parts: SourcedText.join(parts, " "))


def assert_sound(text: SourcedText) -> None:
    """Runs are in order, within the text, and stand on the page as they stand in the text."""
    at = 0
    for run in text.runs:
        assert at <= run.start < run.end <= len(text.text)
        assert PAGES[run.span.page][run.span.start : run.span.end] == text.text[run.start : run.end]
        at = run.end


@given(TEXTS)
def test_joined_texts_are_sound(text: SourcedText) -> None:
    assert_sound(text)


@given(TEXTS, st.data())
def test_slices_are_sound_and_compose(text: SourcedText, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    part = text.slice(start, end)
    assert part.text == text.text[start:end]
    assert_sound(part)
    middle = data.draw(st.integers(0, len(part.text)))
    assert part.slice(0, middle).text + part.slice(middle, len(part.text)).text == part.text
    assert part.slice(middle, len(part.text)) == text.slice(start + middle, end)


@given(TEXTS)
def test_a_cut_anywhere_joins_to_the_same_text(text: SourcedText) -> None:
    for at in range(len(text.text) + 1):
        joined = SourcedText.join([text.slice(0, at), text.slice(at, len(text.text))], "")
        assert joined.text == text.text
        assert joined.spans() == text.spans()


@given(TEXTS)
def test_strip_takes_white_space_only(text: SourcedText) -> None:
    stripped = text.strip()
    assert stripped.text == text.text.strip()
    assert_sound(stripped)


@given(TEXTS, st.data())
def test_spans_hold_every_sourced_character(text: SourcedText, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.text)))
    end = data.draw(st.integers(start, len(text.text)))
    spans = text.spans(start, end)
    for run in text.slice(start, end).runs:
        assert any(
            span.page == run.span.page and span.start <= run.span.start and run.span.end <= span.end
            for span in spans
        )
    assert all(0 <= span.start < span.end <= len(PAGES[span.page]) for span in spans)


def test_spans_bridge_what_cleaning_took_out_on_one_page() -> None:
    text = SourcedText("ett tre åtta", (Run(0, Span(1, 0, 3)), Run(4, Span(1, 8, 11)), Run(8, Span(2, 0, 4))))
    assert text.spans() == (Span(1, 0, 11), Span(2, 0, 4))
    assert text.spans(0, 3) == (Span(1, 0, 3),)
