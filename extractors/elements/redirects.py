"""Replace addresses that only lead on to another by that one: mail filters and document services wrap links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from .index import ElementIndex

# Hosts and paths of services that answer with a redirect, and the field that has the address.
_WRAPPER = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url|[\w.-]*safelinks\.protection\.outlook\.com/|(?:l|lm)\.facebook\.com/l\.php|"
    r"(?:www\.)?youtube\.com/redirect|(?:www\.)?slack-redir\.net/link|link\.zhihu\.com/|vk\.com/away\.php|"
    r"l\.instagram\.com/|steamcommunity\.com/linkfilter/|(?:www\.)?linkedin\.com/redir/redirect|out\.reddit\.com/)[^\s?]{0,200}\?",
    re.I,
)
_PIECES = (
    "google.",
    "safelinks",
    "facebook.com/l",
    "/redirect",
    "slack-redir",
    "zhihu",
    "away.php",
    "l.instagram.com/",
    "linkfilter",
    "/redir/",
    "out.reddit",
)
_FIELDS = ("q", "url", "u", "target", "to")
_LONGEST = 8_000


def follow_redirects(index: ElementIndex) -> None:
    """Give each link that a service wrapped the address that it leads to."""
    for link in index.having("href", _WRAPPER, _PIECES):
        if link.tag == "a":
            target = _target(link.get("href"))
            if target:
                link.set("href", target)


def _target(address: str) -> str | None:
    if len(address) > _LONGEST or not _WRAPPER.match(address.strip()):
        return None
    try:
        fields = parse_qs(urlsplit(address.strip()).query)
    except ValueError:
        return None
    found = (fields[name][0] for name in _FIELDS if fields.get(name))
    return next((one for one in found if re.match(r"https?://\S+\Z", one)), None)
