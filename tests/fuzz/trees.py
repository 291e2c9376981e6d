# ruff: noqa: E501  # texts as they are, one beside the other
"""Trees of elements that do not belong together, with texts in them that must stay texts: for what is made of markup.

No model judges them, so that thousands take seconds.
"""

from __future__ import annotations

from html import escape
from random import Random

_TAGS = (
    "p p div ul ol li dl dt dd table tr td th caption figure figcaption blockquote pre code h1 h2 h6 a strong em sup sub "
    "q del kbd aside details summary section cite br hr"
).split()
_ATTRIBUTES = {
    "a": ("", ' href="/x"', ' href="#fn1"', ' href="javascript:alert(1)"'),
    "aside": ("", ' class="note warning admonition"'),
    "div": ("", "", ' class="note tip"', ' class="footnotes"'),
    "li": ("", "", ' id="fn1"', ' value="7"'),
    "code": ("", ' class="language-html"'),
    "ol": ("", ' start="3"', " reversed"),
}
_TEXTS = [
    escape(text)
    for text in (
        "<script>alert(1)</script>", "<script>10](x)\n0x7f", "<img src=x onerror=alert(1)>", "<!-- x", "<script",
        "onclick=x>", "```\n<script>x</script>", "~~~\n<b onclick=x>", "`<script>`", "a\n\n<script>\n\nb", "    <script>x",
        "\t<script>",
        "[a](javascript:x)", "<javascript:alert(1)>", "\\<script>", "|<script>|", "| a |\n|---|\n| <script> |", "![NOTE]",
        "<a href='javascript:x'>", "text", "more text here", "\\", "*", "**", "`", "``", "$$<script>$$", "[^1]: <script>",
        "<div\n onclick=x>", "&lt;script&gt;", "> <script>", "1. <script>", "# <script>", "---", "</script>",
        "<![CDATA[<script>]]>", "<?php <script> ?>", "[x]: javascript:x", "[x]",
    )
]  # fmt: skip


def tree(dice: Random) -> str:
    """The HTML of a page's body."""
    return "".join(_branch(dice, dice.randint(1, 6)) for _ in range(dice.randint(1, 3)))


def _branch(dice: Random, depth: int) -> str:
    if depth <= 0 or dice.random() < 0.25:
        return dice.choice(_TEXTS)
    tag = dice.choice(_TAGS)
    opening = f"<{tag}{dice.choice(_ATTRIBUTES.get(tag, ('',)))}>"
    if tag in ("br", "hr"):
        return opening
    return opening + "".join(_branch(dice, depth - 1) for _ in range(dice.randint(1, 3))) + f"</{tag}>"
