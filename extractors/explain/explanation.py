"""The explanation of a whole page, put together: voices, places and ready rules for every block."""

from __future__ import annotations

from collections.abc import Sequence

from ..article import Block, By, Decision, Explanation, Grounds
from ..blocks import Layout
from ..blocks.containers import list_of, table_of
from .block_paths import Places
from .contributions import Heard
from .rule_text import MOST_BLOCKS, RuleMaker


def explain_page(
    layout: Layout, decisions: Sequence[Decision], heard: Heard, threshold: float, site: str | None
) -> Explanation:
    """Return why each block ended as `decisions` (after the rules) say. `site` is the page's host, for its rules."""
    places = Places(layout, MOST_BLOCKS) if layout.owners else None
    rules = RuleMaker(layout.blocks, decisions, site)
    found = []
    for i in range(len(layout.blocks)):
        found.append(
            Grounds(
                voices=heard.voices[i],
                others=heard.others[i],
                path=places.path(i) if places else "",
                rule=rules.make(i, places.named(i) if places else ()),
            )
        )
    return Explanation(heard.base, threshold, site, tuple(found))


def remark(block: Block, decision: Decision, score: float | None, threshold: float) -> str | None:
    """What decided where the score alone would not have: some things are kept whole, comments go."""
    if decision.by is not By.MODEL or score is None or decision.keep is (score >= threshold):
        return None
    if not decision.keep:
        return f"cut: {decision.reason}"
    holder = (
        decision.reason.partition(", kept with ")[2]
        or (table_of(block) >= 0 and "the table that it stands in")
        or (list_of(block) >= 0 and "the list that it stands in")
        or (any(c.tag == "blockquote" for c in block.containers) and "the text around the quotation")
    )
    return f"kept with {holder}" if holder else "kept as prose of a small page"
