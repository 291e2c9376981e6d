"""Settings: everything a user can choose, in one frozen record that is passed along instead of flags."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

EXTRAS = ("markdown", "html", "blocks")
EXTRACTORS = ("auto", "model", "trafilatura")
LEANS = ("even", "precision", "recall")
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How pages are fetched.

    `headers` are sent on top of our own, `cookies` is a file in Netscape's format. `proxies` are pairs of a scheme
    ("http", "https", "all") and a proxy's URL; the pair ("no", hosts) names what is reached without one, as NO_PROXY
    does. `insecure` takes any certificate, `ca_file` names the only authorities to trust. `allow_private` lets
    redirects and lists lead to addresses of the local network. `follow_pages` joins the parts of an article that
    stands on several pages. `render` runs a page's scripts in `browser`, the path of a Chromium.

    The rest concerns lists: `delay` is the pause in seconds between two requests to a host, `robots` obeys
    robots.txt, `cache` is the folder of the cache (None: none), `refresh` asks the servers anew whatever it holds.
    """

    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    cookies: Path | None = None
    proxies: tuple[tuple[str, str], ...] = ()
    insecure: bool = False
    ca_file: Path | None = None
    allow_private: bool = False
    follow_pages: bool = False
    render: bool = False
    browser: Path | None = None
    delay: float = 1.0
    robots: bool = True
    cache: Path | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How to extract and what to print.

    `url` is where a file or pipe came from. `encoding` overrides every declaration. `use_rules` switches all rules;
    `rule_files` come on top of the built-in packs. `extras` are the additional JSON fields ("markdown", "html",
    "blocks"). `extractor` decides what is article: the model ("model"), trafilatura ("trafilatura"), or the model with
    trafilatura's verdict where it is not sure ("auto"); rules come after each. `lean` says which error is worse:
    "precision" keeps less, "recall" more. `comments` keeps readers' comments apart. A page with less than
    `min_confidence` (0 to 1) is filtered. `skip_companions` passes over the folders in which browsers keep a saved
    page's parts. `max_bytes` bounds an input, packed or not. `timeout` is the time for a URL in seconds,
    `web` how it is fetched.
    """

    format: str = "text"
    url: str | None = None
    encoding: str | None = None
    extractor: str = "auto"
    lean: str = "even"
    comments: bool = False
    min_confidence: float = 0.0
    skip_companions: bool = True
    title: bool = True
    links: bool = True
    images: bool = True
    front_matter: bool = True
    use_rules: bool = True
    rule_files: tuple[Path, ...] = ()
    extras: frozenset[str] = frozenset()
    max_bytes: int = 20 * MEBIBYTE
    timeout: float = 30.0
    web: WebSettings = field(default_factory=WebSettings)
