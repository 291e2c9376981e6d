"""The package without its compiled modules: what an installation runs that found no compiler."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

_PACKAGE = "cleancopy."


class _SourcesAlone(MetaPathFinder):
    """Finds modules of this package as the other finders do, but takes the .py file where these find a compiled one."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith(_PACKAGE):
            return None
        found = (finder.find_spec(name, path, target) for finder in sys.meta_path if finder is not self)
        spec = next((one for one in found if one is not None), None)
        if spec is None or not isinstance(spec.loader, ExtensionFileLoader):
            return spec
        source = Path(spec.loader.path).with_name(f"{name.rpartition('.')[2]}.py")
        if not source.exists():
            raise ModuleNotFoundError(f"{name} has no source in Python", name=name)
        return spec_from_file_location(name, source)


def import_sources_alone() -> None:
    """Import this package's modules from their .py files from now on. To be called before the first of them."""
    assert not any(name.startswith(_PACKAGE) for name in sys.modules)
    sys.meta_path.insert(0, _SourcesAlone())


def compiled_modules() -> list[str]:
    """The modules of this package that run compiled, among those that are imported."""
    endings = tuple(EXTENSION_SUFFIXES)
    files = {name: getattr(module, "__file__", None) or "" for name, module in list(sys.modules.items())}
    return sorted(name for name, file in files.items() if name.startswith(_PACKAGE) and file.endswith(endings))
