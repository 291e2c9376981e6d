"""The schema of a rule file, for files that people write: every problem at once, each with its line and the mend."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import lxml.etree
import lxml.html
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .conditions import check_language, check_site
from .patterns import Pattern
from .phrases import KINDS, Phrase
from .rule import Action
from .selectors import Selector, compile_css, compile_xpath
from .toml_locations import Spot, Standing
from .xpath import check_calls

_NO_PAGE = lxml.html.document_fromstring("<html><body><div class='a'><p id='b'>c</p></div></body></html>")


Site = Annotated[str, AfterValidator(check_site)]
Language = Annotated[str, AfterValidator(check_language)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Pack(_Strict):
    """The `[pack]` table."""

    name: str = Field(min_length=1, max_length=80)
    about: str = ""
    languages: list[Language] = []


class Example(_Strict):
    """A `[[rule.example]]`: a page, or single blocks; what is cut and kept there, and which values are found."""

    page: str | None = None
    drops: list[str] = []
    keeps: list[str] = []
    finds: list[str] = []


def _check_phrase(phrase: str) -> str:
    Phrase(phrase, "contains").check()
    return phrase


_Words = Annotated[str, Field(min_length=1), AfterValidator(_check_phrase)]


class RuleEntry(_Strict):
    """One `[[rule]]`."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    action: Literal["drop", "keep", "drop-to-end", "body", "title", "author", "date", "unwrap"]
    why: str = ""
    sites: list[Site] = []
    languages: list[Language] = []
    text: str | None = Field(default=None, min_length=1)
    selector: str | None = Field(default=None, min_length=1)
    xpath: str | None = Field(default=None, min_length=1)
    begins: list[_Words] = []
    equals: list[_Words] = []
    contains: list[_Words] = []
    ends: list[_Words] = []
    until: str | None = Field(default=None, min_length=1)
    where: Literal["before", "inside", "after", "anywhere"] = "anywhere"
    max_words: int | None = Field(default=None, ge=1)
    prune: bool | None = None
    example: list[Example] = []

    @field_validator("text", "until")
    @classmethod
    def _pattern_compiles(cls, value: str | None) -> str | None:
        if value is not None:
            Pattern(value).check()
        return value

    @field_validator("selector")
    @classmethod
    def _selector_parses(cls, value: str | None) -> str | None:
        if value is not None:
            _try(compile_css(value), "CSS selector")
        return value

    @field_validator("xpath")
    @classmethod
    def _xpath_parses(cls, value: str | None) -> str | None:
        if value is not None:
            _try(compile_xpath(value), "XPath 1.0 expression")
            try:
                check_calls(value)
            except ValueError as err:
                raise ValueError(f"not a usable XPath 1.0 expression: {err}") from None
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> RuleEntry:
        by_path = [name for name in ("selector", "xpath") if getattr(self, name) is not None]
        by_words = [name for name in ("text", *KINDS) if getattr(self, name)]
        if len(by_path) + bool(by_words) != 1:
            raise ValueError("give exactly one of selector, xpath and words (text, begins, equals, contains, ends)")
        if self.action in (Action.BODY, Action.UNWRAP) and by_words:
            raise ValueError(f"action {self.action!r} needs a selector or xpath, not {by_words[0]}")
        if self.until is not None and self.action not in (Action.DROP, Action.KEEP):
            raise ValueError("until goes with the actions drop and keep only")
        if self.prune is not None and self.action not in (Action.BODY,):
            raise ValueError("prune goes with action 'body' only")
        if self.where != "anywhere" and self.action in (Action.BODY, Action.UNWRAP):
            raise ValueError(f"where does not go with action {self.action!r}")
        return self


def _try(path: Selector, what: str) -> None:
    """Names of functions, prefixes and variables are only looked up when an expression runs."""
    try:
        path.try_on(_NO_PAGE)
    except lxml.etree.XPathError as err:
        raise ValueError(f"not a usable {what}: {err}") from None


class RuleFile(_Strict):
    """A whole file."""

    pack: Pack
    rule: list[RuleEntry] = Field(min_length=1)


def problems_in(document: dict[str, Any], text: str, name: str) -> tuple[str, ...]:
    """All problems of a parsed rule file as lines `FILE:LINE:COLUMN: what is wrong`; empty when there are none."""
    standing = Standing(text)
    problems = [(standing.of(loc), sentence) for loc, sentence in _repeated_ids(document, standing)]
    try:
        RuleFile.model_validate(document)
    except ValidationError as err:
        problems += [(_spot(dict(e), standing), _sentence(dict(e))) for e in err.errors()]
    problems.sort(key=lambda p: (p[0].line, p[0].column))
    return tuple(f"{name}:{spot}: {problem}" for spot, problem in problems)


def _repeated_ids(document: dict[str, Any], standing: Standing) -> list[tuple[tuple[str | int, ...], str]]:
    rules = document.get("rule")
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in rules] if isinstance(rules, list) else []
    first: dict[str, int] = {}
    found: list[tuple[tuple[str | int, ...], str]] = []
    for i, own in enumerate(ids):
        if not isinstance(own, str):
            continue
        if own in first:
            line = standing.rule(first[own]).line
            found.append(
                (("rule", i, "id"), f"id: {own!r} is used twice, first at line {line}: give each rule its own")
            )
        first.setdefault(own, i)
    return found


def _spot(error: dict[str, Any], standing: Standing) -> Spot:
    """Where an error stands: within a pattern, where the pattern goes wrong."""
    spot = standing.of(error["loc"])
    at = re.search(r" at position (\d+)$", str(error["msg"]))
    if at and isinstance(error["input"], str):
        return standing.inside(spot, error["input"], int(at.group(1)))
    if isinstance(error["loc"][-1], int) and isinstance(error["input"], str):
        return standing.among(spot, error["input"])
    return spot


def _sentence(error: dict[str, Any]) -> str:
    loc = error["loc"]
    key = "rule" if loc == ("rule",) else ".".join(str(p) for p in loc if not isinstance(p, int) and p != "rule")
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such key: check its spelling"
    elif error["type"] == "missing":
        message = "is missing"
    elif loc == ("rule",) and error["type"] == "list_type":
        message = "rules are written [[rule]], with two brackets"
    else:
        message = message[:1].lower() + message[1:]
    return f"{key}: {message}" if key else message
