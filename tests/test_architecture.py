"""What import-linter can't see: one heavy library a module, a thin app.py, and what is packaged."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("cli", "eval", "index", "prompts", "rag", "ui")
HEAVY = {
    "argon2": "ui/passwords.py",
    "chromadb": "index/vectors.py",
    "docx": "index/readers/docx.py",
    "gradio": "ui/parts.py",
    "llama_cpp": "rag/engine/native.py",
    "pypdf": "index/readers/pdf.py",
    "pypdfium2": "index/readers/picture.py",
    "sentence_transformers": "index/embedder.py",
    "torch": "index/embedder.py",
    "transformers": "index/embedder.py",
    "xlsxwriter": "rag/export/spreadsheet.py",
}
# Word files are written with the library that reads them, by one module more: a reader runs in a child
# process over foreign bytes and imports nothing of rag, a writer turns our own summaries into a file.
ALSO = {"docx": "rag/export/word.py"}
ALLOWED = {
    "cli": {"app", "cli", "eval", "index", "prompts", "rag", "ui"},
    "ui": {"index", "rag", "ui"},
    "eval": {"eval", "index", "prompts", "rag"},
    "rag": {"index", "prompts", "rag"},
    "index": {"index"},
    "prompts": {"prompts"},
    "setup": {"setup"},
}
HOUSE = {*PRODUCT, "app", "setup", "tests"}
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
ENVIRONMENT_READERS = {"rag/settings.py"}


def modules(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "__pycache__" not in path.parts and "data" not in path.parts]


def product() -> list[Path]:
    return [*modules(*PRODUCT), ROOT / "app.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Top names of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_stands_in_one_module(library: str) -> None:
    users = {name_of(path) for path in product() if library in set(imports(path))}
    assert users - {ALSO.get(library, "")} == {HEAVY[library]}


@pytest.mark.parametrize("layer", ALLOWED)
def test_layers_know_only_what_lies_below(layer: str) -> None:
    for path in modules(layer):
        if layer == "setup" and path.name == "inside.py":  # runs in the environment, asks the product
            continue
        foreign = set(imports(path)) & HOUSE - ALLOWED[layer]
        assert not foreign, f"{name_of(path)} imports {foreign}"


def test_setup_runs_on_the_standard_library_alone() -> None:
    for path in modules("setup"):
        if path.name in ("inside.py", "probe.py"):  # run by the environment's Python
            continue
        foreign = set(imports(path)) - sys.stdlib_module_names - {"setup"}
        assert not foreign, f"{name_of(path)} imports {foreign}"


def test_the_page_is_wiring_only() -> None:
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 250
    assert not {"re", "sqlite3", "subprocess"} & set(imports(ROOT / "app.py"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"(?i)\bselect\b.+\bfrom\b|\binsert into\b", node.value), node.value
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("Path", "open")
        ):
            assert not any(isinstance(argument, ast.Constant) for argument in node.args), "a path written out"


@pytest.mark.parametrize("path", product(), ids=name_of)
def test_no_module_is_a_drawer_for_odds_and_ends(path: Path) -> None:
    assert path.stem not in NO_NAMES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, "split it"


def environment_reads(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr == "getenv":
            yield node.lineno
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            target = node.value
            if isinstance(target, ast.Attribute) and target.attr == "environ":
                yield node.lineno


@pytest.mark.parametrize("path", modules("index", "prompts", "rag"), ids=name_of)
def test_nothing_below_the_settings_reads_the_environment_or_prints(path: Path) -> None:
    if name_of(path) not in ENVIRONMENT_READERS:
        assert list(environment_reads(path)) == []
    calls = (
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    assert not any(isinstance(function, ast.Name) and function.id == "print" for function in calls)


def test_every_package_is_listed_and_no_other() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]
    there = {
        init.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for top in PRODUCT
        for init in (ROOT / top).rglob("__init__.py")
        if "data" not in init.relative_to(ROOT).parts
    }
    assert set(listed) == there


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(one for more in project["optional-dependencies"].values() for one in more),
    ]
    locked = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    }
    missing = {re.split(r"[=<>\[ ]", name)[0].lower().replace("_", "-") for name in wanted} - locked
    assert not missing


def test_every_import_is_a_declared_dependency() -> None:
    """What another package happens to bring along may be gone with its next version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    carriers = packages_distributions()
    for paths, wanted in (
        (product(), [*project["dependencies"], *extras["engine"]]),
        (modules("tests"), [*project["dependencies"], *extras["engine"], *extras["dev"]]),
    ):
        declared = {canonical(re.split(r"[=<>\[ ]", name)[0]) for name in wanted}
        for path in paths:
            for library in set(imports(path)) - sys.stdlib_module_names - HOUSE:
                assert {canonical(name) for name in carriers.get(library, ())} & declared, (
                    f"{name_of(path)} imports {library}"
                )


def canonical(name: str) -> str:
    return name.lower().replace("_", "-")


def test_no_host_of_a_package_registry_is_named() -> None:
    hosts = re.compile(
        "|".join(
            ("py" + r"pi\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)", "deb" + r"\.debian")
        )
    )
    for suffix in ("*.py", "*.md", "*.toml", "*.txt", "Makefile", "*.yaml"):
        for path in ROOT.rglob(suffix):
            if any(
                part.startswith(".") or part in ("node_modules", "wheelhouse")
                for part in path.relative_to(ROOT).parts
            ):
                continue
            assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), path
