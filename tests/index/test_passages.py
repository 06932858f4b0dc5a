"""Passages: even, within an item and the limit, cut where a reader would cut."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from index.minutes import parse_meeting
from index.passages import count_words, cut_passages
from index.types import Document, Page

SENTENCE = "Nätverket talar länge om den gemensamma planen för omsorgen i alla kommuner."  # 12 words


def document(text: str) -> Document:
    return Document("ab" * 32, "protokoll.txt", "protokoll", (Page(1, text),))


def passages(text: str, max_words: int = 220, overlap: int = 0) -> list[str]:
    meeting = parse_meeting(document(text))
    return [passage.text for passage in cut_passages(meeting, "protokoll", max_words, overlap)]


def test_items_are_never_mixed_and_the_head_stands_alone() -> None:
    head = "Lövrådet\nMöte 2024-03-12\nNärvarande:\nAda Ek, Lövhamn"
    text = f"{head}\n\n1. Öppnande\nAda öppnar.\n\n2. Plan\nPlanen visas."
    meeting = parse_meeting(document(text))
    cut = cut_passages(meeting, "protokoll")
    assert [passage.item_id[-3:] for passage in cut] == ["000", "001", "002"]
    assert cut[0].header == "Lövrådet · 12 mars 2024 · Närvarande och inledning"
    assert cut[2].header == "Lövrådet · 12 mars 2024 · punkt 2 · Plan"
    assert [passage.passage_id for passage in cut] == [f"{'ab' * 8}-00{n}-01" for n in range(3)]


def test_long_items_are_cut_evenly_at_sentence_ends() -> None:
    text = "1. Plan\n" + " ".join([SENTENCE] * 40) + "\n2. Slut\nMötet avslutas."
    cut = passages(text, 200)[:-1]
    sizes = [count_words(part) for part in cut]
    assert len(cut) == 3
    assert max(sizes) - min(sizes) <= 15
    assert all(part.endswith("kommuner.") for part in cut)


def test_a_decision_keeps_together_and_has_context() -> None:
    body = " ".join([SENTENCE] * 16)
    decision = "Beslut: Nätverket antar planen. Den gäller från maj. Ada Ek ansvarar."
    text = f"1. Plan\n{body}\n{decision}\n2. Slut\nNu slut."
    last = passages(text, 150)[-2]
    assert decision in last
    assert last.count("Nätverket talar") >= 2


def test_overlap_repeats_whole_sentences() -> None:
    text = (
        "1. Plan\n"
        + " ".join(f"Fråga {n} om planen togs upp av alla kommuner." for n in range(60))
        + "\n2. Slut\nNu."
    )
    plain, lapped = passages(text, 100), passages(text, 100, overlap=1)
    assert len(plain) == len(lapped)
    assert lapped[1].endswith(plain[1])
    assert plain[0].endswith(lapped[1].removesuffix(plain[1]).strip())


def test_links_at_the_end_do_not_split_the_prose() -> None:
    links = "\n\n".join(f"https://exempel.example/{'del-' * 20}{n}" for n in range(3))
    text = "1. Plan\n\n" + " ".join([SENTENCE] * 15) + f"\n\n{links}\n\n2. Slut\n\nNu är mötet slut."
    first = passages(text, 200)[0]
    assert count_words(first) == 1 + 1 + 15 * 12
    assert "https" not in first


def test_spans_point_at_the_text() -> None:
    text = "1. Plan\nPlanen   visas\nför alla.\n2. Slut\nNu."
    pages = {1: text}
    for passage in cut_passages(parse_meeting(document(text)), "protokoll"):
        source = " ".join(pages[span.page][span.start : span.end] for span in passage.spans)
        assert source.split() == passage.text.split()


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=30),
    st.integers(20, 120),
)
def test_no_passage_is_too_long_and_nothing_is_lost(lengths: list[int], limit: int) -> None:
    body = " ".join("Ord" + " ord" * (length - 1) + "." for length in lengths)
    text = f"1. Plan\n{body}\n2. Slut\nNu är det slut."
    meeting = parse_meeting(document(text))
    cut = cut_passages(meeting, "protokoll", limit)
    assert max(count_words(passage.text) for passage in cut) <= limit
    joined = " ".join(passage.text for passage in cut)
    assert re.findall(r"\w+", joined) == re.findall(r"\w+", "\n".join(item.text for item in meeting.items))
    for passage in cut:
        (own,) = [item for item in meeting.items if item.item_id == passage.item_id]
        assert own.text[passage.start : passage.end] == passage.text
