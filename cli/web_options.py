"""Options for what comes from the web, and what turns them into FetchOptions."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from ..extractors.errors import SetupError
from .declare import flag, value
from .user_folders import cache_folder

if TYPE_CHECKING:
    from datetime import date

    from ..extractors.batch.job import Links
    from ..extractors.options import FetchOptions

_WEB, _LISTS = "From the web", "Lists of URLs"
_BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
)  # fmt: skip
_INSTALLED_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)

UserAgentOption = Annotated[
    str | None,
    value(
        "--user-agent", "-A", metavar="TEXT", panel=_WEB,
        help="What we call ourselves.",
    ),
]  # fmt: skip
HeaderOption = Annotated[
    list[str] | None,
    value(
        "--header", "-H", metavar="LINE", panel=_WEB,
        help="A header to send along; may be repeated. Example: --header 'Accept-Language: de'",
    ),
]  # fmt: skip
CookiesOption = Annotated[
    Path | None,
    value(
        "--cookies", metavar="FILE", panel=_WEB,
        help="Cookies to send, in Netscape's format, as browsers' extensions save it.",
    ),
]  # fmt: skip
ProxyOption = Annotated[
    str | None,
    value(
        "--proxy", metavar="URL", panel=_WEB,
        help="Fetch through a proxy; by default that of HTTPS_PROXY etc., '' for none.",
    ),
]  # fmt: skip
InsecureOption = Annotated[bool, flag("--insecure", panel=_WEB, help="Take any certificate, also one that is forged.")]
AllowPrivateOption = Annotated[
    bool,
    flag(
        "--allow-private", panel=_WEB,
        help="Let redirects and lists lead to addresses of the local network.",
    ),
]  # fmt: skip
FollowPagesOption = Annotated[
    bool,
    flag(
        "--follow-pages", panel=_WEB,
        help="Join the parts of an article that stands on several pages.",
    ),
]  # fmt: skip
RenderOption = Annotated[
    bool, flag("--render", panel=_WEB, help="For a URL: run its scripts first, in headless Chromium.")
]
DelayOption = Annotated[
    float,
    value(
        "--delay", metavar="SECONDS", panel=_LISTS, min=0.0, max=3600.0,
        help="Pause between requests to a host: 1, or by robots.txt.",
    ),
]  # fmt: skip
IgnoreRobotsOption = Annotated[
    bool,
    flag("--ignore-robots", panel=_LISTS, help="Do not ask robots.txt."),
]
CacheOption = Annotated[
    bool,
    flag(
        "--cache/--no-cache", panel=_LISTS,
        help="Keep answers, and do not fetch what is still fresh.",
    ),
]  # fmt: skip
RefreshOption = Annotated[
    bool,
    flag("--refresh", panel=_LISTS, help="Ask the servers anew, whatever the cache holds."),
]
FeedOption = Annotated[
    list[str] | None,
    value(
        "--feed", metavar="URL|FILE", panel=_LISTS,
        help="The pages of an RSS, Atom or JSON feed; may be repeated.",
    ),
]  # fmt: skip
SitemapOption = Annotated[
    list[str] | None,
    value(
        "--sitemap", metavar="URL|FILE", panel=_LISTS,
        help="The pages of a sitemap or an index of some.",
    ),
]  # fmt: skip
SinceOption = Annotated[
    str | None,
    value(
        "--since", metavar="DATE", panel=_LISTS,
        help="Leave out what is older. Example: --since 2026-01-31",
    ),
]  # fmt: skip
LimitOption = Annotated[
    int | None,
    value(
        "--limit", metavar="N", panel=_LISTS, min=1,
        help="Of each feed and sitemap, take the first N addresses.",
    ),
]  # fmt: skip


def fetch_options(options: Mapping[str, Any]) -> FetchOptions:
    """The record of a command's options, by the names of its parameters; what it does not have keeps defaults.

    Here, and nowhere below, the environment is read: proxies and certificate files. Raises SetupError.
    """
    from ..extractors.options import FetchOptions

    given = options.get
    agent = given("user_agent")
    return FetchOptions(
        timeout=given("timeout") or FetchOptions().timeout,
        user_agent=_one_line("--user-agent", agent) if agent is not None else None,
        headers=tuple(_header(line) for line in given("header") or ()),
        cookies=given("cookies"),
        proxies=_proxies(given("proxy")),
        insecure=bool(given("insecure")),
        ca_file=_certificates(),
        allow_private=bool(given("allow_private")),
        follow_pages=bool(given("follow_pages")),
        encoding=given("encoding"),
        render=bool(given("render")),
        browser=_browser() if given("render") else None,
        delay=given("delay", FetchOptions().delay),
        robots=not given("ignore_robots"),
        cache=cache_folder() if given("cache") else None,
        refresh=bool(given("refresh")),
    )


def choose_links(options: Mapping[str, Any]) -> Links | None:
    """The feeds and sitemaps that were given. Raises SetupError for a wrong date, and for choices without a feed."""
    where = (*(options.get("feed") or ()), *(options.get("sitemap") or ()))
    since, limit = _since(options.get("since")), options.get("limit")
    if not where:
        if since is not None or limit is not None:
            raise SetupError("", "--since and --limit choose from a feed or sitemap: name one with --feed or --sitemap")
        return None
    from ..extractors.batch.job import Links

    return Links(where, since, limit)


def _since(text: str | None) -> date | None:
    from datetime import date

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SetupError("--since", f"{text!r} is no date: write it as 2026-01-31") from None


def _header(line: str) -> tuple[str, str]:
    name, colon, value = (part.strip() for part in _one_line("--header", line).partition(":"))
    if not colon or not name or not name.isascii() or any(c in name for c in ' \t"(),/;<=>?@[\\]{}'):
        raise SetupError("--header", f"{line!r} is no header: write it as 'Name: value'")
    return name, value


def _one_line(option: str, text: str) -> str:
    if any(c < " " or c == "\x7f" for c in text):
        raise SetupError(option, "a header is one line, without control characters")
    return text


def _proxies(given: str | None) -> tuple[tuple[str, str], ...]:
    """The proxy that was named for everything; else those of the environment (or of the system), as curl does."""
    if given is not None:
        return (("all", given),) if given else ()
    in_environment = any(name.lower().endswith("_proxy") for name in os.environ)
    if not in_environment and os.name == "posix" and sys.platform != "darwin":
        return ()  # only Windows and macOS keep some elsewhere; asking costs the import of Python's own HTTP
    from urllib.request import getproxies

    found = {scheme: proxy for scheme, proxy in getproxies().items() if scheme in ("http", "https", "all", "no")}
    return tuple((s, p if s == "no" or "://" in p else f"http://{p}") for s, p in found.items() if p)


def _certificates() -> Path | None:
    named = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE")
    return Path(named) if named else None


def _browser() -> Path:
    import shutil

    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    found = found or next((path for path in _INSTALLED_BROWSERS if Path(path).is_file()), None)
    if found is None:
        raise SetupError("--render", "there is no Chromium or Chrome here: install one, Debian's package is chromium")
    return Path(found)
