"""Under which licences the parts of the product stand, as their own metadata say."""

from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, requires

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def package_licences(distribution: str = "motesminne") -> tuple[tuple[str, str, str], ...]:
    """Name, version and licence of every package that the distribution asks for and that is installed."""
    found = []
    for line in requires(distribution) or ():
        name = _NAME.match(line)
        if name is None or "extra == 'dev'" in line.replace('"', "'"):
            continue
        try:
            about = metadata(name.group())
        except PackageNotFoundError:
            continue
        found.append((about["Name"], about["Version"], _licence(about)))
    return tuple(sorted(dict.fromkeys(found), key=lambda row: row[0].lower()))


def _licence(about: PackageMetadata) -> str:
    """The licence's short name; "okänd" where a package does not say."""
    every = {name: about.get_all(name) or [""] for name in ("License-Expression", "License", "Classifier")}
    named = [one.rsplit(" :: ", 1)[-1] for one in every["Classifier"] if one.startswith("License :: ")]
    written = every["License"][0].strip().splitlines()
    return every["License-Expression"][0] or ", ".join(named) or (written[0][:60] if written else "okänd")
