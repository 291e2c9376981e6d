"""Whether a failed request is worth another attempt, and after how many seconds."""

from __future__ import annotations

import httpcore
import httpx
from httpx_retries import Retry

from ..errors import NetworkError, StatusError

RETRIES = 2
LONGEST_WAIT = 60.0
_POLICY = Retry(
    total=RETRIES,
    status_forcelist=(408, 429, 502, 503, 504),
    retry_on_exceptions=(httpcore.TimeoutException, httpcore.ReadError, httpcore.WriteError),
    backoff_jitter=0.5,
    max_backoff_wait=LONGEST_WAIT,
)


class AgainError(Exception):
    """A failure that may pass: `error` is what to report if there is no other attempt, `wait` the seconds before it."""

    def __init__(self, error: NetworkError, wait: float) -> None:
        super().__init__(error, wait)
        self.error = error
        self.wait = wait


def wait_for_status(error: StatusError, response: httpx.Response, attempts: int, pace: float) -> Exception:
    """What to raise for an answer that is a failure: the error itself, or AgainError with what the server asked for.

    `attempts` were made before this one; without Retry-After the pause grows from `pace` seconds, with jitter.
    """
    if not _POLICY.is_retryable_status_code(response.status_code):
        return error
    asked = response.headers.get("retry-after", "")
    try:
        wait = _POLICY.parse_retry_after(asked) if asked else None
    except ValueError:
        wait = None
    if wait is not None and wait > LONGEST_WAIT:
        return StatusError(error.source, f"{error.problem} (it asks to wait {wait:.0f} s)", error.status)
    if attempts >= RETRIES:
        return error
    return AgainError(error, _pause(attempts, pace) if wait is None else wait)


def wait_for_failure(error: NetworkError, cause: Exception, attempts: int, pace: float) -> Exception:
    """The same for a connection that failed."""
    broken = isinstance(cause, httpcore.RemoteProtocolError) and ("closed" in str(cause) or "disconnect" in str(cause))
    if attempts >= RETRIES or not (broken or _POLICY.is_retryable_exception(cause)):
        return error
    return AgainError(error, _pause(attempts, pace))


def _pause(attempts: int, pace: float) -> float:
    return _POLICY.copy_with(backoff_factor=pace, attempts_made=attempts).backoff_strategy()
