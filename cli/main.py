"""Entry point of ``motesminne``: parse, run one command, turn errors into one Swedish line.

Exit codes: 0 success, 1 a failure explained in one line, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from cli.parser import parse
from index.errors import MinutesError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parse(argv)
    from cli.commands import run  # the commands' imports are heavier than the parser's

    try:
        return run(arguments, os.environ)
    except MinutesError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nAvbrutet.\n")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main())
