"""Joining what is remembered, over a memory that holds tokens at positions instead of states."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.engine.chat import Block, Layout
from rag.engine.kvcache import StateStore
from rag.engine.memory import AbortedError, DecodeError, Joining
from rag.engine.reading import Reader


class Tokens:
    """A memory of tokens: which one stands at which position of which sequence."""

    can_shift = True

    def __init__(self) -> None:
        self.cells: dict[int, dict[int, int]] = {0: {}, 1: {}, 2: {}}
        self.read = 0
        self.patience = 10**9

    def scores(self, back: int = 1) -> NDArray[np.float32]:
        raise NotImplementedError

    def decode(self, tokens: Sequence[int], start: int, sequence: int = 0, scored: int = 1) -> None:
        assert tokens
        cells = self.cells[sequence]
        assert start == max(cells, default=-1) + 1, "positions follow each other"
        for i, token in enumerate(tokens):
            if self.read >= self.patience:
                raise AbortedError
            cells[start + i] = token
            self.read += 1

    def forget(self, sequence: int, start: int = -1, end: int = -1) -> None:
        last = end if end >= 0 else 1 << 60
        cells = self.cells[sequence]
        self.cells[sequence] = {at: token for at, token in cells.items() if not max(start, 0) <= at < last}

    def forget_all(self) -> None:
        self.cells = {0: {}, 1: {}, 2: {}}

    def move(self, sequence: int, start: int, end: int, by: int) -> None:
        last = end if end >= 0 else 1 << 60
        moved = {}
        for at, token in self.cells[sequence].items():
            target = at + by if max(start, 0) <= at < last else at
            assert target >= 0
            assert target not in moved, "two tokens met"
            moved[target] = token
        self.cells[sequence] = moved

    def copy(self, source: int, target: int) -> None:
        assert not self.cells[source].keys() & self.cells[target].keys()
        self.cells[target] |= self.cells[source]

    def state(self, sequence: int) -> bytes:
        return json.dumps(sorted(self.cells[sequence].items())).encode()

    def restore(self, sequence: int, state: bytes) -> None:
        try:
            self.cells[sequence] = dict(json.loads(state))
        except ValueError as error:
            raise DecodeError from error

    @property
    def talk(self) -> list[int]:
        assert sorted(self.cells[0]) == list(range(len(self.cells[0])))
        return [self.cells[0][at] for at in range(len(self.cells[0]))]


HEAD = (1, 2, 3)
FIRST = Block("a-01", (10, 11, 12, 13, 14, 15), ((0, 2), (4, 6)))
SECOND = Block("b-01", (20, 21, 22, 23), ((1, 2),))
LAYOUT = Layout(HEAD, (FIRST, SECOND), (90, 91))


MOVES = Joining(moves=True)


def settled(memory: Tokens, folder: Path, *layouts: Layout, joining: Joining = MOVES) -> Reader:
    reader = Reader(memory, StateStore(folder, 10**6), "model", joining)
    for layout in layouts:
        reader.keep(layout)
    while reader.keep_next():
        pass
    memory.read = 0
    return reader


def test_joining_puts_every_kept_token_in_its_place(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    assert reader.read(LAYOUT) == 8
    assert memory.talk == list(LAYOUT.tokens) == reader.held
    assert memory.read == 2


def test_the_order_of_passages_does_not_matter_to_their_states(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    other = Layout(HEAD, (SECOND, FIRST), (92,))
    reader.read(other)
    assert memory.talk == list(other.tokens)
    assert memory.read == 1


def test_without_states_only_what_is_shown_is_read(tmp_path: Path) -> None:
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model")
    assert reader.read(LAYOUT) == 0
    assert memory.talk == list(LAYOUT.tokens)
    assert memory.read == len(LAYOUT.tokens)


def test_what_was_missed_is_read_in_idle_time(tmp_path: Path) -> None:
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model", MOVES)
    reader.read(LAYOUT)
    assert [reader.keep_next() for _ in range(4)] == [True, True, True, False]
    memory.read = 0
    reader.read(Layout(HEAD, (SECOND,), (93,)))
    assert memory.read == 1


def test_reading_ahead_pushes_nothing_out(tmp_path: Path) -> None:
    store = StateStore(tmp_path, 220)
    reader = Reader(Tokens(), store, "model", MOVES)
    reader.keep(LAYOUT)
    reader.keep(Layout(HEAD, tuple(Block(f"c-{n}", (n,) * 4, ((0, 4),)) for n in range(20)), (90,)))
    while reader.keep_next():
        pass
    assert store.has_room is False
    assert store.size <= 220
    assert any(name.name.startswith("a-01") for name in tmp_path.iterdir())


def test_an_unknown_passage_among_known_ones_is_read_in_its_place(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, Layout(HEAD, (FIRST, SECOND), (90,)))
    unknown = Block("c-01", (30, 31), ((0, 2),))
    layout = Layout(HEAD, (FIRST, unknown, SECOND), (90,))
    reader.read(layout)
    assert memory.talk == list(layout.tokens)
    assert memory.read == 3


def test_the_same_beginning_is_not_read_again() -> None:
    memory = Tokens()
    reader = Reader(memory, None, "")
    reader.read(LAYOUT)
    memory.read = 0
    assert reader.read(Layout(HEAD, (FIRST, SECOND), (90, 94, 95))) == 9
    assert memory.read == 2
    assert memory.talk == reader.held


def test_what_is_joined_is_counted_and_read_in_its_place_where_asked(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    reader.read(LAYOUT)
    assert reader.joined == 1, "the first passage stands where it was read"
    memory.read = 0
    assert reader.read(LAYOUT, fresh=True) == len(HEAD) + 4
    assert memory.read == len(LAYOUT.tail) + 1
    assert memory.talk == list(LAYOUT.tokens)
    assert reader.joined == 0
    memory.read = 0
    reader.read(LAYOUT, fresh=True)
    assert memory.read == 1, "what was read in its place is as good as fresh"


def test_a_follow_up_on_joined_passages_still_counts_them(tmp_path: Path) -> None:
    reader = settled(Tokens(), tmp_path, LAYOUT)
    reader.read(LAYOUT)
    assert reader.read(Layout(HEAD, (FIRST, SECOND), (90, 91, 92))) == 10
    assert reader.joined > 0


def test_passages_too_long_for_the_bench_are_not_kept(tmp_path: Path) -> None:
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model", Joining(longest=4, moves=True))
    reader.keep(LAYOUT)
    while reader.keep_next():
        pass
    kept = sorted(path.name.partition("~")[0] for path in tmp_path.glob("*.kv"))
    assert kept == ["a-01", "b-01", "head"], "what is shown of the first, but not all of it"


def test_a_conversation_that_leaves_no_room_gives_way_to_what_is_kept(tmp_path: Path) -> None:
    class Small(Tokens):
        def decode(self, tokens: Sequence[int], start: int, sequence: int = 0, scored: int = 1) -> None:
            if len(tokens) + len(self.cells[0]) + len(self.cells[1]) > 12:
                raise DecodeError
            super().decode(tokens, start, sequence, scored)

    memory = Small()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model", Joining(longest=10))
    reader.read(Layout(HEAD, (FIRST,), (90, 91, 92)))
    reader.keep(Layout(HEAD, (Block("c-01", tuple(range(30, 37)), ((0, 7),)),), (90,)))
    while reader.keep_next():
        pass
    assert "c-01" in {path.name.partition("~")[0] for path in tmp_path.glob("*.kv")}
    assert reader.held == memory.talk == []


def test_evidence_asked_about_again_is_used_as_it_was_read(tmp_path: Path) -> None:
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model")
    reader.read(LAYOUT)
    read = memory.read
    while reader.keep_next():
        pass
    assert memory.read == read, "what the conversation holds is not read again to be kept"
    later = Tokens()
    reader = Reader(later, StateStore(tmp_path, 10**6), "model")
    again = Layout(HEAD, (FIRST, SECOND), (95, 96, 97))
    assert reader.read(again) == len(HEAD) + 5
    assert later.talk == list(again.tokens)
    assert later.read == 3
    assert reader.joined == 0


def test_only_tasks_that_are_kept_are_remembered(tmp_path: Path) -> None:
    reader = settled(Tokens(), tmp_path, Layout(HEAD, (), (90,)), joining=Joining())
    reader.read(Layout((7, 8), (FIRST,), (90,)))
    reader.read(Layout(HEAD, (SECOND,), (90,)))
    while reader.keep_next():
        pass
    kept = sorted(path.name.partition("~")[0] for path in tmp_path.glob("*.kv"))
    assert kept == ["b-01", "head", "head"]


def test_the_beginning_of_evidence_is_used_and_the_rest_read(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT, joining=Joining())
    other = Layout(HEAD, (FIRST, Block("c-01", (30, 31), ((0, 2),))), (90,))
    reader.read(other)
    assert memory.talk == list(other.tokens)
    assert memory.read == 3
    memory.read = 0
    turned = Layout(HEAD, (SECOND, FIRST), (90,))
    reader.read(turned)
    assert memory.talk == list(turned.tokens)
    assert memory.read == 6, "a passage that would have to move is read"


def test_a_removed_passage_takes_all_evidence_it_was_part_of_with_it(tmp_path: Path) -> None:
    reader = settled(Tokens(), tmp_path, LAYOUT, joining=Joining())
    assert any("+" in path.name for path in tmp_path.glob("*.kv"))
    reader.forget("b-")
    assert sorted(path.name.partition("~")[0] for path in tmp_path.glob("*.kv")) == ["a-01", "head"]


def test_without_a_store_the_head_is_still_read_ahead() -> None:
    memory = Tokens()
    reader = Reader(memory, None, "")
    reader.keep(LAYOUT)
    assert [reader.keep_next(), reader.keep_next()] == [True, False]
    memory.read = 0
    assert reader.read(LAYOUT) == len(HEAD)
    reader.read(Layout((7, 8), (), (90,)))
    memory.read = 0
    assert reader.read(LAYOUT) == len(HEAD), "another task's head was in between"
    assert memory.talk == list(LAYOUT.tokens)


def test_forgetting_all_forgets_the_heads_too(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    reader.forget("")
    assert reader.read(LAYOUT) == 0
    assert memory.read == len(LAYOUT.tokens)


def test_another_head_is_another_world(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    layout = Layout((1, 2, 4), (FIRST,), (90,))
    assert reader.read(layout) == 0
    assert memory.talk == list(layout.tokens)
    reader.read(LAYOUT)
    assert memory.talk == list(LAYOUT.tokens)


def test_the_head_is_kept_for_the_next_start(tmp_path: Path) -> None:
    settled(Tokens(), tmp_path, LAYOUT)
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model", MOVES)
    reader.read(LAYOUT)
    assert memory.read == len(LAYOUT.tail)
    assert memory.talk == list(LAYOUT.tokens)


def test_states_that_do_not_fit_are_read_around(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    store = StateStore(tmp_path, 10**6)
    for path in tmp_path.glob("a-01*.kv"):
        store.put(path.stem, b"no state")
    reader = Reader(memory, store, "model")
    reader.read(LAYOUT)
    assert memory.talk == list(LAYOUT.tokens)


def test_forgotten_passages_are_read_again(tmp_path: Path) -> None:
    memory = Tokens()
    reader = settled(memory, tmp_path, LAYOUT)
    reader.forget("a-")
    reader.read(LAYOUT)
    assert memory.read == len(FIRST.kept) + len(LAYOUT.tail)


@pytest.mark.parametrize("patience", range(17))
def test_stopping_anywhere_leaves_nothing_wrong(tmp_path: Path, patience: int) -> None:
    memory = Tokens()
    reader = Reader(memory, StateStore(tmp_path, 10**6), "model")
    memory.patience = patience
    try:
        reader.read(LAYOUT)
        while reader.keep_next():
            pass
    except AbortedError:
        pass
    memory.patience = 10**9
    reader.read(LAYOUT)
    assert memory.talk == list(LAYOUT.tokens) == reader.held
    while reader.keep_next():
        pass
    reader.read(Layout(HEAD, (SECOND, FIRST), (92,)))
    assert memory.talk == reader.held


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    key = draw(st.sampled_from(["a", "b", "c", ""]))
    size = draw(st.integers(1, 8))
    cuts = sorted(draw(st.sets(st.integers(0, size), min_size=2, max_size=6)))
    keep = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    return Block(key, tuple(range(100, 100 + size)), keep)


layouts = st.builds(
    Layout,
    st.sampled_from([(1,), (1, 2), (3, 4, 5)]),
    st.lists(blocks(), max_size=4).map(tuple),
    st.lists(st.integers(90, 99), min_size=1, max_size=3).map(tuple),
)


@given(st.lists(layouts, min_size=1, max_size=5), st.booleans(), st.data())
def test_any_run_of_questions_reads_as_reading_would(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Layout], moves: bool, data: st.DataObject
) -> None:
    memory = Tokens()
    store = StateStore(tmp_path_factory.mktemp("states"), 10**6)
    reader = Reader(memory, store, "model", Joining(moves=moves))
    for layout in asked:
        fresh = data.draw(st.booleans())
        reader.read(layout, fresh)
        assert not (reader.joined and (fresh or not moves))
        assert memory.talk == list(layout.tokens) == reader.held
        for _ in range(data.draw(st.integers(0, 3))):
            reader.keep_next()
