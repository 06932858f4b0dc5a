"""Taking turns, and starting again after a stop."""

from __future__ import annotations

import threading

from rag.engine.turns import Restarts, Turnstile


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_stop_makes_the_pause_longer() -> None:
    clock = Clock()
    restarts = Restarts(clock, pauses=(1, 4, 16))
    assert restarts.pause_s() == 0
    pauses = []
    for _ in range(4):
        restarts.stopped()
        pauses.append(restarts.pause_s())
        clock.now += 20
    assert pauses == [1, 4, 16, None]


def test_old_stops_are_forgotten() -> None:
    clock = Clock()
    restarts = Restarts(clock, pauses=(1, 4, 16), window_s=600)
    for _ in range(4):
        restarts.stopped()
    assert restarts.pause_s() is None
    clock.now = 601
    assert restarts.pause_s() == 0


def test_a_pause_runs_out() -> None:
    clock = Clock()
    restarts = Restarts(clock, pauses=(5,))
    restarts.stopped()
    clock.now = 3
    assert restarts.pause_s() == 2
    clock.now = 9
    assert restarts.pause_s() == 0


def test_turns_come_in_order() -> None:
    turnstile = Turnstile()
    assert turnstile.enter(lambda: False)
    order: list[int] = []

    def wait(number: int) -> None:
        assert turnstile.enter(lambda: False)
        order.append(number)
        turnstile.leave()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        while turnstile.waiting <= number:
            pass
        threads.append(thread)
    turnstile.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_giving_up_leaves_the_line() -> None:
    turnstile = Turnstile()
    turnstile.enter(lambda: False)
    assert not turnstile.enter(lambda: True)
    assert turnstile.waiting == 0
    turnstile.leave()
    assert turnstile.enter(lambda: True)
