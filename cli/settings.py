"""From a command's options to Settings, the same for every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..extractors.errors import SetupError
from ..extractors.settings import Settings
from . import options as o
from . import web_options as w

# Options that are called like the setting and mean the same.
_SAME = (
    "url",
    "encoding",
    "comments",
    "min_confidence",
    "title",
    "links",
    "images",
    "front_matter",
    "timeout",
    "skip_companions",
)


def read_settings(options: Mapping[str, Any], **chosen: Any) -> Settings:
    """The settings of a command's options, by the names of its parameters; those that it does not have keep defaults.

    `chosen` are settings that the command decides by itself. Raises SetupError for options that make no sense.
    """
    given = options.get
    return Settings(
        **{name: options[name] for name in _SAME if options.get(name) is not None},
        extractor=o.choose_extractor(given("extractor"), given("fast", False), given("engine")),
        lean=o.choose_lean(given("precision", False), given("recall", False)),
        use_rules=not given("no_rules"),
        rule_files=() if given("no_rules") else o.rule_files(given("rules")),
        extras=o.choose_extras(given("extra")),
        web=w.web_settings(options),
        **chosen,
    )


def checked_settings(options: Mapping[str, Any], **chosen: Any) -> Settings:
    """As `read_settings`. Raises SetupError also for what would only be found out while extracting."""
    settings = read_settings(options, **chosen)
    if settings.rule_files:
        from ..extractors.rules.load import load_rules

        load_rules(settings.rule_files, "none")
    if settings.encoding:
        _check_encoding(settings.encoding)
    if settings.url:
        _check_address(settings.url)
    return settings


def _check_encoding(name: str) -> None:
    from ..extractors.page.decode import is_encoding

    if not is_encoding(name):
        raise SetupError("--encoding", f"{name!r} is no charset: name one such as utf-8, windows-1251 or shift_jis")


def _check_address(url: str) -> None:
    from ..extractors.text import host_of, is_url

    if not (is_url(url) and host_of(url)):
        raise SetupError("--url", f"{url!r} is no address: it begins with http:// or https://")
