"""Boxes that stand out from the text: notes, tips and warnings, in the vocabularies of documentation tools."""

from __future__ import annotations

import re
from functools import lru_cache

# What GitHub's Markdown knows, and the names that others have for it.
_NAMES = {
    "note": "note info information seealso see-also abstract summary remark default secondary primary light",
    "tip": "tip hint success check best-practice",
    "important": "important important-note prerequisite",
    "warning": "warning attention warn deprecated alert-warning",
    "caution": "caution danger error bug failure destructive",
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
CALLOUT_TAGS = frozenset(("div", "aside", "section", "details", "blockquote"))
# A class that says that this is such a box …
_BOX = re.compile(
    r"^(?:(?:theme-|starlight-)?(?:admonition|aside)(?:block)?|callout|alert|notecard|markdown-alert|custom-block|"
    r"admonitionblock|message|hint|infobox-note|note-box|notice)$"
)
# … or is called so by whoever made the page: "kg-callout-card", "notion-callout", "wp-block-callout".
_CALLED_SO = re.compile(
    r"^(?!has-|with-|no-)(?:[a-z0-9]+[-_]{1,2}){0,3}(?:callout|admonition)(?:[-_]{1,2}(?:card|box|block))?$"
)
# … and one that says which, alone or behind the name of the box: "alert-warning", "starlight-aside--tip".
_PREFIX = re.compile(
    r"^(?:theme-admonition|starlight-aside|markdown-alert|admonition|callout|alert|notecard|notice|message|hint|is|style)-{1,2}"
)
# These alone on a <div> or <aside> mean the same.
_ALONE = frozenset("note tip hint warning caution important danger attention seealso".split())
_STYLES = _ALONE | {"info", "alert", "error", "success"} & _KINDS.keys()
_MOST_CLASSES, _LONGEST = 12, 300


@lru_cache(maxsize=1 << 12)  # by value: a class means the same on every page
def callout_of(tag: str, classes: str) -> str | None:
    """Return which of GitHub's alerts an element of CALLOUT_TAGS is (note, tip, warning …), or None."""
    names = classes[:_LONGEST].lower().split()[:_MOST_CLASSES]
    is_called_so = any(_CALLED_SO.match(name) for name in names)
    if is_called_so or any(_BOX.match(name) for name in names):
        for name in names:
            if name in _KINDS and name != "hint":
                return _KINDS[name]
        for name in names:
            kind = _KINDS.get(_PREFIX.sub("", name)) if _PREFIX.match(name) else None
            if kind:
                return kind
        return "tip" if "hint" in names else "note" if is_called_so else None
    styles = (name.removeprefix("is-style-") for name in names if name.startswith("is-style-"))
    styled = next((_KINDS[style] for style in styles if style in _STYLES), None)  # of WordPress's blocks
    if styled:
        return styled
    if tag in ("div", "aside"):
        alone = [name for name in names if name in _ALONE]
        return _KINDS[alone[0]] if len(alone) == 1 and len(names) <= 2 else None
    return None
