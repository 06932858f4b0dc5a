"""Which organisation a body belongs to, from its title lines and the text."""

from __future__ import annotations

import pytest

from index.owners import find_organisation


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Socialchefsnätverket EKR", "Möte 2024-05-17\nEKDALSREGIONEN (EKR)", "Ekdalsregionen"),
        ("Nätverket för äldreomsorgschefer (ÄO), EKR", "Möte 2024-05-17", "EKR"),
        ("MAS-nätverket HSL", "Möte 2024-05-17", ""),
    ],
)
def test_a_short_form_after_the_body_is_its_organisation(title: str, text: str, found: str) -> None:
    head = (title, *text.splitlines())
    assert find_organisation(head, (), "\n".join(head), "Socialchefsnätverket") == found
