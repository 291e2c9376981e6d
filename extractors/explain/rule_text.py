"""A ready rule for one block, as TOML: it drops what was kept, and keeps what was cut."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from ..article import Block, Decision, Kind
from ..rules.patterns import SEARCHED
from ..text import safe
from .block_paths import Named

MOST_BLOCKS = 8  # a rule for one block that takes more than these is about something else
_MOST_OF_ARTICLE = 0.2
_TEXT_LENGTH = 80
_SPECIAL = re.compile(r"([\\.^$*+?{}\[\]|()])")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
# Who has the last word even after the rules: a rule that keeps the block changes nothing.
_LAST_WORDS = ("title", "prose")
HEADER = '[pack]\nname = "my-rules"\n\n'


class RuleMaker:
    """Rules for the blocks of one page."""

    def __init__(self, blocks: Sequence[Block], decisions: Sequence[Decision], site: str | None) -> None:
        self._blocks = blocks
        self._decisions = decisions
        self._site = site.removeprefix("www.") if site and _HOST.fullmatch(site) else None
        self._article = sum(b.words for b, d in zip(blocks, decisions, strict=True) if d.keep)

    def make(self, index: int, named: Sequence[Named]) -> str | None:
        """The rule for a block, that it is named by if one of its selectors is about little else, by its text if not.

        None where no rule can change what became of it: the headline is printed as the title, a kept image follows the
        text around it, and what has neither name nor text cannot be told.
        """
        decision = self._decisions[index]
        if decision.by in _LAST_WORDS or (decision.keep and self._blocks[index].kind is Kind.IMAGE):
            return None
        chosen = next((n for n in named if self._is_narrow(n, index)), None)
        if chosen is not None:
            match = f"selector = {quoted(chosen.selector)}"
            if len(chosen.takes) > 1:
                match += f"  # takes {len(chosen.takes)} blocks of this page"
        else:
            pattern = self._pattern(index)
            if pattern is None:
                return None
            match = f"text = {quoted(pattern)}"
        action, why = ("drop", "not part of the article") if decision.keep else ("keep", "part of the article")
        lines = ["[[rule]]", f"id = {quoted(self._ident(index, action))}", f'action = "{action}"']
        if self._site:
            lines.append(f"sites = [{quoted(self._site)}]")
        else:
            lines.append('# sites = ["example.com"]  # the page does not say where it is from: without, every site')
        return "\n".join([*lines, match, f'why = "{why}"']) + "\n"

    def _is_narrow(self, named: Named, index: int) -> bool:
        """Whether a selector is about this block: else a rule for one paragraph would drop the article, and one for a
        lost line bring its whole sidebar back."""
        if len(named.takes) == 1:
            return True
        dropping = self._decisions[index].keep
        changed = sum(self._blocks[i].words for i in named.takes if self._decisions[i].keep is dropping)
        return changed <= (_MOST_OF_ARTICLE * self._article if dropping else 2 * self._blocks[index].words)

    def _pattern(self, index: int) -> str | None:
        """The block's text or its beginning, anchored, as a regular expression that means it to the letter."""
        block = self._blocks[index]
        head = safe(block.text[:SEARCHED].replace("\n", " "))
        if not head.strip() or block.kind is Kind.IMAGE:
            return None
        if len(block.text) <= _TEXT_LENGTH:
            return "^" + _SPECIAL.sub(r"\\\1", head) + "$"
        start = head[:_TEXT_LENGTH]
        start = start[: start.rfind(" ")] if " " in start[_TEXT_LENGTH // 2 :] else start
        return "^" + _SPECIAL.sub(r"\\\1", start)

    def _ident(self, index: int, action: str) -> str:
        words = re.findall(r"[a-z0-9]+", self._blocks[index].text[:_TEXT_LENGTH].lower())[:4]
        return "-".join([action, *(word[:20] for word in words)] if words else [action, "block", str(index)])


def quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are all TOML's as well, and the text holds no control characters."""
    return json.dumps(safe(text), ensure_ascii=False)
