"""Reading a prompt into the model's memory: what is remembered is joined, the rest is read.

Sequence 0 is the conversation. Sequence 2 keeps the head, which every prompt of a task shares.
Sequence 1 is the bench: a passage's state, made once after the head and alone, is put there, cut
to the sentences wanted, moved to its place and given to sequence 0. Moving works because rotary
positions are relative: llama.cpp turns the remembered keys by the distance moved.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from rag.engine.chat import Block, Layout
from rag.engine.kvcache import StateStore, state_name
from rag.engine.memory import AbortedError, DecodeError, Memory

_TALK, _BENCH, _HEAD = 0, 1, 2
_AWAY = 1 << 24  # beyond every position: where ranges wait so that no two meet while they move

_Task = tuple[tuple[int, ...], Block]  # the head, and what is read after it


class Reader:
    """The model's memory. ``store`` is None where nothing is to be kept.

    ``shaped_by`` names all that shapes a state besides its tokens.
    """

    def __init__(self, model: Memory, store: StateStore | None, shaped_by: str) -> None:
        self._model = model
        self._store = store
        self._shaped_by = shaped_by
        self._head: tuple[int, ...] = ()
        self._missed: OrderedDict[str, _Task] = OrderedDict()  # a question had to read it
        self._wanted: OrderedDict[str, _Task] = OrderedDict()  # somebody may ask about it
        self.held: list[int] = []  # the tokens of sequence 0

    def read(self, layout: Layout) -> int:
        """Bring the prompt into sequence 0, its last token scored. How many tokens were not read.

        Raises: AbortedError, DecodeError.
        """
        tokens = layout.tokens
        same = _common(self.held, tokens[:-1])
        if self._store and self._joinable(layout) >= same:
            try:
                return self._join(layout)
            except DecodeError:
                self.clear()  # a state that does not fit: read it all
                same = 0
        self.cut(same)
        self._model.decode(tokens[same:], same)
        self.held = list(tokens)
        return same

    def cut(self, size: int) -> None:
        """Remember only the first ``size`` tokens of the conversation."""
        del self.held[size:]
        self._model.forget(_TALK, size)

    def clear(self) -> None:
        """Remember nothing."""
        self.held = []
        self._head = ()
        self._model.forget_all()

    def keep(self, layout: Layout) -> None:
        """Put a prompt's passages on the list of what ``keep_next`` makes while there is room."""
        for block in layout.blocks:
            self._wanted[self._name(layout.head, block)] = (layout.head, block)

    def keep_next(self) -> bool:
        """Make one state, first of what was missed; False when none is wanted.

        Raises: AbortedError, DecodeError.
        """
        while self._store and (tasks := self._tasks(self._store)):
            name, (head, block) = tasks.popitem(last=False)
            if name in self._store:
                continue
            try:
                self._make(name, head, block)
            except AbortedError:
                self._missed[name] = (head, block)
                raise
            return True
        return False

    def _tasks(self, store: StateStore) -> OrderedDict[str, _Task]:
        if self._missed or not store.has_room:
            return self._missed
        return self._wanted

    def forget(self, passage_ids: str) -> None:
        """Drop the states of all passages whose id begins so, and what is remembered now."""
        for tasks in (self._missed, self._wanted):
            for name in [name for name in tasks if name.startswith(passage_ids)]:
                del tasks[name]
        if self._store:
            self._store.forget(passage_ids)
        self.cut(0)

    # -- joining ---------------------------------------------------------------------------

    def _joinable(self, layout: Layout) -> int:
        """Tokens that need not be read if states are joined."""
        known = len(layout.head) if layout.head == self._head else 0
        return known + sum(len(block.kept) for block in layout.blocks if self._known(layout, block))

    def _known(self, layout: Layout, block: Block) -> bool:
        return self._store is not None and self._name(layout.head, block) in self._store

    def _name(self, head: Sequence[int], block: Block) -> str:
        return state_name(self._shaped_by, head, block.key or "_", block.tokens)

    def _join(self, layout: Layout) -> int:
        self.cut(0)
        reused = self._take_head(layout.head)
        self._model.copy(_HEAD, _TALK)
        self.held = list(layout.head)
        unread: list[int] = []
        for block in layout.blocks:
            state = self._state(layout.head, block)
            if state is None:
                unread += block.kept
                continue
            self._append(unread)
            unread = []
            self._place(state, block, len(layout.head), len(self.held))
            self.held += block.kept
            reused += len(block.kept)
        self._append([*unread, *layout.tail])
        return reused

    def _append(self, tokens: Sequence[int]) -> None:
        if tokens:
            self._model.decode(tokens, len(self.held), _TALK)
            self.held += tokens

    def _take_head(self, head: tuple[int, ...]) -> int:
        """Have the head in its sequence. How many tokens of it were not read."""
        if self._head == head:
            return len(head)
        self.clear()
        name = self._name(head, Block("head", (), ()))
        state = self._store.get(name) if self._store else None
        if state is None:
            try:
                self._model.decode(head, 0, _HEAD)
            except AbortedError:
                self._model.forget(_HEAD)
                raise
            if self._store:
                self._store.put(name, self._model.state(_HEAD))
        else:
            self._model.restore(_HEAD, state)
        self._head = head
        return len(head) if state else 0

    def _state(self, head: tuple[int, ...], block: Block) -> bytes | None:
        name = self._name(head, block)
        state = self._store.get(name) if self._store else None
        if state is None:
            self._missed[name] = (head, block)
        return state

    def _place(self, state: bytes, block: Block, made_at: int, at: int) -> None:
        """Put what is kept of a state, made at one position, at another in the conversation."""
        model = self._model
        model.restore(_BENCH, state)
        end = 0
        for start, stop in (*block.keep, (len(block.tokens), len(block.tokens))):
            if start > end:
                model.forget(_BENCH, made_at + end, made_at + start)
            end = stop
        model.move(_BENCH, -1, -1, _AWAY)
        for start, stop in block.keep:
            here = _AWAY + made_at + start
            model.move(_BENCH, here, here + stop - start, at - here)
            at += stop - start
        model.copy(_BENCH, _TALK)
        model.forget(_BENCH)

    def _make(self, name: str, head: tuple[int, ...], block: Block) -> None:
        """Read a passage after the head and alone, and keep its state."""
        self._take_head(head)
        model = self._model
        model.forget(_BENCH)
        model.copy(_HEAD, _BENCH)
        try:
            model.decode(block.tokens, len(head), _BENCH)
            model.forget(_BENCH, 0, len(head))
            if self._store:
                self._store.put(name, model.state(_BENCH))
        finally:
            model.forget(_BENCH)


def joins_well(model: Memory, sample: Sequence[int]) -> bool:
    """Whether this model's memory can be moved: reading on after a move gives the same scores.

    Empties the memory. ``sample`` is some twenty tokens of text.
    """
    if not model.can_shift:
        return False
    size = len(sample) - 1
    model.forget_all()
    try:
        model.decode(sample[:size], 0, _BENCH)
        state = model.state(_BENCH)
        model.decode(sample[size:], size, _BENCH)
        read = model.scores().copy()
        model.forget_all()
        model.restore(_BENCH, state)
        model.move(_BENCH, -1, -1, 3 * size)
        model.copy(_BENCH, _TALK)
        model.forget(_BENCH)
        model.decode(sample[size:], 4 * size, _TALK)
        joined = model.scores().copy()
    except DecodeError:
        return False
    finally:
        model.forget_all()
    alike = float(np.corrcoef(read, joined)[0, 1])
    return bool(read.argmax() == joined.argmax()) and alike > 0.999


def _common(some: Sequence[int], others: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    size = min(len(some), len(others))
    return next((i for i in range(size) if some[i] != others[i]), size)
