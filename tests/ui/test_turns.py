"""One model, many users: the order is fair, the place is known, who leaves frees the model."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from index.errors import Cancelled, MinutesError
from rag.engine.protocol import GenerationLimits, Prompt
from tests.ui.site import GatedEngine
from ui.turns import MOST_EACH, SharedEngine, Ticket, Turns

PROMPT, LIMITS = Prompt("", (), ""), GenerationLimits()


class Model:
    """Runs that end when told to, and the order in which they had their turns."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.order: list[str] = []
        self.began = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def run(self, name: str, ticket: threading.Event) -> None:
        with self.turns.at_model(ticket):
            self.order.append(name)
            self.began.release()
            assert self.go.acquire(timeout=20)

    def waiting(self, number: int) -> None:
        """Until so many runs wait for their turn."""
        with self.turns._change:
            while len(self.turns._ready) < number:
                self.turns._change.wait(0.01)


def _asked(model: Model, stack: ExitStack, pool: ThreadPoolExecutor, names: str) -> list[Future[None]]:
    """Each name is a page, its first letter the user; the first is at the model when this returns."""
    runs = []
    for number, name in enumerate(names.split()):
        ticket = stack.enter_context(model.turns.enter(name, name[0]))
        runs.append(pool.submit(model.run, name, ticket))
        if number == 0:
            assert model.began.acquire(timeout=20)
        else:
            model.waiting(number)
    return runs


def test_users_take_turns_and_each_one_s_questions_keep_their_order() -> None:
    model = Model()
    with ThreadPoolExecutor(8) as pool, ExitStack() as stack:
        runs = _asked(model, stack, pool, "a1 a2 a3 b1 b2 c1")
        assert [model.turns.ahead(page) for page in ("a1", "b1", "c1", "a2", "b2", "a3")] == [
            0,
            1,
            2,
            3,
            4,
            5,
        ]
        for _ in runs:
            model.go.release()
        for run in runs:
            run.result(20)
    assert model.order == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_someone_new_comes_before_whoever_has_just_been_served() -> None:
    model = Model()
    with ThreadPoolExecutor(8) as pool, ExitStack() as stack:
        runs = _asked(model, stack, pool, "a1 a2 a3")
        late = stack.enter_context(model.turns.enter("z1", "z"))
        runs.append(pool.submit(model.run, "z1", late))
        model.waiting(3)
        assert model.turns.ahead("z1") == 1
        for _ in runs:
            model.go.release()
        for run in runs:
            run.result(20)
    assert model.order == ["a1", "z1", "a2", "a3"]


def test_a_question_called_off_leaves_the_queue_at_once() -> None:
    model = Model()
    with ThreadPoolExecutor(8) as pool, ExitStack() as stack:
        runs = _asked(model, stack, pool, "a1 b1 c1")
        assert model.turns.call_off("b1")
        with pytest.raises(Cancelled):
            runs[1].result(20)
        assert model.turns.ahead("c1") == 1
        model.go.release(2)
        runs[2].result(20)
    assert model.order == ["a1", "c1"]


def test_a_question_that_still_searches_holds_nobody_up() -> None:
    model = Model()
    with ExitStack() as stack:
        stack.enter_context(model.turns.enter("slow", "a"))
        ready = stack.enter_context(model.turns.enter("ready", "b"))
        assert model.turns.ahead("ready") == 1
        model.go.release()
        model.run("ready", ready)
    assert model.order == ["ready"]


def test_pages_of_nobody_in_particular_are_users_of_their_own() -> None:
    turns = Turns()
    with ExitStack() as stack:
        for number in range(2 * MOST_EACH):
            stack.enter_context(turns.enter(str(number)))
        assert turns.ahead("5") == 5


def test_one_user_has_few_questions_under_way() -> None:
    turns = Turns()
    with ExitStack() as stack:
        for number in range(MOST_EACH):
            stack.enter_context(turns.enter(str(number), "a"))
        with pytest.raises(MinutesError, match="frågor på gång"), turns.enter("another", "a"):
            pass
        with turns.enter("another", "b"), turns.enter("0", "a") as again:
            assert not again.is_set()


def test_a_page_asks_one_question_at_a_time() -> None:
    turns = Turns()
    with turns.enter("a") as former:
        with turns.enter("a") as present:
            assert former.is_set()
            assert not present.is_set()
        assert not turns.call_off("a")
    assert turns.ahead("a") == 0


def test_a_failing_run_frees_the_model() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.at_model(Ticket("a")):
        _ = 1 / 0
    with turns.at_model(threading.Event()):
        pass


def test_leaving_a_shared_run_early_frees_the_model() -> None:
    engine = GatedEngine()
    engine.replies.extend(["ett två tre", "fyra fem"])
    shared = SharedEngine(engine, Turns())
    first = shared.stream(PROMPT, LIMITS, threading.Event())
    assert next(first) == "ett "
    first.close()
    assert list(shared.stream(PROMPT, LIMITS, threading.Event())) == ["fyra ", "fem"]
    assert shared.info == engine.info
    shared.close()
    assert engine.closed
