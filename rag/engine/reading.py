"""Reading a prompt into the model's memory: what is remembered is joined, the rest is read.

Sequence 0 is the conversation. Sequence 2 keeps the head, which every prompt of a task shares.
Sequence 1 is the bench: a passage's state, made once after the head and alone, is put there, cut
to the sentences wanted, moved to its place and given to sequence 0. Moving works because rotary
positions are relative: llama.cpp turns the remembered keys by the distance moved.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from rag.engine.chat import Block, Layout
from rag.engine.kvcache import StateStore, is_of, shape, state_name
from rag.engine.memory import AbortedError, DecodeError, Joining, Memory

_TALK, _BENCH, _HEAD = 0, 1, 2
_AWAY = 1 << 24  # beyond every position: where ranges wait so that no two meet while they move
_HEADS = 4  # tasks whose heads are held in memory

_Head = tuple[int, ...]
_Task = tuple[_Head, Block]  # the head, and what is read after it


class Reader:
    """The model's memory. ``store`` is None where no passages are to be kept.

    ``shaped_by`` names all that shapes a state besides its tokens.
    """

    def __init__(
        self, model: Memory, store: StateStore | None, shaped_by: str, joining: Joining | None = None
    ) -> None:
        self._model = model
        self._store = store
        self._shaped_by = shaped_by
        self._joining = joining or Joining()
        self._head: _Head = ()  # what sequence 2 holds
        self._heads: OrderedDict[_Head, bytes] = OrderedDict()
        self._shapes: set[str] = set()
        self._ahead: list[_Head] = []  # heads to read while idle
        self._missed: OrderedDict[str, _Task] = OrderedDict()  # a question had to read it
        self._wanted: OrderedDict[str, _Task] = OrderedDict()  # somebody may ask about it
        self.held: list[int] = []  # the tokens of sequence 0
        self._exact = 0  # so many of them were read in their place, before the first that was moved
        self.joined = 0  # tokens of the last prompt that were moved

    def read(self, layout: Layout, fresh: bool = False) -> int:
        """Bring the prompt into sequence 0, its last token scored. How many tokens were not read.

        ``fresh`` moves nothing: every token has seen all before it. Raises: AbortedError, DecodeError.
        """
        tokens = layout.tokens
        same = _common(self.held[: self._exact] if fresh else self.held, tokens[:-1])
        if self._spared(layout, fresh) >= same:
            try:
                return self._join(layout, fresh)
            except DecodeError:
                self.clear()  # a state that does not fit: read it all
                same = 0
        self.cut(same)
        self._append(tokens[same:])
        self.joined = same - min(same, self._exact)
        return same

    def cut(self, size: int) -> None:
        """Remember only the first ``size`` tokens of the conversation."""
        if self._exact >= size:
            self._exact = size
        del self.held[size:]
        self._model.forget(_TALK, size)

    def wrote(self, token: int) -> None:
        """The model has read a token that it wrote."""
        self.held.append(token)

    def clear(self) -> None:
        """Remember nothing."""
        self.held = []
        self._head = ()
        self._exact = self.joined = 0
        self._model.forget_all()

    def keep(self, layout: Layout) -> None:
        """Have ``keep_next`` read the head, then the evidence while there is room, after what waits.

        States made after other heads than those kept so far are of no more use and removed.
        """
        self._ahead = [layout.head, *self._ahead]
        if self._store is None:
            return
        self._shapes.add(shape(self._shaped_by, layout.head))
        self._store.retire(self._shapes)
        self._wanted |= self._worth(layout)

    @property
    def wants_head(self) -> bool:
        """Whether ``keep_next`` would read a head, which the next question needs anyway."""
        return any(head not in self._heads for head in self._ahead[:1])

    def keep_next(self) -> bool:
        """Read one head or passage, first of what was missed; False when none is wanted.

        Raises: AbortedError, DecodeError.
        """
        while self._ahead:
            if self._ahead[0] not in self._heads:
                self._take_head(self._ahead[0])
                return True
            del self._ahead[0]
        while self._store and (tasks := self._tasks(self._store)):
            name, (head, block) = tasks.popitem(last=False)
            if name in self._store or len(block.tokens) > self._joining.longest:
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
        """Drop the states of all passages whose id begins so, and what is remembered now; "" means all."""
        for tasks in (self._missed, self._wanted):
            for name in [name for name in tasks if is_of(name, passage_ids)]:
                del tasks[name]
        if self._store:
            self._store.forget(passage_ids)
        self.cut(0)
        if not passage_ids:
            self._heads.clear()
            self.clear()

    # -- joining ---------------------------------------------------------------------------

    def _spared(self, layout: Layout, fresh: bool) -> int:
        """Tokens that need not be read if the head and states are put together."""
        known = len(layout.head) if layout.head in (self._head, *self._heads) else 0
        if fresh or self._store is None:
            return known
        count, begun = self._begun(layout)
        rest = layout.blocks[count:] if self._joining.moves else ()
        return known + len(begun.tokens) + sum(len(one.kept) for one in rest if self._known(layout, one))

    def _known(self, layout: Layout, block: Block) -> bool:
        return self._store is not None and self._name(layout.head, block) in self._store

    def _begun(self, layout: Layout) -> tuple[int, Block]:
        """How many of the first blocks are remembered as one, and that one."""
        for count in range(self._longest_chain(layout), 0, -1):
            chain = layout.beginning(count)
            if self._known(layout, chain):
                return count, chain
        return 0, layout.beginning(0)

    def _longest_chain(self, layout: Layout) -> int:
        """Where passages are moved, only the first is remembered as it stood."""
        return min(len(layout.blocks), 1) if self._joining.moves else len(layout.blocks)

    def _worth(self, layout: Layout) -> dict[str, _Task]:
        """What of the evidence is worth remembering: as it stands, how it begins, what may be moved."""
        if not layout.blocks or self._store is None or not self._is_kept(layout.head):
            return {}
        blocks = [layout.beginning(self._longest_chain(layout)), layout.beginning(1)]
        blocks += layout.blocks if self._joining.moves else ()
        return {self._name(layout.head, block): (layout.head, block) for block in blocks}

    def _is_kept(self, head: _Head) -> bool:
        """Whether a task's evidence is remembered: every task's, or only those that ``keep`` was told of."""
        return not self._shapes or shape(self._shaped_by, head) in self._shapes

    def _name(self, head: Sequence[int], block: Block) -> str:
        return state_name(self._shaped_by, head, block.key or "_", block.tokens)

    def _join(self, layout: Layout, fresh: bool) -> int:
        self.cut(0)
        reused = self._take_head(layout.head)
        self._model.copy(_HEAD, _TALK)
        self.held = list(layout.head)
        self._exact, self.joined = len(self.held), 0
        count = 0 if fresh else self._take_beginning(layout)
        placed, unread = len(self.held) - len(layout.head), list[int]()
        for block in layout.blocks[count:]:
            state = self._state(layout.head, block) if self._joining.moves and not fresh else None
            if state is None:
                unread += block.kept
                continue
            self._append(unread)
            unread = []
            self._place(state, block, len(layout.head))
        self._append([*unread, *layout.tail])
        if count < len(layout.blocks):
            self._missed |= self._worth(layout)
        return reused + placed + self.joined

    def _take_beginning(self, layout: Layout) -> int:
        """Put the longest remembered beginning of the evidence in its place; how many blocks it holds."""
        count, begun = self._begun(layout)
        state = self._state(layout.head, begun) if count else None
        if state is None:
            return 0
        self._model.restore(_BENCH, state)
        self._model.copy(_BENCH, _TALK)
        self._model.forget(_BENCH)
        self.held += begun.tokens
        self._exact = len(self.held)
        return count

    def _append(self, tokens: Sequence[int]) -> None:
        if tokens:
            self._model.decode(tokens, len(self.held), _TALK)
            exact = self._exact == len(self.held)
            self.held += tokens
            self._exact = len(self.held) if exact else self._exact

    def _take_head(self, head: _Head) -> int:
        """Have the head in its sequence. How many tokens of it were not read."""
        if self._head == head:
            return len(head)
        self.clear()
        name = self._name(head, Block("head", (), ()))
        known = self._heads.get(head) or (self._store.get(name) if self._store else None)
        if known is None:
            self._read_head(head)
        else:
            self._model.restore(_HEAD, known)
        state = known or self._model.state(_HEAD)
        if self._store and name not in self._store:
            self._store.put(name, state)
        self._head = head
        self._heads[head] = state
        self._heads.move_to_end(head)
        while len(self._heads) > _HEADS:
            self._heads.popitem(last=False)
        return len(head) if known else 0

    def _read_head(self, head: _Head) -> None:
        try:
            self._model.decode(head, 0, _HEAD)
        except AbortedError:
            self._model.forget(_HEAD)
            raise

    def _state(self, head: _Head, block: Block) -> bytes | None:
        return self._store.get(self._name(head, block)) if self._store else None

    def _place(self, state: bytes, block: Block, made_at: int) -> None:
        """Put what is kept of a state, made at one position, at the end of the conversation."""
        model = self._model
        model.restore(_BENCH, state)
        end = 0
        for start, stop in (*block.keep, (len(block.tokens), len(block.tokens))):
            if start > end:
                model.forget(_BENCH, made_at + end, made_at + start)
            end = stop
        model.move(_BENCH, -1, -1, _AWAY)
        at = len(self.held)
        for start, stop in block.keep:
            here = _AWAY + made_at + start
            model.move(_BENCH, here, here + stop - start, at - here)
            at += stop - start
        model.copy(_BENCH, _TALK)
        model.forget(_BENCH)
        self.held += block.kept
        self.joined += len(block.kept)

    def _make(self, name: str, head: _Head, block: Block) -> None:
        """Keep the state of a passage after the head and alone: that of the conversation, or read anew."""
        model = self._model
        end = len(head) + len(block.tokens)
        talked = tuple(self.held[: min(end, self._exact)]) == (*head, *block.tokens)
        if not talked:
            self._take_head(head)
        if not talked and len(self.held) + len(block.tokens) > self._joining.longest:
            self.cut(0)  # no room for both
        model.forget(_BENCH)
        model.copy(_TALK if talked else _HEAD, _BENCH)
        try:
            if talked:
                model.forget(_BENCH, end)
            else:
                model.decode(block.tokens, len(head), _BENCH)
            model.forget(_BENCH, 0, len(head))
            if self._store:
                self._store.put(name, model.state(_BENCH))
        finally:
            model.forget(_BENCH)


def _common(some: Sequence[int], others: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    size = min(len(some), len(others))
    return next((i for i in range(size) if some[i] != others[i]), size)
