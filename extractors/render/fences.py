"""Blocks of code in Markdown, taken out while the text around them is changed, and put back."""

from __future__ import annotations

import re

# Stands for a block of code in the text: a noncharacter, which no text can hold (see text.UNSAFE).
_CODE = "\ufdd9"
# Behind what it stands in: quotations, items, their indentation.
_OPENING = re.compile(r"(?P<prefix>(?:[ >]|[-*+][ ]|\d{1,9}[.)][ ])*)(?P<fence>`{3,})[^`]*")
_CLOSING = re.compile(r"(?P<prefix>[ >]*)(?P<fence>`{3,})[ ]*")
_MOST_INDENT = 3


def hide_code(text: str) -> tuple[str, list[str]]:
    """The Markdown with a sign for each block between fences of backticks, and the blocks, for `show_code`.

    A fence is closed as CommonMark has it: by one at least as long, in the same quotation, indented by at most three
    spaces more, with nothing behind it; one that is never closed holds all the rest. Linear in the text.
    """
    shown: list[str] = []
    blocks: list[str] = []
    code: list[str] = []
    opening: re.Match[str] | None = None
    for line in text.split("\n"):
        if opening is None:
            opening = _OPENING.fullmatch(line)
            if opening is None:
                shown.append(line)
                continue
            shown.append(opening["prefix"] + _CODE)
            code = [line[opening.end("prefix") :]]
            continue
        code.append(line)
        if _closes(line, opening):
            blocks.append("\n".join(code))
            opening = None
    if opening is not None:
        blocks.append("\n".join(code))
    return "\n".join(shown), blocks


def show_code(text: str, blocks: list[str]) -> str:
    """The text of `hide_code` with its blocks of code in their places again."""
    rest = iter(blocks)
    return re.sub(_CODE, lambda _: next(rest), text)


def _closes(line: str, opening: re.Match[str]) -> bool:
    closing = _CLOSING.fullmatch(line)
    return (
        closing is not None
        and len(closing["fence"]) >= len(opening["fence"])
        and closing["prefix"].count(">") == opening["prefix"].count(">")
        and len(closing["prefix"]) <= len(opening["prefix"]) + _MOST_INDENT
    )
