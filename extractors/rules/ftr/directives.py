"""What each directive of a site file becomes, or why it becomes nothing."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from ..selection import id_or_class
from .site_lines import Directive
from .xpath_rewriting import Gives, adapt, literal, what_it_gives


class Effect(StrEnum):
    """What is lost when a directive becomes no rule."""

    NONE = "none"  # the article is the same without it
    FETCH = "fetch"  # it is about fetching, and pages are fetched already
    LOSS = "loss"  # the article may differ from what Full-Text RSS makes of the page
    WRONG = "wrong"  # the line is a mistake, in Full-Text RSS as well


class NoRule(Exception):
    """A directive that becomes no rule: `effect` and, as its text, why."""

    def __init__(self, effect: Effect, why: str) -> None:
        super().__init__(why)
        self.effect = effect
        self.why = why


_LOGIN = "logins are not made"
_INSTAPAPER = "a directive of Instapaper's, which Full-Text RSS leaves out as well"
_SOURCE = "replaces text in the page's source before it is read"
# Directives that never become a rule.
WITHOUT_RULE: dict[str, tuple[Effect, str]] = {
    "single_page_link": (Effect.FETCH, "names another page to fetch"),
    "single_page_link_in_feed": (Effect.FETCH, "names another page to fetch"),
    "next_page_link": (Effect.FETCH, "names another page to fetch"),
    "autodetect_next_page": (Effect.FETCH, "looks for another page to fetch"),
    "if_page_contains": (Effect.FETCH, "a condition of single_page_link"),
    "http_header": (Effect.FETCH, "a header to fetch with"),
    "requires_login": (Effect.FETCH, _LOGIN),
    "not_logged_in_xpath": (Effect.FETCH, _LOGIN),
    "login_uri": (Effect.FETCH, _LOGIN),
    "login_username_field": (Effect.FETCH, _LOGIN),
    "login_password_field": (Effect.FETCH, _LOGIN),
    "login_extra_fields": (Effect.FETCH, _LOGIN),
    "tidy": (Effect.NONE, "the page is parsed by another parser"),
    "parser": (Effect.NONE, "the page is parsed by another parser"),
    "insert_detected_image": (Effect.NONE, "the page's image is in its metadata"),
    "native_ad_clue": (Effect.NONE, "marks advertisements and cuts nothing"),
    "convert_double_br_tags": (Effect.NONE, "two line breaks end a paragraph anyway"),
    "post_strip_attr": (Effect.NONE, "attributes are not printed"),
    "footnotes": (Effect.NONE, _INSTAPAPER),
    "strip_comments": (Effect.NONE, _INSTAPAPER),
    "move_into": (Effect.NONE, _INSTAPAPER),
    "find_string": (Effect.LOSS, _SOURCE),
    "replace_string": (Effect.LOSS, _SOURCE),
    "wrap_in": (Effect.LOSS, "gives elements another markup"),
    "skip_json_ld": (Effect.LOSS, "the vote on the metadata hears JSON-LD as well"),
    "src_lazy_load_attr": (Effect.LOSS, "names the attribute in which images are"),
}
# Attributes that reach the output; any other can be stripped or not.
_PRINTED = ("@src", "@href", "@alt")


def _checked(expression: str) -> tuple[str, Gives]:
    adapted = adapt(expression)
    try:
        return adapted, what_it_gives(adapted)
    except ValueError as err:
        raise NoRule(Effect.WRONG, str(err)) from None


def _value(directive: Directive) -> dict[str, Any]:
    """title, author and date take nodes, attributes and texts."""
    expression, gives = _checked(directive.value)
    if gives is Gives.OTHER:
        raise NoRule(Effect.WRONG, "the expression gives a number or a truth value, not a text")
    return {"action": directive.name, "xpath": expression}


def _body(directive: Directive) -> dict[str, Any]:
    expression, gives = _checked(directive.value)
    if gives is not Gives.NODES:
        raise NoRule(Effect.LOSS, "the expression gives a text or an attribute, not a part of the page")
    return {"action": "body", "xpath": expression}


def _strip(directive: Directive) -> dict[str, Any]:
    expression, gives = _checked(directive.value)
    if gives is Gives.ATTRIBUTES:
        raise NoRule(Effect.NONE, "strips attributes or comments, which are not printed")
    if gives is not Gives.NODES:
        raise NoRule(Effect.NONE, "the expression gives a value and no nodes: there is nothing to strip")
    return {"action": "drop", "xpath": expression}


def _strip_id_or_class(directive: Directive) -> dict[str, Any]:
    """As Full-Text RSS has it: a part of the class or of the id, wherever it stands in it."""
    name = _without_quotes(directive.value)
    return {"action": "drop", "xpath": id_or_class(literal(name))}


def _strip_image_src(directive: Directive) -> dict[str, Any]:
    return {"action": "drop", "xpath": f"//img[contains(@src,{literal(_without_quotes(directive.value))})]"}


def _strip_attr(directive: Directive) -> dict[str, Any]:
    expression, _ = _checked(directive.value)
    if expression.rstrip().endswith(_PRINTED):
        raise NoRule(Effect.LOSS, "links and images keep their addresses")
    raise NoRule(Effect.NONE, "the attribute is not printed")


def _dissolve(directive: Directive) -> dict[str, Any]:
    expression, gives = _checked(directive.value)
    if gives is not Gives.NODES:
        raise NoRule(Effect.NONE, "the expression gives no elements")
    return {"action": "unwrap", "xpath": expression}


def _autodetect(directive: Directive) -> dict[str, Any]:
    if is_yes(directive):
        raise NoRule(Effect.NONE, "is so anyway")
    raise NoRule(Effect.LOSS, "where no body matches, the page is judged like any other")


TRANSLATIONS: dict[str, Callable[[Directive], dict[str, Any]]] = {
    "body": _body,
    "title": _value,
    "author": _value,
    "date": _value,
    "strip": _strip,
    "strip_id_or_class": _strip_id_or_class,
    "strip_image_src": _strip_image_src,
    "strip_attr": _strip_attr,
    "dissolve": _dissolve,
    "autodetect_on_failure": _autodetect,
}
# What is no rule of its own: a setting of the body rules, and the examples.
SETTINGS = ("prune", "test_url", "test_contains")


def translate(directive: Directive) -> dict[str, Any]:
    """The keys of the rule that a directive becomes, without its id. Raises NoRule where it becomes none."""
    if not directive.value and directive.name not in ("replace_string", "find_string"):
        raise NoRule(Effect.NONE, "has no value")
    if directive.name in WITHOUT_RULE:
        raise NoRule(*WITHOUT_RULE[directive.name])
    known = TRANSLATIONS.get(directive.name)
    if known is None:
        near = get_close_matches(directive.name, [*TRANSLATIONS, *WITHOUT_RULE, *SETTINGS], 1, 0.7)
        meant = f": is {near[0]} meant?" if near else ""
        harmless = bool(near) and near[0] in SETTINGS
        raise NoRule(Effect.NONE if harmless else Effect.WRONG, f"there is no such directive{meant}")
    return known(directive)


def is_yes(directive: Directive) -> bool:
    """Whether a directive that is yes or no says yes, in Full-Text RSS's eyes."""
    return directive.value.lower() in ("yes", "true")


def _without_quotes(value: str) -> str:
    name = value.replace("'", "").replace('"', "").strip()
    if not name:
        raise NoRule(Effect.NONE, "names nothing but quotation marks")
    return name
