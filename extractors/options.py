"""Options by purpose, each a frozen record: how to extract, how to write, how to fetch, and limits.

A function takes the records that it needs. `Options` holds all four for what does everything, such as a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

EXTRAS = ("markdown", "html", "blocks")
EXTRACTORS = ("auto", "model", "trafilatura")
LEANS = ("even", "precision", "recall")
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """What decides about an article: all that is not only a matter of writing.

    `url` is where a file or pipe came from. `encoding` overrides every declaration. `extractor` decides what is
    article: the model ("model"), trafilatura ("trafilatura"), or the model with trafilatura's verdict where it is not
    sure ("auto"); rules come after each. `lean` says which error is worse: "precision" keeps less, "recall" more.
    A page with less than `min_confidence` (0 to 1) is filtered. `use_rules` switches all rules; `rule_files` come on
    top of the built-in packs.
    """

    url: str | None = None
    encoding: str | None = None
    extractor: str = "auto"
    lean: str = "even"
    min_confidence: float = 0.0
    use_rules: bool = True
    rule_files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What is written of an article, and how. None of it changes what is extracted.

    `format` is "text", "json", "markdown" or "html". `title` puts the headline above the article, `front_matter`
    the metadata above Markdown. Without `links` or `images`, Markdown and HTML have none. `comments` adds readers'
    comments. `extras` are more JSON fields ("markdown", "html", "blocks").
    """

    format: str = "text"
    title: bool = True
    front_matter: bool = True
    links: bool = True
    images: bool = True
    comments: bool = False
    extras: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How pages are fetched.

    `timeout` is the time for a URL in seconds. `headers` are sent on top of our own, `cookies` is a file in Netscape's
    format. `proxies` are pairs of a scheme ("http", "https", "all") and a proxy's URL; the pair ("no", hosts) names
    what is reached without one, as NO_PROXY does. `insecure` takes any certificate, `ca_file` names the only
    authorities to trust. `allow_private` lets redirects and lists lead to addresses of the local network.
    `follow_pages` joins the parts of an article that is spread over several pages; `encoding` is that of
    `ExtractOptions`, for a page must be read to find the next one. `render` runs a page's scripts in `browser`, the
    path of a Chromium.

    The rest concerns lists: `delay` is the pause in seconds between two requests to a host, `robots` obeys
    robots.txt, `cache` is the folder of the cache (None: none), `refresh` asks the servers anew whatever it holds.
    """

    timeout: float = 30.0
    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    cookies: Path | None = None
    proxies: tuple[tuple[str, str], ...] = ()
    insecure: bool = False
    ca_file: Path | None = None
    allow_private: bool = False
    follow_pages: bool = False
    encoding: str | None = None
    render: bool = False
    browser: Path | None = None
    delay: float = 1.0
    robots: bool = True
    cache: Path | None = None
    refresh: bool = False


@dataclass(frozen=True)
class Limits:
    """What one input may take: `seconds` of computing (not of waiting), and bytes of `memory` (address space), both
    only in a process of its own; `max_bytes` of its size, packed or not, always.

    `advice_time` and `advice_memory` tell what to do for an input that needs more: here in the library's words.
    """

    seconds: float = 8.0
    memory: int = 1 << 30
    advice_time: str = "give it more with Limits(seconds=...), or try extractor='model'"
    advice_memory: str = "give it more with Limits(memory=...)"
    max_bytes: int = 20 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Options:
    """All that can be chosen. `skip_companions` passes over the folders in which browsers keep a saved page's parts."""

    extract: ExtractOptions = field(default_factory=ExtractOptions)
    write: WriteOptions = field(default_factory=WriteOptions)
    fetch: FetchOptions = field(default_factory=FetchOptions)
    limits: Limits = field(default_factory=Limits)
    skip_companions: bool = True
