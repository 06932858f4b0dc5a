"""WordprocessingML elements, as far as they are used here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off"}


class Element(Protocol):
    """The part of lxml's elements that is used here."""

    @property
    def tag(self) -> object:
        """The qualified name; no string for a comment."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    def __iter__(self) -> Iterator[Element]:
        """The children in order."""

    def get(self, key: str, default: str = "") -> str:
        """An attribute's value."""

    def find(self, path: str) -> Element | None:
        """The first child of that name."""

    def iter(self, tag: str) -> Iterator[Element]:
        """The element and those under it of that name, in document order."""

    def iterancestors(self, tag: str) -> Iterator[Element]:
        """The elements around it, nearest first."""


def find(element: Element | None, name: str) -> Element | None:
    """The child ``w:name``, None where there is none."""
    return element.find(f"{W}{name}") if element is not None else None


def value(element: Element | None) -> str:
    """Its ``w:val``; "" for none."""
    return element.get(f"{W}val", "") if element is not None else ""


def switched_on(properties: Element | None, name: str) -> bool:
    """Whether the property ``w:name`` is there and not switched off."""
    element = find(properties, name)
    return element is not None and value(element).lower() not in _OFF
