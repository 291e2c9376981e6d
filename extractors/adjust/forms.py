"""Cut all of a page that is a form: to log in, to sign up, to search again because nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import By, Decision
from ..blocks import Layout
from ..text import fold
from .step import Context

_FORM = Decision(False, By.NOTICE, "the page is a form, and this belongs to it")
_MOST_WORDS = 90  # of what is kept: nobody explains a form at greater length
_MOST_LEVELS = 2  # elements around the form
_MOST_FIELDS, _LONGEST_QUERY = 300, 100
_LONGEST_HEADING = 300  # characters


def cut_forms(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut what is kept of a page where that is little, and belongs to a form for a password; or where the page is the
    answer to a search and leads nowhere."""
    kept = [i for i, decision in enumerate(decisions) if decision.keep]
    if context.tree is None or not kept or sum(layout.blocks[i].words for i in kept) > _MOST_WORDS:
        return tuple(decisions)
    fields = list(islice(context.tree.iter("input"), _MOST_FIELDS))
    if not (_is_of_password(layout, kept, fields) or _found_nothing(context.tree, layout, kept, fields)):
        return tuple(decisions)
    return tuple(_FORM if decision.keep else decision for decision in decisions)


def _is_of_password(layout: Layout, kept: Sequence[int], fields: Sequence[HtmlElement]) -> bool:
    """Return whether all that is kept stands in the form with a password's field or right around it."""
    around = [{layout.owners[i], *layout.owners[i].iterancestors()} for i in kept]
    for field in fields:
        if (field.get("type") or "").lower() != "password":
            continue
        form = next(field.iterancestors("form"), None)
        if form is None:
            continue
        for box in (form, *islice(form.iterancestors(), _MOST_LEVELS)):
            if box.tag in ("header", "nav", "aside", "dialog", "html"):
                break
            if all(box in elements for elements in around):
                return True
    return False


def _found_nothing(tree: HtmlElement, layout: Layout, kept: Sequence[int], fields: Sequence[HtmlElement]) -> bool:
    """Return whether the page's title or first heading repeats what is in its field to search, and nothing that is kept
    is a link."""
    asked = {fold(field.get("value") or "").lower() for field in fields if _is_for_search(field)} - {""}
    if not asked or any(layout.blocks[i].link_share for i in kept):
        return False
    headings = [block.text for block in layout.blocks if block.level in (1, 2)][:2]
    said = [text[:_LONGEST_HEADING].lower() for text in (tree.findtext("head/title") or "", *headings)]
    return any(query in fold(text) for query in asked if len(query) <= _LONGEST_QUERY for text in said)


def _is_for_search(field: HtmlElement) -> bool:
    if (field.get("type") or "text").lower() == "search":
        return True
    form = next(field.iterancestors("form"), None)
    is_named = (field.get("name") or "").lower() in ("q", "s", "query", "search", "keyword", "keywords", "k")
    return (field.get("type") or "text").lower() == "text" and (
        is_named or (form is not None and form.get("role") == "search")
    )
