"""The model's instructions as Swedish Markdown files, one a task.

A file holds sections that begin with a line "## system", "## user", "## reply" or, in pairs,
"## example user" and "## example assistant". What stands before the first section is a note to
people. The user section holds ``{evidence}`` once; other placeholders, such as ``{question}``,
stand after it, so that everything before it is the same for every question.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Formatter

_SECTION = re.compile(r"^## (system|user|reply|example user|example assistant)[ \t]*$\n", re.MULTILINE)


class PromptError(Exception):
    """A prompt file is missing, lacks a section or has a placeholder where none may be."""


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """A task's prompt in parts. ``digest`` is the file's sha256 in hex, 16 digits."""

    name: str
    system: str
    examples: tuple[tuple[str, str], ...]
    prefix: str
    suffix: str
    reply: str
    digest: str

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that ``fill`` wants."""
        return _placeholders(self.suffix)

    def fill(self, **values: str) -> str:
        """The suffix with its placeholders filled. Raises: PromptError when names differ."""
        if values.keys() != self.placeholders:
            raise PromptError(f"{self.name}: wants {sorted(self.placeholders)}, got {sorted(values)}")
        return self.suffix.format_map(values)


def load_prompt(name: str) -> PromptTemplate:
    """The prompt file ``prompts/<name>.md``. Raises: PromptError."""
    file = resources.files(__name__) / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"{name}: no such prompt")
    return parse_prompt(name, file.read_text(encoding="utf-8"))


def read_prompt(path: Path) -> PromptTemplate:
    """A prompt of somebody's own, in the same form. Raises: PromptError, OSError."""
    return parse_prompt(path.stem, path.read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> PromptTemplate:
    """A prompt from a file's text. Raises: PromptError."""
    parts = _SECTION.split(text)[1:]
    sections = [(title, body.strip()) for title, body in zip(parts[::2], parts[1::2], strict=True)]
    examples = [body for title, body in sections if title.startswith("example")]
    roles = [title for title, _ in sections if title.startswith("example")]
    if roles != ["example user", "example assistant"] * (len(roles) // 2):
        raise PromptError(f"{name}: examples come in pairs of user and assistant")
    single = {title: body for title, body in sections if not title.startswith("example")}
    prefix, found, suffix = single.get("user", "").partition("{evidence}\n")
    if not found or "{evidence}" in suffix:
        raise PromptError(f"{name}: the user section holds {{evidence}} once, on the last words of a line")
    for fixed in (single.get("system", ""), prefix, single.get("reply", ""), *examples):
        if _placeholders(fixed):
            raise PromptError(f"{name}: {sorted(_placeholders(fixed))} stands before the evidence")
    return PromptTemplate(
        name=name,
        system=single.get("system", ""),
        examples=tuple(zip(examples[::2], examples[1::2], strict=True)),
        prefix=prefix,
        suffix=suffix,
        reply=single.get("reply", ""),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
