"""Options checked before the first page: what is wrong in them is the caller's, and no page's problem."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from numbers import Real
from pathlib import Path

from .errors import SetupError
from .options import EXTRACTORS, LEANS, ExtractOptions, Limits

RuleFiles = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def check_extract_options(options: ExtractOptions, named: Callable[[str], str]) -> None:
    """Check all that would only be found out while extracting. `named` says how the user calls an option.

    Raises SetupError, RuleError for the rule files.
    """
    for name, value, known in (("extractor", options.extractor, EXTRACTORS), ("lean", options.lean, LEANS)):
        if value not in known:
            raise SetupError(named(name), f"{value!r} is none: use one of {', '.join(known)}")
    if options.rule_files:
        from .rules.load import load_rules

        load_rules(options.rule_files, "none")
    if options.encoding:
        _check_encoding(options.encoding, named("encoding"))
    if options.url:
        _check_address(options.url, named("url"))


def _check_encoding(encoding: str, name: str) -> None:
    from .page.decode import is_encoding

    if not isinstance(encoding, str) or not is_encoding(encoding):
        raise SetupError(name, f"{encoding!r} is no charset: name one such as utf-8, windows-1251 or shift_jis")


def _check_address(url: str, name: str) -> None:
    from .text import host_of, is_url

    if not isinstance(url, str) or not (is_url(url) and host_of(url)):
        raise SetupError(name, f"{url!r} is no address: it begins with http:// or https://")


def check_limits(limits: Limits) -> None:
    """Raises SetupError for limits that are no numbers above 0."""
    if not isinstance(limits, Limits):
        raise SetupError("limits", f"{limits!r} is none: give a Limits, such as Limits(seconds=4)")
    for name, kind in (("seconds", Real), ("memory", int), ("max_bytes", int)):
        value = getattr(limits, name)
        if not isinstance(value, kind) or not 0 < value < math.inf:  # type: ignore[operator]  # a number by now
            what = "a number" if kind is Real else "a whole number of bytes"
            raise SetupError(f"limits.{name}", f"{value!r} is not {what} above 0")


def rule_paths(rules: RuleFiles) -> tuple[Path, ...]:
    """Return the paths of rule files, of which one may be given without a list. Raises SetupError."""
    files = (rules,) if isinstance(rules, str | os.PathLike) else rules
    try:
        return tuple(map(Path, files))
    except TypeError:
        raise SetupError("rules", f"{rules!r} is neither the path of a rule file nor a list of such paths") from None
