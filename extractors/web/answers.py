"""What a server answered: a page, another address, or a failure with its name."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus

import httpcore
import httpx

from ..errors import CleancopyError, NetworkError, NotAPageError, StatusError
from .network import RefusedAddressError

PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""))
ANY_TYPE: frozenset[str] = frozenset()
_OK = (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION)
_LONGEST_REASON = 160
# What is wrong with an answer, by how h11, httpcore's parser, begins to say it.
_BROKEN_ANSWERS = {
    "illegal status line": "its answer does not begin as HTTP does",
    "illegal request line": "its answer does not begin as HTTP does",
    "no response line": "its answer does not begin as HTTP does",
    "Response status_code should": "its answer has a status that there is none of",
    "InformationalResponse status_code should": "its answer has a status that there is none of",
    "Receive buffer too long": "the headers of its answer are longer than 100 KiB",
    "illegal header": "a header of its answer is broken",
    "continuation line": "a header of its answer is broken",
    "bad Content-Length": "its answer has a length that is no number",
    "conflicting Content-Length": "its answer has two different lengths",
    "multiple Transfer-Encoding": "its answer is sent in a manner (Transfer-Encoding) that is not known",
    "Only Transfer-Encoding": "its answer is sent in a manner (Transfer-Encoding) that is not known",
    "illegal chunk": "a chunk of its answer has no size",
    "malformed chunk": "a chunk of its answer has another size than it says",
}
# What may help, by the status of the answer.
_ADVICE = {
    401: "it wants a login: give --cookies or --header",
    403: "it does not serve this page to everybody: give --cookies, or save the page in a browser",
    404: "check the address",
    407: "the proxy wants a login: put it into the proxy's URL",
    410: "the page was taken down",
    451: "the page is withheld for legal reasons",
}


def check_status(name: str, response: httpx.Response) -> None:
    """Raise StatusError for anything but a page: an error page is never taken for one."""
    status = response.status_code
    if status in _OK:
        return
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = response.reason_phrase[:_LONGEST_REASON]
    advice = _ADVICE.get(status, "try again later" if status >= 500 or status in (408, 429) else "")
    problem = f"the server answered {status} {phrase}".rstrip() + (f": {advice}" if advice else "")
    raise StatusError(name, problem, status)


def check_type(name: str, response: httpx.Response, wanted: frozenset[str]) -> None:
    """Raise NotAPageError for a type of content that is not among the wanted ones, if any are named."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if wanted and kind not in wanted:
        raise NotAPageError(name, f"not a page but {kind[:80]}: download it and use a tool for that format")


def name_failure(name: str, err: Exception, timeout: float) -> CleancopyError:
    """The error for what went wrong on the way, in a sentence that says what to do."""
    return err if isinstance(err, CleancopyError) else NetworkError(name, _sentence(err, timeout))


def _sentence(err: Exception, timeout: float) -> str:
    cause = err.__context__
    if isinstance(err, httpcore.TimeoutException):
        return f"not received within {timeout:g} s: try again later, or give it a longer --timeout"
    if isinstance(err, RefusedAddressError):
        where = err.host if err.host == err.address else f"{err.host} ({err.address})"
        return f"leads to {where}, an address of the local network: --allow-private permits it where it is meant"
    if isinstance(err, httpx.UnsupportedProtocol | httpcore.UnsupportedProtocol):
        return "redirects to something that is not http or https"
    if isinstance(err, httpx.RemoteProtocolError | httpx.InvalidURL):
        return "redirects to something that is no address of http or https"
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = cause.verify_message.rstrip(".") or "not valid"
        return f"its certificate cannot be trusted ({why}): --insecure fetches it all the same"
    reason = _broken_answer(err) or str(err)[:_LONGEST_REASON].rstrip(".") or type(err).__name__
    return f"cannot be fetched: {reason}: {_what_to_do(err, cause)}"


def _broken_answer(err: Exception) -> str | None:
    """What the server sent wrong, in plain words: the parser's own are for programmers, and quote the bytes."""
    if not isinstance(err, httpcore.ProtocolError):
        return None
    return next((words for begin, words in _BROKEN_ANSWERS.items() if str(err).startswith(begin)), None)


def _what_to_do(err: Exception, cause: BaseException | None) -> str:
    if isinstance(cause, socket.gaierror):
        return "check the spelling of the host, and the connection"
    if isinstance(err, httpcore.ConnectError):
        return "check the address, or try again later"
    if isinstance(err, httpcore.ProxyError):
        return "check the proxy"
    return "try again later, or save the page in a browser"
