"""Files that came by the page: copied into the data folder, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

ORIGINALS = "originals"
"""The folder of the copies in the data folder."""


def keep_uploads(paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Copies in ``folder``, which is made if it is missing.

    A name in use is replaced; of files that came together under one name each is kept ("a (2).pdf").
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept: list[Path] = []
    for path in paths:
        same = sum(one.name == path.name for one in paths[: len(kept)])
        target = folder / (f"{path.stem} ({same + 1}){path.suffix}" if same else path.name)
        part = target.with_name(target.name + ".part")
        shutil.copyfile(path, part)
        part.replace(target)
        kept.append(target)
    return tuple(kept)
