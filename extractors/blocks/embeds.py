"""Films, sounds and posts that a page shows in a frame: what they are called and where they are."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from ..text import fold, safe
from .links import link_target

# A frame's address and the address of the same thing for people. Frames from elsewhere are forms and
# advertisements.
_PLAYERS = (
    (r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/(?!videoseries)([\w-]{6,20})", "https://www.youtube.com/watch?v={}"),
    (
        r"(?:www\.)?youtube(?:-nocookie)?\.com/embed/videoseries\?.*?\blist=([\w-]+)",
        "https://www.youtube.com/playlist?list={}",
    ),
    (r"(?:www\.)?youtube\.com/v/([\w-]{6,20})", "https://www.youtube.com/watch?v={}"),
    (r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    (r"(?:www\.)?dailymotion\.com/embed/video/(\w+)", "https://www.dailymotion.com/video/{}"),
    (r"geo\.dailymotion\.com/player[^?]*\?.*?\bvideo=(\w+)", "https://www.dailymotion.com/video/{}"),
    (r"embed\.ted\.com/talks/([\w/-]+)", "https://www.ted.com/talks/{}"),
    (r"player\.twitch\.tv/\?.*?\bvideo=v?(\d+)", "https://www.twitch.tv/videos/{}"),
    (r"open\.spotify\.com/embed/((?:track|album|episode|show|playlist)/\w+)", "https://open.spotify.com/{}"),
    (r"(?:www\.)?tiktok\.com/(?:embed|player)/(?:v\d/)?(\d+)", "https://www.tiktok.com/@_/video/{}"),
    (r"platform\.(?:twitter|x)\.com/embed/\S*?[?&]id=(\d+)", "https://x.com/i/status/{}"),
    (r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{}/pen/{}"),
    (r"(?:www\.)?loom\.com/embed/(\w+)", "https://www.loom.com/share/{}"),
    (r"archive\.org/embed/([\w.-]+)", "https://archive.org/details/{}"),
    # Charts and maps that newspapers draw with a service: the frame's own page shows them as well.
    (r"datawrapper\.dwcdn\.net/(\w+)", "https://datawrapper.dwcdn.net/{}"),
    (r"flo\.uri\.sh/((?:visualisation|story)/\d+)", "https://flo.uri.sh/{}/embed"),
    (r"public\.flourish\.studio/((?:visualisation|story)/\d+)", "https://public.flourish.studio/{}"),
    (r"(?:e\.)?infogram\.com/([\w-]+)", "https://infogram.com/{}"),
    (r"public\.tableau\.com/views/([\w-]+/[\w-]+)", "https://public.tableau.com/views/{}"),
    (r"ourworldindata\.org/grapher/([\w-]+)", "https://ourworldindata.org/grapher/{}"),
    (r"observablehq\.com/embed/(@?[\w-]+/?[\w-]*)", "https://observablehq.com/{}"),
    (r"(?:www\.)?google\.com/maps/d/embed\?mid=([\w-]+)", "https://www.google.com/maps/d/viewer?mid={}"),
)
_COMPILED = tuple((re.compile(pattern, re.I), address) for pattern, address in _PLAYERS)
_SOUNDCLOUD = re.compile(r"w\.soundcloud\.com/player", re.I)
_ID = re.compile(r"[\w-]{6,20}")
_FRAME_SOURCES = ("src", "data-src", "data-lazy-src", "data-cmp-src", "data-url")
_LONGEST_TITLE, _MOST_SOURCES = 200, 10
_NO_TITLE = re.compile(
    r"\A(?:(?:youtube|vimeo|embedded|dailymotion|spotify)?\s*+(?:video|audio|embed)?\s*+player|embed(?:ded content)?|"
    r"video|iframe)\Z",
    re.I,
)


class Embed(NamedTuple):
    """What is shown in a frame: its title or, without one, what kind of thing it is; and its address."""

    title: str
    url: str


def embed_of(element: HtmlElement, base: str | None) -> Embed | None:
    """Return what an <iframe>, <video>, <audio> or the like shows; None if it is nothing that one could follow."""
    tag = element.tag
    title = fold(
        safe((element.get("title") or element.get("aria-label") or element.get("playlabel") or "")[:_LONGEST_TITLE])
    )
    if _NO_TITLE.match(title):
        title = ""
    if tag in ("lite-youtube", "amp-youtube"):
        ident = element.get("videoid") or element.get("data-videoid") or ""
        return Embed(title or "Video", f"https://www.youtube.com/watch?v={ident}") if _ID.fullmatch(ident) else None
    if tag == "iframe":
        source = next((element.get(name) for name in _FRAME_SOURCES if _is_address(element.get(name))), None)
        url = _for_people(source or "")
        return Embed(title or ("Audio" if "spotify" in url or "soundcloud" in url else "Video"), url) if url else None
    if tag in ("video", "audio"):
        sources = [element.get("src"), *(s.get("src") for s in islice(element.iter("source"), _MOST_SOURCES))]
        targets = (link_target(s, base) for s in sources if s and not s.strip().lower().startswith(("blob:", "#")))
        url = next((t for t in targets if t and _is_address(t)), None) or ""
        return Embed(title or tag.capitalize(), url) if url else None
    return None


def _is_address(source: str | None) -> bool:
    return bool(source) and (source or "").strip().lower().startswith(("http://", "https://", "//"))


def _for_people(source: str) -> str:
    source = re.sub(r"^(?:https?:)?//", "", source.strip()[:2000])
    for pattern, address in _COMPILED:
        match = pattern.match(source)
        if match:
            return address.format(*match.groups())
    if _SOUNDCLOUD.match(source):
        try:
            track = parse_qs(urlsplit("https://" + source).query).get("url", [""])[0]
        except ValueError:
            return ""
        return link_target(track, None) or "" if re.match(r"https://(?!api\.)[\w.]*soundcloud\.com/", track) else ""
    return ""
