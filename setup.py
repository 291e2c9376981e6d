"""What is compiled where the installation can: all else about the package is in pyproject.toml.

A module of plain Python is compiled from the same source, with types from the `.pxd` beside it; Python takes the
compiled file where there is one, else the source. What can only be written for the compiler is in `.pyx` files; the
modules that use these do the same in Python without them. So each of them may be missing.
"""

from __future__ import annotations

import os
from pathlib import Path

from setuptools import Extension, setup

COMPILED = (
    "extractors/compiled_words.pyx",
    "extractors/blocks/compiled_nodes.pyx",
    "extractors/blocks/split.py",
    "extractors/features/compiled_features.pyx",
    "extractors/features/lexicon.py",
    "extractors/features/outline.py",
    "extractors/features/standing.py",
    "extractors/features/surroundings.py",
    "extractors/model/compiled_forest.pyx",
)


_DIRECTIVES = {"annotation_typing": False, "language_level": "3"}


def extensions() -> list[Extension]:
    """Return what can be compiled here: nothing without Cython."""
    try:
        from Cython.Build import cythonize
        from Cython.Compiler.Errors import CompileError
        from lxml import get_include
    except ImportError as err:
        print(f"nothing is compiled: {err}")
        return []
    found = []
    for path in map(Path, COMPILED):
        types = path.with_suffix(".pxd")
        # Under the name that the file has in this folder, for so Cython finds the types: the package's comes after it.
        one = Extension(
            ".".join(path.with_suffix("").parts),
            [str(path)],
            include_dirs=get_include(),
            # Half of the time that -g -O3 takes for what mostly calls Python, whose loops gain nothing by it.
            extra_compile_args=["-g0", "-O3" if path.suffix == ".pyx" else "-O2"],
            depends=[str(path), str(types)] if types.exists() else [str(path)],  # these are in an sdist
        )
        try:
            # The hints are for people; what is typed for the compiler is in the .pxd.
            found += cythonize([one], build_dir="build/cython", quiet=True, compiler_directives=_DIRECTIVES)
        except CompileError as err:
            print(f"{path} is not compiled: {err}")
    for one in found:
        one.name = f"cleancopy.{one.name}"
        one.optional = True  # Cython forgets it
    return found


setup(ext_modules=extensions(), options={"build_ext": {"parallel": os.cpu_count() or 1}})
