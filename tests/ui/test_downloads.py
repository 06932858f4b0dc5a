"""Files behind the page's links: served by id, refused in one line."""

from __future__ import annotations

from ui.downloads import marks_in


def test_marks_of_an_address_are_read_and_nonsense_left_out() -> None:
    assert marks_in("12-80,90-120") == ((12, 80), (90, 120))
    assert marks_in("") == ()
    assert marks_in("1-2-3,a-b,-1-4,99999999-1") == ()
    assert len(marks_in(",".join(["1-2"] * 500))) == 40
