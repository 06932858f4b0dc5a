"""An answer as Markdown: everything in it shows as text, sources are numbered."""

from __future__ import annotations

from dataclasses import replace

from index.types import Query
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
