"""The schema of a rule file, for files that people write: every problem at once, each with its line and the mend."""

from __future__ import annotations

import re
from typing import Any, Literal

import lxml.etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .patterns import Pattern, compile_css
from .rule import Action
from .xpath_calls import check_calls

_NO_PAGE = lxml.etree.fromstring("<html><body><div class='a'><p id='b'>c</p></div></body></html>")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Pack(_Strict):
    """The `[pack]` table."""

    name: str = Field(min_length=1, max_length=80)
    about: str = ""
    languages: list[str] = []


class Example(_Strict):
    """A `[[rule.example]]`: a sample page, or plain blocks, with what the rule takes and what it must leave."""

    page: str | None = None
    drops: list[str] = []
    keeps: list[str] = []


class RuleEntry(_Strict):
    """One `[[rule]]`."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    action: Literal["drop", "keep", "drop-to-end", "body", "title", "author", "date", "unwrap"]
    why: str = ""
    sites: list[str] = []
    languages: list[str] = []
    text: str | None = Field(default=None, min_length=1)
    selector: str | None = Field(default=None, min_length=1)
    xpath: str | None = Field(default=None, min_length=1)
    until: str | None = Field(default=None, min_length=1)
    where: Literal["before", "inside", "after", "anywhere"] = "anywhere"
    max_words: int | None = Field(default=None, ge=1)
    prune: bool | None = None
    example: list[Example] = []

    @field_validator("text", "until")
    @classmethod
    def _pattern_compiles(cls, value: str | None) -> str | None:
        if value is not None:
            Pattern(value)
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
            try:
                path = lxml.etree.XPath(value)
            except lxml.etree.XPathError as err:
                raise ValueError(f"not an XPath 1.0 expression: {err}") from None
            _try(path, "XPath 1.0 expression")
            try:
                check_calls(value)
            except ValueError as err:
                raise ValueError(f"not a usable XPath 1.0 expression: {err}") from None
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> RuleEntry:
        given = [n for n in ("text", "selector", "xpath") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("give exactly one of text, selector and xpath")
        if self.action in (Action.BODY, Action.UNWRAP) and given == ["text"]:
            raise ValueError(f"action {self.action!r} needs a selector or xpath, not text")
        if self.until is not None and self.action not in (Action.DROP, Action.KEEP):
            raise ValueError("until goes with the actions drop and keep only")
        if self.prune is not None and self.action not in (Action.BODY,):
            raise ValueError("prune goes with action 'body' only")
        if self.where != "anywhere" and self.action in (Action.BODY, Action.UNWRAP):
            raise ValueError(f"where does not go with action {self.action!r}")
        return self


def _try(path: lxml.etree.XPath, what: str) -> None:
    """Names of functions, prefixes and variables are only looked up when an expression runs."""
    try:
        path(_NO_PAGE)
    except lxml.etree.XPathError as err:
        raise ValueError(f"not a usable {what}: {err}") from None


class RuleFile(_Strict):
    """A whole file."""

    pack: Pack
    rule: list[RuleEntry] = Field(min_length=1)


def problems_in(document: dict[str, Any], text: str, name: str) -> tuple[str, ...]:
    """All problems of a parsed rule file as lines `FILE:LINE: what is wrong`; empty when there are none."""
    lines = text.splitlines()
    problems: list[tuple[int, str]] = _repeated_ids(document, lines)
    try:
        RuleFile.model_validate(document)
    except ValidationError as err:
        problems += [(_line_of(e["loc"], lines), _sentence(dict(e))) for e in err.errors()]
    return tuple(f"{name}:{line}: {problem}" for line, problem in sorted(problems))


def _repeated_ids(document: dict[str, Any], lines: list[str]) -> list[tuple[int, str]]:
    rules = document.get("rule")
    ids = [entry.get("id") for entry in rules if isinstance(entry, dict)] if isinstance(rules, list) else []
    first = {own: i for i, own in reversed(list(enumerate(ids))) if isinstance(own, str)}
    return [
        (_line_of(("rule", i, "id"), lines), f"id: {own!r} is used twice: give each rule its own")
        for i, own in enumerate(ids)
        if isinstance(own, str) and first[own] < i
    ]


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


def _line_of(loc: tuple[Any, ...], lines: list[str]) -> int:
    """The line that a pydantic location means: the n-th [[rule]] header, then its key; 1 if it is the whole file."""
    start = 0
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
        start = headers[loc[1]] if loc[1] < len(headers) else 0
    elif loc and loc[0] == "pack":
        start = next((i for i, line in enumerate(lines) if re.match(r"\s*\[\s*pack\s*\]", line)), 0)
    elif loc == ("rule",):
        start = next((i for i, line in enumerate(lines) if re.match(r"\s*\[\s*rule\s*\]", line)), 0)
    key = next((p for p in reversed(loc) if isinstance(p, str)), None)
    if key is not None and key not in ("rule", "pack"):
        for i in range(start + 1, len(lines)):
            if re.match(r"\s*\[\[?\s*(rule|pack)\s*\]", lines[i]):
                break
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[i]):
                return i + 1
    return start + 1
