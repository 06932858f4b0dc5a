"""Tokens to text that may be shown at once, and guesses ahead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.engine.writing import Lookahead, TextPieces


def show(chunks: list[bytes], stop: tuple[str, ...] = ()) -> str:
    pieces = TextPieces(stop)
    shown = ""
    for chunk in chunks:
        shown += pieces.add(chunk)
        if pieces.stopped:
            return shown
    return shown + pieces.rest()


def test_half_a_letter_is_held_back() -> None:
    pieces = TextPieces(())
    assert pieces.add("å".encode()[:1]) == ""
    assert pieces.add("å".encode()[1:]) == "å"


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert show([b"a\xff", b"b"]) == "a\ufffdb"


def test_a_stop_word_in_pieces_is_never_shown() -> None:
    assert show([b"Ja.", b"\n", b"\nFr", "åga: Vad?".encode()], ("\n\nFråga:",)) == "Ja."


def test_the_start_of_a_stop_word_is_shown_when_it_does_not_come() -> None:
    assert show([b"Ja.\n", b"\nNej"], ("\n\nFr",)) == "Ja.\n\nNej"


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=3), st.integers(1, 5))
def test_any_cutting_shows_the_text_up_to_the_first_stop_word(text: str, stop: list[str], size: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    stop = [word for word in stop if word.encode("utf-8", "ignore")]
    data = text.encode()
    chunks = [data[i : i + size] for i in range(0, len(data), size)]
    ends = [text.find(word) + len(word) for word in stop if word in text]
    shown = show(chunks, tuple(stop))
    if not ends:
        assert shown == text
    else:
        assert text.startswith(shown)
        assert not any(word in shown for word in stop)
        assert len(shown) < min(ends)


def test_guesses_follow_what_came_after_the_same_two_tokens() -> None:
    ahead = Lookahead([1, 2, 3, 4, 5, 9], 3)
    assert ahead.guess() == ()
    ahead.add(1)
    ahead.add(2)
    assert ahead.guess() == (3, 4, 5)


def test_the_latest_place_wins_and_width_nought_is_off() -> None:
    assert Lookahead([1, 2, 3, 1, 2, 4, 1, 2], 2).guess() == (4, 1)
    assert Lookahead([1, 2, 3, 1, 2], 0).guess() == ()
