"""An answer as Markdown: everything in it shows as text, sources are numbered."""

from __future__ import annotations

from dataclasses import replace

from index.types import Query
from rag.answer_document import answer_docx, as_document
from rag.answer_markdown import answer_markdown, plain
from rag.types import Answer, Claim, Provenance, Timings
from tests.rag.made import quote


def made_answer() -> Answer:
    return Answer(
        "Vad kostar simkursen?",
        Query("Vad kostar simkursen?"),
        "answered",
        "Avgiften är 450 kronor [1].",
        (Claim("Avgiften är 450 kronor.", True),),
        (quote("Avgiften är 450 kronor.\n* per termin"),),
        (),
        Timings(),
        Provenance("index", "e", "modell", "f" * 64, "p", "s", (), "0", "nu"),
    )


def test_what_minutes_say_is_never_markup() -> None:
    assert plain("*fet* [länk](x) <b> # rubrik [2]") == r"\*fet\* \[länk](x) \<b\> \# rubrik [2]"
    assert plain("- punkt\n1. ett") == "\\- punkt\n\\1. ett"


def test_the_file_holds_question_answer_label_sources_and_how_it_was_made() -> None:
    answer = made_answer()
    text = answer_markdown(answer)
    assert text.startswith(f"# {answer.question}\n")
    assert "**AI-genererat, ej granskat." in text
    assert "Tolkad som" not in text
    for one in answer.quotes:
        assert f"**[{one.number}]**" in text
    assert r"> \* per termin" in text
    read = replace(answer, query=replace(answer.query, text="Vad beslutades om bussen?"))
    assert "Tolkad som: Vad beslutades om bussen?" in answer_markdown(read)


def test_a_word_file_holds_the_answer_its_sources_and_its_reading() -> None:
    answer = made_answer()
    document = as_document(replace(answer, query=replace(answer.query, text="Vad kostar simkursen (nu)?")))
    assert [line.text for line in document.lines] == [
        "Avgiften är 450 kronor.",
        "Svaret är kontrollerat mot protokollen.",
        "Frågan tolkades som: Vad kostar simkursen (nu)?",
    ]
    assert (document.sources[0].number, document.coverage.items) == (1, 1)
    refused = as_document(
        replace(answer, status="insufficient_evidence", text="Det framgår inte av källorna.")
    )
    assert refused.lines[0].text == "Det framgår inte av källorna."
    assert answer_docx(answer).startswith(b"PK")
