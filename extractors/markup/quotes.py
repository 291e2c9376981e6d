"""Who said it: the line below a quotation that names its author."""

from __future__ import annotations

from itertools import islice

from ..blocks import Layout

DASHES = ("—", "–", "―", "-")
_NAMING = frozenset(("footer", "figcaption", "cite"))


def is_attribution(layout: Layout, index: int) -> bool:
    """Whether a block of an HTML page is marked as a line that says whose words stand above it."""
    owner = layout.owners[index]
    if any(e.tag in _NAMING for e in (owner, *islice(owner.iterancestors(), 2))):
        return True
    holders = (c.element.getparent() if c.tail else c.element for c in layout.chunks[index])
    return all(any(e.tag == "cite" for e in (h, *islice(h.iterancestors(), 2))) for h in holders)
