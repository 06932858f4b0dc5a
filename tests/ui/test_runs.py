"""Work on the index that goes on whoever watches."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from ui.runs import Runs


def test_a_run_goes_on_when_nobody_watches_and_a_newcomer_sees_where_it_is() -> None:
    go, told = threading.Event(), threading.Event()

    def steps(_: threading.Event) -> Iterator[str]:
        yield "1 av 2"
        told.set()
        assert go.wait(10)
        yield "2 av 2"

    runs = Runs()
    first = runs.begin(steps).watch()
    assert next(first) == "1 av 2"
    first.close()  # type: ignore[attr-defined]
    assert told.wait(10)
    run = runs.present()
    assert run is not None
    newcomer = run.watch()
    assert next(newcomer) == "1 av 2"
    go.set()
    assert list(newcomer) == ["2 av 2"]
    assert runs.present() is None


def test_anybody_calls_off_what_is_under_way() -> None:
    def steps(cancel: threading.Event) -> Iterator[str]:
        yield "börjar"
        assert cancel.wait(10)
        yield "avbruten"

    runs = Runs()
    assert not runs.call_off()
    watched = [runs.begin(steps).watch() for _ in range(2)]
    assert [next(one) for one in watched] == ["börjar", "börjar"]
    assert runs.call_off()
    assert [list(one) for one in watched] == [["avbruten"], ["avbruten"]]


def test_who_watches_slowly_sees_the_latest_only() -> None:
    done = threading.Event()

    def steps(_: threading.Event) -> Iterator[str]:
        yield from map(str, range(100))
        done.set()

    run = Runs().begin(steps)
    assert done.wait(10)
    assert list(run.watch()) == ["99"]
