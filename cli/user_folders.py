"""Where a user's own rules and the cache are, by the custom of the system."""

from __future__ import annotations

from pathlib import Path


def rules_folder() -> Path | None:
    """Return the folder of a user's own rules: ~/.config/cleancopy/rules on Linux. None where the user has no home."""
    import platformdirs

    try:
        return _absolute(platformdirs.user_config_path("cleancopy", appauthor=False) / "rules")
    except RuntimeError:
        return None


def cache_folder() -> Path | None:
    """Return where fetched pages and compiled patterns are kept: ~/.cache/cleancopy on Linux. None without a home."""
    import platformdirs

    try:
        return _absolute(platformdirs.user_cache_path("cleancopy", appauthor=False))
    except RuntimeError:
        return None


def _absolute(folder: Path) -> Path | None:
    return folder if folder.is_absolute() else None  # older releases of the library leave the "~" there
