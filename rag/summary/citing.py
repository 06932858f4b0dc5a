"""Citations of a summary: made from quotes, numbered over the whole in reading order. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.sentences import sentences
from index.types import Decision
from rag.folding import find_quote
from rag.summary.material import ItemMaterial, Sentence
from rag.summary.types import Source, SummaryLine, SummarySection, SummaryTable, TableRow
from rag.types import Citation, Quote

Key = tuple[str, str, str]


def cite_sentence(item: ItemMaterial, sentence: Sentence) -> Citation:
    """A body sentence as a citation, looked up in the item's text."""
    return _cite(item, item.sentence_quote(sentence))


def cite_decision(item: ItemMaterial, decision: Decision) -> Citation:
    """A decision record as a citation; it may go on over passages and pages."""
    return _cite(item, item.quote(decision.start, decision.end))


def cite_words(item: ItemMaterial, words: str) -> Citation | None:
    """The sentence of the item that holds ``words`` as whole words, in whatever case, or None."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    found = re.search(pattern, item.item.text, re.IGNORECASE) if words else None
    if found is None:
        return None
    around = [one for one in sentences(item.item.text) if one[0] < found.end() and found.start() < one[1]]
    start, end = around[0][0] if around else found.start(), around[-1][1] if around else found.end()
    return _cite(item, item.quote(start, end))


def cite_all(item: ItemMaterial | None, words: Sequence[str]) -> Citation | None:
    """The stretch of whole lines from the first to the last of ``words``, None where one is missing."""
    text = item.item.text if item else ""
    found = [(text.find(one), len(one)) for one in words]
    if item is None or not found or min(found)[0] < 0:
        return None
    start = text.rfind("\n", 0, min(found)[0]) + 1
    last = max(at + size for at, size in found)
    end = text.find("\n", last)
    return _cite(item, item.quote(start, len(text) if end < 0 else end))


def cite_first(items: Iterable[ItemMaterial | None], words: str) -> tuple[Citation, ...]:
    """The first sentence in the items that holds ``words``, as one citation or none."""
    found = (cite_words(item, words) for item in items if item is not None)
    return tuple([citation for citation in found if citation][:1])


def _cite(item: ItemMaterial, quote: Quote) -> Citation:
    status = find_quote(quote.text, item.item.text)
    return Citation(0, quote.passage_id, quote.place, quote.page, quote.spans, quote.text, status)


def numbered(sections: Sequence[SummarySection]) -> tuple[tuple[SummarySection, ...], tuple[Source, ...]]:
    """The sections with their citations numbered from 1 in reading order, and what each number means."""
    sources: dict[Key, Source] = {}
    for citation in _citations(sections):
        key = _key(citation)
        if key not in sources:
            sources[key] = Source(
                len(sources) + 1, citation.place, citation.page, citation.quote, citation.passage_id
            )
    numbers = {key: source.number for key, source in sources.items()}
    return tuple(_renumbered(section, numbers) for section in sections), tuple(sources.values())


def _citations(sections: Iterable[SummarySection]) -> Iterator[Citation]:
    for section in sections:
        for line in section.lines:
            yield from line.citations
        for row in section.table.rows if section.table else ():
            yield from row.citations


def _key(citation: Citation) -> Key:
    return citation.place.document_id, citation.passage_id, citation.quote


def _renumbered(section: SummarySection, numbers: Mapping[Key, int]) -> SummarySection:
    lines = tuple(_with_numbers(line, numbers) for line in section.lines)
    table = section.table
    if table:
        rows = tuple(_row_with_numbers(row, numbers) for row in table.rows)
        table = SummaryTable(table.header, rows)
    return replace(section, lines=lines, table=table)


def _with_numbers(line: SummaryLine, numbers: Mapping[Key, int]) -> SummaryLine:
    return replace(line, citations=_again(line.citations, numbers))


def _row_with_numbers(row: TableRow, numbers: Mapping[Key, int]) -> TableRow:
    return replace(row, citations=_again(row.citations, numbers))


def _again(citations: Iterable[Citation], numbers: Mapping[Key, int]) -> tuple[Citation, ...]:
    known = {numbers[_key(one)]: replace(one, number=numbers[_key(one)]) for one in citations}
    return tuple(known.values())
