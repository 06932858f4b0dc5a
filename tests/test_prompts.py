"""The prompt loader: what it takes, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts import PromptError, load_prompt, parse_prompt, read_prompt

GOOD = """A note.

## system
Svara på svenska.

## user
Källor:
{evidence}

Fråga: {question}
"""


def test_parts_of_a_good_file() -> None:
    template = parse_prompt("good", GOOD)
    assert template.system == "Svara på svenska."
    assert template.prefix == "Källor:\n"
    assert template.fill(question="Vad kostar {det}?") == "\nFråga: Vad kostar {det}?"
    assert template.placeholders == {"question"}
    assert len(template.digest) == 16


def test_the_digest_follows_the_text() -> None:
    assert parse_prompt("a", GOOD).digest != parse_prompt("a", GOOD + " ").digest


@pytest.mark.parametrize("values", [{}, {"question": "a", "date": "b"}, {"fraga": "a"}])
def test_other_names_than_the_placeholders_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(PromptError):
        parse_prompt("good", GOOD).fill(**values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "## user\nFråga: {question}",
        "## user\n{evidence}\n{evidence}\n{question}",
        "## user\nI dag är {date}.\n{evidence}\n{question}",
        "## system\nI dag är {date}.\n## user\n{evidence}\n{question}",
        "## example user\nA\n## user\n{evidence}\n{question}",
        "## example assistant\nA\n## example user\nB\n## user\n{evidence}\n{question}",
    ],
)
def test_a_broken_file_is_refused(text: str) -> None:
    with pytest.raises(PromptError):
        parse_prompt("bad", text)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(PromptError):
        load_prompt("finns-inte")


def test_the_answer_prompt_is_fixed_before_the_evidence() -> None:
    template = load_prompt("answer")
    assert template.placeholders == {"question"}
    assert template.examples
    assert template.system


def test_the_variants_kept_for_measuring_differ_from_ours_and_ask_the_same(repository: Path) -> None:
    ours = load_prompt("answer")
    variants = [read_prompt(path) for path in sorted((repository / "eval/data/prompts").glob("*.md"))]
    assert len(variants) >= 4
    assert len({one.digest for one in (ours, *variants)}) == len(variants) + 1
    assert {one.placeholders for one in variants} == {ours.placeholders}
