"""Cookies of the user's own, from a file in the format that browsers' extensions, curl and wget exchange."""

from __future__ import annotations

import re
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request

import httpx

from ..errors import SetupError
from .addresses import literal

_FIRST_LINE = re.compile(r"#( Netscape)? HTTP Cookie File")
_HTTP_ONLY = "#HttpOnly_"  # no comment: a cookie that scripts may not see


class _Policy(DefaultCookiePolicy):
    """Cookies that were not given for subdomains go to their own host alone: RFC 6265, unlike Python's policy."""

    def domain_return_ok(self, domain: str, request: Request) -> bool:  # noqa: ARG002  # Python's
        """Leave it to the look at each cookie."""
        return True

    def return_ok_domain(self, cookie: Cookie, request: Request) -> bool:
        """Whether a cookie is for the host of a request."""
        host, domain = urlsplit(request.full_url).hostname or "", cookie.domain.lstrip(".")
        if domain in (host, f"{host}.local"):  # as Python calls a host without a dot
            return True
        return cookie.domain_specified and host.endswith(f".{domain}") and literal(host) is None


def load_cookies(file: Path | None) -> CookieJar:
    """The cookies of a file, those of a session included. Raises SetupError when it cannot be read."""
    jar = CookieJar(_Policy())
    if file is None:
        return jar
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, ValueError) as err:
        reason = (getattr(err, "strerror", None) or "it is no text").lower()
        raise SetupError(str(file), f"cannot be read: {reason}") from None
    if not _FIRST_LINE.match(lines[0]):
        raise SetupError(
            str(file), "not a cookie file in Netscape's format: its first line is # Netscape HTTP Cookie File"
        )
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(_HTTP_ONLY)
        if not text.strip() or text.startswith(("#", "$")):
            continue
        try:
            jar.set_cookie(_cookie(text))
        except (ValueError, OverflowError):
            raise SetupError(
                str(file),
                f"line {number} is no cookie: domain, TRUE or FALSE, path, TRUE or FALSE, time, name and value,"
                " with tabs between them",
            ) from None
    return jar


def _cookie(line: str) -> Cookie:
    """The cookie of a line. Raises ValueError or OverflowError when there is none in it."""
    domain, for_subdomains, path, secure, expires, name, value = line.split("\t")
    host = domain.lstrip(".").lower()
    if not host:
        raise ValueError(line)
    wide = _is_true(for_subdomains)
    # 0 is what browsers' extensions write for "until the browser closes", and some write fractions of a second.
    until = int(float(expires or 0)) or None
    return Cookie(
        version=0,
        name=name or value,  # a line without a name has a cookie without a value
        value=value if name else None,
        port=None,
        port_specified=False,
        domain=f".{host}" if wide else host,
        domain_specified=wide,
        domain_initial_dot=wide,
        path=path,
        path_specified=False,
        secure=_is_true(secure),
        expires=until,
        discard=until is None,
        comment=None,
        comment_url=None,
        rest={},
    )


def _is_true(text: str) -> bool:
    if text.upper() not in ("TRUE", "FALSE"):
        raise ValueError(text)
    return text.upper() == "TRUE"


def copy_of(jar: CookieJar) -> CookieJar:
    """A jar of one URL's own: what its servers set lives as long as its redirects, so that order changes nothing."""
    copy = CookieJar(_Policy())
    for cookie in jar:
        copy.set_cookie(cookie)
    return copy


def send_cookies(request: httpx.Request, jar: CookieJar) -> None:
    """Put those cookies into a request that are for it. httpx itself asks a new jar, which knows no policy."""
    request.headers.pop("cookie", None)
    httpx.Cookies(jar).set_cookie_header(request)
