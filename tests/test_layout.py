"""The house stays in order: the top level, the size of files and functions, who imports what.

Which folder may need which is said in pyproject.toml ([tool.importlinter]) and checked by `lint-imports`.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("cli", "extractors")
FILES = sorted(f for package in PACKAGES for f in (ROOT / package).rglob("*.py"))
TOP = {"cli", "extractors", "tests", "samples", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
TOP |= {"CONTRIBUTING.md", "SECURITY.md", "setup.py"}
BUILT = {"build", "dist"}
FORBIDDEN_IN_EXTRACTORS = {"typer", "click", "rich"}


def _imports(file: Path) -> list[str]:
    """The modules that a file imports, relative ones as paths from the repository's root."""
    package = list(file.relative_to(ROOT).parts[:-1])
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found += [".".join([*base, name]) for name in names]
    return found


def test_nothing_but_the_agreed_names_stands_at_the_top() -> None:
    names = {p.name for p in ROOT.iterdir() if not p.name.startswith(".") and not p.name.endswith(".egg-info")}

    assert names - BUILT <= TOP


def test_no_file_name_is_used_twice() -> None:
    names = Counter(f.name for f in FILES if f.name not in ("__init__.py", "__main__.py"))

    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_files_and_functions_can_be_read_in_one_sitting(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    # From the docstring on: the parameters of a command are its options, and there may be many.
    long = [n.name for n in functions if (n.end_lineno or n.lineno) - n.body[0].lineno + 1 > 60]

    assert text.count("\n") <= 600
    assert not long


@pytest.mark.parametrize("file", [f for f in FILES if "extractors" in f.parts], ids=lambda f: f.stem)
def test_the_extractors_know_nothing_of_the_command_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    calls = {n.func.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    imported = {name.split(".")[0] for name in _imports(file)}

    assert not imported & (FORBIDDEN_IN_EXTRACTORS | {"cli"})
    assert "print" not in calls or file.name == "__main__.py"  # training is a command of its own
    assert "environ" not in text and "getenv" not in text


def test_only_the_reference_imports_trafilatura() -> None:
    importers = {f.name for f in FILES if any(name.split(".")[0] == "trafilatura" for name in _imports(f))}

    assert importers == {"reference.py"}


def test_only_training_needs_numpy_and_lightgbm() -> None:
    importers = {f.parent.name for f in FILES if {n.split(".")[0] for n in _imports(f)} & {"numpy", "lightgbm"}}

    assert importers == {"train"}


def test_every_folder_of_code_is_in_the_package() -> None:
    import tomllib

    mapped = {Path("extractors/cleancopy"): "cleancopy"}  # the package itself
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    folders = {f.parent.relative_to(ROOT) for f in FILES}

    named = {mapped.get(folder, "cleancopy." + ".".join(folder.parts)) for folder in folders}
    assert listed - {"cleancopy.guides"} == named
