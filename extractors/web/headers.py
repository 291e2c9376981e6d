"""Headers of requests: those that every server gets, and the user's own, which may hold a secret and stay at home.

Home is the origin (scheme, host, port) of the address that was named. curl and httpx keep back `Authorization` and
`Cookie` alone when they are sent elsewhere; a token has many names.
"""

from __future__ import annotations

import httpx

from .. import __version__
from ..errors import SetupError
from ..options import FetchOptions
from .body import ACCEPTED

USER_AGENT = f"cleancopy/{__version__} (article extractor; run by a person)"
# Those of the user's that say what is wanted and not who wants it.
_FOR_ALL = frozenset(("accept", "accept-language", "user-agent"))
_PORTS = {"http": 80, "https": 443}


def headers_for_all(options: FetchOptions) -> httpx.Headers:
    """What every server gets. Raises SetupError for a header that cannot be sent."""
    headers = httpx.Headers(
        {
            "User-Agent": options.user_agent or USER_AGENT,
            "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
        }
    )
    if options.refresh:
        headers["Cache-Control"] = "no-cache"
    headers.update({name: value for name, value in _given(options).items() if name in _FOR_ALL})
    headers["Accept-Encoding"] = ACCEPTED
    return headers


def own_headers(options: FetchOptions) -> httpx.Headers:
    """What goes home alone: all others that the user gave."""
    given = _given(options)
    return httpx.Headers({n: v for n, v in given.items() if n not in _FOR_ALL and n != "accept-encoding"})


def is_home(url: httpx.URL, home: httpx.URL) -> bool:
    """Whether an address has the origin of `home`, or its host's by the step from http to https."""
    if url.host != home.host:
        return False
    scheme, port, safer = url.scheme, _port(url), url.scheme == "https" and home.scheme == "http"
    return (scheme, port) == (home.scheme, _port(home)) or (safer and (_port(home), port) == (80, 443))


def send_along(request: httpx.Request, home: httpx.URL, own: httpx.Headers) -> None:
    """Put the user's own headers into a request that goes home, take them out of one that a redirect sends elsewhere.

    The request has its cookies from the jar already; those of a header are sent with them.
    """
    at_home = is_home(request.url, home)
    for name, value in own.items():
        if not at_home:
            if name != "host" and request.headers.get(name) == value:
                del request.headers[name]
        elif name == "cookie" and name in request.headers:
            request.headers[name] = f"{request.headers[name]}; {value}"
        else:
            request.headers[name] = value


def _given(options: FetchOptions) -> httpx.Headers:
    headers = httpx.Headers()
    try:
        for name, value in options.headers:
            headers[name] = value
    except (UnicodeError, ValueError):
        raise SetupError("--header", "only letters of ASCII can be sent in a header") from None
    return headers


def _port(url: httpx.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)
