"""The process that parses one file: bytes in on stdin, JSON out on stdout, nothing else.

It limits its own memory, CPU time, open files and file writing before it reads a byte.
"""

from __future__ import annotations

import json
import logging
import sys

from index.errors import NoTextLayer, TooLarge, UnreadableFile
from index.readers import READERS
from index.readers.kinds import check_kind
from index.readers.limits import ParseLimits

DAMAGED = "Filen är skadad och går inte att läsa."
NEW_COPY = "Öppna originalet och spara en ny kopia."
_MEBIBYTE = 1 << 20


def main() -> None:
    """Parse stdin as ``argv``: suffix, then the limits in the order of ParseLimits' fields."""
    suffix, numbers = sys.argv[-6], [int(number) for number in sys.argv[-5:]]
    limits = ParseLimits(*numbers)
    confine(limits)
    logging.disable(logging.CRITICAL)  # the libraries' warnings quote file content
    answer = json.dumps(_answer(sys.stdin.buffer.read(), suffix, limits), ensure_ascii=True)
    sys.stdout.write(answer)
    sys.stdout.flush()


def _answer(data: bytes, suffix: str, limits: ParseLimits) -> dict[str, object]:
    try:
        check_kind(data, suffix)
        reading = READERS[suffix](data, limits)
    except UnreadableFile as error:
        return {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
    except MemoryError:
        return _failure(TooLarge, f"Filen kräver mer än {limits.memory_mb} MB minne.", NEW_COPY)
    except Exception:  # noqa: BLE001 - this process's outermost skin: parsers raise anything
        return _failure(UnreadableFile, DAMAGED, NEW_COPY)
    return {"pages": [page.text for page in reading.pages], "notes": list(reading.notes)}


def _failure(kind: type[UnreadableFile], message: str, hint: str) -> dict[str, object]:
    return {"kind": kind.__name__, "message": message, "hint": hint}


def confine(limits: ParseLimits) -> None:
    """Limit this process's memory, CPU time, open files and file writing."""
    if sys.platform == "win32":
        return  # no rlimits there: the parent's clock and the readers' own limits remain
    import resource

    for name, value in (
        (resource.RLIMIT_AS, limits.memory_mb * _MEBIBYTE),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(name)
        try:
            resource.setrlimit(name, (value if hard < 0 else min(value, hard), hard))
        except (ValueError, OSError):  # macOS knows the memory limit but refuses to set it
            continue


KINDS = {kind.__name__: kind for kind in (UnreadableFile, NoTextLayer, TooLarge)}

if __name__ == "__main__":
    main()
