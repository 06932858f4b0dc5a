"""``python3 -m setup TARGET``: what the Makefile calls."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from setup.commands import StepFailed
from setup.steps import Choices, take

_PRODUCT = ("environment", "packages", "models", "engine")


def _prepare(*names: str) -> Callable[[Choices], None]:
    return lambda choices: take(names, choices)


def _test(choices: Choices) -> None:
    take((*_PRODUCT[:2], "tools", *_PRODUCT[2:], "small model"), choices)
    try:
        take(("browser",), choices)
    except StepFailed as error:  # the rest can still be tested; pytest says what it skipped
        print(f"{error}\nProven i webbläsare hoppas över.", flush=True)


def _compare(choices: Choices) -> None:
    from setup.compare import compare

    take(_PRODUCT[:3], choices)
    compare(choices)


def _wheelhouse(choices: Choices) -> None:
    from setup.wheelhouse import fill

    take(_PRODUCT, choices)
    fill(os.environ.get("DIR") or "wheelhouse")


TARGETS: dict[str, Callable[[Choices], None]] = {
    "run": _prepare(*_PRODUCT, "samples"),
    "product": _prepare(*_PRODUCT),
    "packages": _prepare("environment", "packages"),
    "lint": _prepare("environment", "packages", "tools"),
    "models": _prepare("environment", "packages", "models"),
    "test": _test,
    "engine-compare": _compare,
    "wheelhouse": _wheelhouse,
}


def main(arguments: list[str]) -> int:
    """Prepare one target; 1 and a Swedish line when it can't be done."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        print(f"Användning: python3 -m setup {{{','.join(TARGETS)}}}", file=sys.stderr)
        return 2
    try:
        TARGETS[arguments[0]](Choices.of(dict(os.environ)))
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nAvbrutet. Kör igen för att fortsätta.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
