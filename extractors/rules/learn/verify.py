"""Proposed rules on the pages that they were learned from, by the very steps that will use them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ...article import By
from ...options import ExtractOptions
from ..apply import apply_rules
from ..load import read_rule_file
from ..rule import Rule
from ..toml_writer import toml_value
from .line_index import At
from .page_lines import Sheet, layout_of

Matcher = Mapping[str, str | int | None]  # the keys of a rule that say what it matches; None for those it has not


def apply_all(matchers: Sequence[Matcher], sheets: Sequence[Sheet], options: ExtractOptions) -> list[tuple[int, At]]:
    """Return what drop rules with these matchers cut, all together: (the number of the rule, the line).

    Lines that come through and headlines count. The rules go through a file, as they will: what is not valid in one
    raises RuleError here.
    """
    rules = _read_back(matchers)
    takes = []
    for page, sheet in enumerate(sheets):
        layout, read = layout_of(sheet.unpacked(), options)
        before = [replace(d, keep=d.keep or d.by is By.TITLE) for d in sheet.decisions]
        ruling = apply_rules(rules, layout, before, read.tree)
        for i, (old, new) in enumerate(zip(before, ruling.decisions, strict=True)):
            if old.keep and not new.keep and (sheet.lines[i].kept or sheet.lines[i].headline):
                takes.append((int(new.reason.removeprefix("n")), (page, i)))
    return takes


def _read_back(matchers: Sequence[Matcher]) -> tuple[Rule, ...]:
    if not matchers:
        return ()
    lines = ["[pack]", "name = 'learned'"]
    for number, matcher in enumerate(matchers):
        lines += ["[[rule]]", f"id = 'n{number}'", "action = 'drop'"]
        lines += [f"{key} = {toml_value(value)}" for key, value in matcher.items() if value is not None]
    with tempfile.TemporaryDirectory(prefix="cleancopy-") as folder:
        file = Path(folder) / "learned.toml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_rule_file(file)
