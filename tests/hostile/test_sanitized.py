"""The walk and what is compiled with it, under gcc's address and undefined-behaviour sanitizers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = ("compiled_words.pyx", "blocks/compiled_nodes.pyx", "blocks/split.py")
READ_PAGES = """
import sys
from random import Random
sys.path[:0] = sys.argv[1:]
from cleancopy.extractors.article import Source
from cleancopy.extractors.blocks import nodes, split
from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.page import read_page
from cleancopy.extractors.page.parse import parse_html
from pages import entries
from trees import tree as drawn

assert nodes.read_nodes.__module__.endswith("compiled_nodes"), nodes.read_nodes

def read(tree):
    split(tree)
    nodes.read_ancestors(list(tree.iter("*")))

for entry in entries():
    try:
        page = read_page(Source("page", entry.data))
    except CleancopyError:
        continue
    if page.tree is not None:
        read(page.tree)
for seed in range(1000):
    read(parse_html(f"<html><body>{drawn(Random(seed))}</body></html>", "-")[0])
print("all read")
"""


def _runtime(name: str) -> str:
    """The path of a sanitizer's library; skips where gcc has none."""
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("no gcc")
    found = subprocess.run(
        [gcc, f"-print-file-name={name}.so"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not Path(found).is_absolute():
        pytest.skip(f"gcc has no {name}")
    return str(Path(found).resolve())


@pytest.mark.slow
def test_hostile_pages_and_drawn_trees_are_read_without_a_fault_in_memory(tmp_path: Path) -> None:
    lxml = pytest.importorskip("lxml")
    pytest.importorskip("Cython")
    libraries = [_runtime("libasan"), _runtime("libubsan")]
    package = tmp_path / "cleancopy"
    shutil.copytree(ROOT / "extractors" / "cleancopy", package)
    shutil.copytree(ROOT / "extractors", package / "extractors", ignore=shutil.ignore_patterns("*.so", "cleancopy"))
    shutil.copytree(ROOT / "cli", package / "cli")
    includes = [f"-I{path}" for path in (*lxml.get_include(), sysconfig.get_path("include"))]
    sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
    for name in MODULES:
        source = (package / "extractors" / name).relative_to(tmp_path)
        cython = [sys.executable, "-m", "cython", "-3", "-X", "annotation_typing=False", str(source), "-o", "made.c"]
        subprocess.run(cython, cwd=tmp_path, check=True, timeout=300)
        made = source.with_suffix(sysconfig.get_config_var("EXT_SUFFIX"))
        build = ["gcc", "-shared", "-fPIC", "-O1", "-fwrapv", "-w", *sanitize, *includes, "made.c", "-o", str(made)]
        subprocess.run(build, cwd=tmp_path, check=True, timeout=300)

    done = subprocess.run(
        [sys.executable, "-c", READ_PAGES, str(ROOT / "tests" / "hostile"), str(ROOT / "tests" / "fuzz")],
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "PYTHONMALLOC": "malloc",  # so that each object is watched
            "ASAN_OPTIONS": "detect_leaks=0",  # Python keeps what it made at its start
            "LD_PRELOAD": " ".join(libraries),
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )

    assert (done.returncode, done.stdout.split("\n")[-2:], done.stderr[-2000:]) == (0, ["all read", ""], "")
