"""robots.txt: what a site asks of programs, as RFC 9309 reads it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from ..errors import CleancopyError, StatusError
from .answers import ANY_TYPE
from .headers import USER_AGENT
from .retry import LONGEST_WAIT, AgainError
from .visit import Visit, Web

_LARGEST = 512 * 1024
_MOST_SITES = 2048
_Key = tuple[str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site's robots.txt says to us. `problem` is why it could not be had: then nothing may be fetched."""

    parsed: Protego | None = None
    problem: str | None = None

    def problem_with(self, url: str, agent: str) -> str | None:
        """Why a page may not be fetched; None where it may."""
        if self.parsed is not None and not self.parsed.can_fetch(url, agent):
            return "the site's robots.txt asks programs not to fetch it: --ignore-robots does so all the same"
        return self.problem

    def delay(self, agent: str) -> float:
        """The pause that it asks for, in seconds, at most a minute."""
        asked = self.parsed.crawl_delay(agent) if self.parsed is not None else None
        return min(asked or 0.0, LONGEST_WAIT)


class Robots:
    """The rules of the sites met last. Threads may share it."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._sites: OrderedDict[_Key, Rules] = OrderedDict()
        self._visits: dict[_Key, Visit] = {}
        self._lock = Lock()
        own = web.options.user_agent
        self.agent = own or USER_AGENT.partition("/")[0]

    def known(self, asking: Visit) -> Rules | None:
        """The rules of the site that a visit goes to next, if they were read."""
        with self._lock:
            return self._sites.get(_key(asking))

    def step(self, asking: Visit) -> None:
        """Make one request for the rules of the site that a visit goes to next; when `known` has none then, another one
        is to be made. It goes as far as the visit may, with the headers that the visit sends there.

        Raises AgainError for a failure that may pass.
        """
        key = _key(asking)
        with self._lock:
            visit = self._visits.get(key)
            if visit is None:
                visit = Visit(self._web, f"{key[0]}/robots.txt", asking.reach, ANY_TYPE, asking.home)
                self._visits[key] = visit
        try:
            source = visit.step()
            rules = (
                None if source is None else Rules(Protego.parse(source.data[:_LARGEST].decode("utf-8-sig", "replace")))
            )
        except AgainError as err:
            visit.again(self._web.timeout)
            raise err
        except CleancopyError as err:
            rules = _rules_without_file(err)
        if rules is not None:
            self._keep(key, rules)

    def _keep(self, key: _Key, rules: Rules) -> None:
        with self._lock:
            self._visits.pop(key, None)
            self._sites[key] = rules
            while len(self._sites) > _MOST_SITES:
                self._sites.popitem(last=False)


def _rules_without_file(err: CleancopyError) -> Rules:
    """A site without a robots.txt has no rules; of one that cannot answer nothing may be fetched (RFC 9309, 2.3.1)."""
    if not isinstance(err, StatusError):
        return Rules(problem=err.problem)
    if err.status < 500 and err.status != 429:
        return Rules()
    return Rules(problem=f"its robots.txt cannot be read ({err.status}): try again later, or give --ignore-robots")


def _key(asking: Visit) -> _Key:
    """The site that a visit goes to next, and how far it may go: to one that may not, the site has no robots.txt."""
    parts = urlsplit(asking.url)
    near = None if asking.reach.typed else asking.reach.near
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", near
