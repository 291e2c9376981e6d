"""Cookies of the user's own, from a file in the format that browsers' extensions, curl and wget exchange."""

from __future__ import annotations

from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from pathlib import Path

from ...errors import SetupError


def load_cookies(file: Path | None) -> CookieJar:
    """The cookies of a file, those of a session included. Raises SetupError when it cannot be read."""
    jar = MozillaCookieJar()
    if file is not None:
        try:
            jar.load(str(file), ignore_discard=True, ignore_expires=True)
        except LoadError:
            raise SetupError(
                str(file), "not a cookie file in Netscape's format: its first line is # Netscape HTTP Cookie File"
            ) from None
        except (OSError, ValueError) as err:
            reason = (getattr(err, "strerror", None) or "it is no text").lower()
            raise SetupError(str(file), f"cannot be read: {reason}") from None
    for cookie in jar:
        cookie.expires = cookie.expires or None  # 0 is what browsers' extensions write for "until the browser closes"
    return jar


def copy_of(jar: CookieJar) -> CookieJar:
    """A jar of one URL's own: what its servers set lives as long as its redirects, so that order changes nothing."""
    copy = CookieJar()
    for cookie in jar:
        copy.set_cookie(cookie)
    return copy
