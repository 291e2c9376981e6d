"""The schema of a rule file, for files that people write: every problem at once, each with its line and the mend."""

from __future__ import annotations

import re
from typing import Any, Literal

import lxml.etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from .patterns import Pattern, compile_css
from .rule import Action


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
    text: str | None = None
    selector: str | None = None
    xpath: str | None = None
    until: str | None = None
    where: Literal["before", "inside", "after", "anywhere"] = "anywhere"
    max_words: int | None = Field(default=None, ge=1)
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
            compile_css(value)
        return value

    @field_validator("xpath")
    @classmethod
    def _xpath_parses(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                lxml.etree.XPath(value)
            except lxml.etree.XPathError as err:
                raise ValueError(f"not an XPath 1.0 expression: {err}") from None
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
        if self.where != "anywhere" and self.action in (Action.BODY, Action.UNWRAP):
            raise ValueError(f"where does not go with action {self.action!r}")
        return self


class RuleFile(_Strict):
    """A whole file."""

    pack: Pack
    rule: list[RuleEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> RuleFile:
        seen: set[str] = set()
        for entry in self.rule:
            if entry.id in seen:
                raise ValueError(f"the id {entry.id!r} is used twice: give each rule its own")
            seen.add(entry.id)
        return self


def problems_in(document: dict[str, Any], text: str, name: str) -> tuple[str, ...]:
    """All problems of a parsed rule file as lines `FILE:LINE: what is wrong`; empty when there are none."""
    try:
        RuleFile.model_validate(document)
    except ValidationError as err:
        lines = text.splitlines()
        return tuple(f"{name}:{_line_of(e['loc'], lines)}: {_sentence(dict(e))}" for e in err.errors())
    return ()


def _sentence(error: dict[str, Any]) -> str:
    key = ".".join(str(p) for p in error["loc"] if not isinstance(p, int) and p != "rule")
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such key: check its spelling"
    elif error["type"] == "missing":
        message = "is missing"
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
    key = next((p for p in reversed(loc) if isinstance(p, str)), None)
    if key is not None and key not in ("rule", "pack"):
        for i in range(start + 1, len(lines)):
            if re.match(r"\s*\[\[?\s*(rule|pack)\s*\]", lines[i]):
                break
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", lines[i]):
                return i + 1
    return start + 1
