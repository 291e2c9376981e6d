"""Headless Chromium that has no network of its own, a deadline and a limit of memory, and a page's HTML from it."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import NetworkError, SetupError, TooLargeError
from ..options import MEBIBYTE
from . import browser_guard
from .body import too_large

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_MOST_MEMORY = 1536 * MEBIBYTE  # of all its processes together, 300 MiB of which an empty page takes
_LARGEST_HEAP = 512  # MiB of objects of one page's scripts
_GUARDED = sys.platform == "linux"
_ENDING = 0.5  # seconds before the deadline in which a failure is one of time
# Two walls beside the one of the guard, for where that cannot be built: no name or address has a way to it, and what
# needs none of both (WebRTC, QUIC) is switched off. What the browser does for itself is switched off, too.
_NO_NETWORK = (
    "--proxy-server=http://proxy.invalid:9", "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--dns-over-https-mode=off", "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-component-extensions-with-background-pages",
    "--disable-client-side-phishing-detection", "--disable-field-trial-config", "--disable-breakpad",
    "--disable-crash-reporter", "--disable-search-engine-choice-screen", "--no-pings", "--no-first-run",
    "--no-default-browser-check", "--no-service-autorun", "--metrics-recording-only",
    "--disable-features=WebRtcHideLocalIpsWithMdns,WebTransport,Reporting,NetworkErrorLogging,DnsOverHttps,AsyncDns,"
    "OptimizationHints,OptimizationGuideModelDownloading,MediaRouter,DialMediaRouteProvider,CertificateTransparency"
    "ComponentUpdater,AutofillServerCommunication,InterestFeedContentSuggestions,Translate,"
    "SpeculationRulesPrefetchProxy,Prerender2,PreconnectToSearch,NetworkTimeServiceQuerying,AttributionReporting,PrivateAggregationApi,FedCm,WebUSB,"
    "WebBluetooth,PaintHolding,HttpsUpgrades,LocalNetworkAccessChecks",
)  # fmt: skip
_HEADLESS = (
    "--headless", "--remote-debugging-pipe", "--no-startup-window", "--hide-scrollbars", "--mute-audio",
    "--disable-dev-shm-usage", "--disable-popup-blocking", "--disable-hang-monitor", "--disable-prompt-on-repost",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-gpu",
    "--password-store=basic",
    "--disable-backgrounding-occluded-windows", "--disable-back-forward-cache", "--renderer-process-limit=2",
    "--disable-ipc-flooding-protection", "--use-mock-keychain", f"--js-flags=--max-old-space-size={_LARGEST_HEAP}",
)  # fmt: skip
# In every document before its own scripts: ways out that are none of ours, and messages, which come to us at any size.
_BEFORE_SCRIPTS = """(() => {
    for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCIceTransport", "RTCDataChannel",
        "WebTransport", "SharedWorker"])
        delete globalThis[name];
    globalThis.open = globalThis.print = () => null;
    for (const name of Object.keys(console)) console[name] = () => {};
})()"""
# In a world of ours, where the page's scripts have changed nothing.
_HTML = """(() => {
    const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
    const html = type + (document.documentElement ? document.documentElement.outerHTML : "");
    return html.length > %d ? null : html;
})()"""


@dataclass(frozen=True, slots=True)
class BrowserLimits:
    """What a browser may take: `until` is a point of the monotonic clock, `memory` the bytes of all its processes."""

    name: str  # of the page
    timeout: float
    until: float
    memory: int = field(default_factory=lambda: _MOST_MEMORY)

    def left(self, most: float = 86_400.0) -> float:
        """The milliseconds that are left, at most so many seconds."""
        return max(min(self.until - time.monotonic(), most) * 1000, 1)


@contextmanager
def browser(executable: Path, limits: BrowserLimits) -> Iterator[Browser]:
    """A browser of one page's own. A script that never ends blocks every call; at the deadline the browser is killed.

    Raises SetupError when it does not start, and NetworkError for what playwright raises within: with its reason.
    """
    from playwright.sync_api import Error, sync_playwright

    with (
        tempfile.TemporaryDirectory(prefix="cleancopy-browser-", ignore_cleanup_errors=True) as folder,
        sync_playwright() as playwright,
    ):
        command, arguments = _command(executable, Path(folder), limits)
        try:
            started = playwright.chromium.launch(
                executable_path=command,
                args=arguments,
                ignore_default_args=True,
                timeout=limits.left(),
            )
            processes = started.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        except Error as err:
            if time.monotonic() >= limits.until - _ENDING:
                problem = f"the browser has not started within {limits.timeout:g} s: give it a longer --timeout"
                raise NetworkError(limits.name, problem) from None
            raise SetupError("--render", f"the browser does not start: {_first_line(err)}") from None
        number = next(int(process["id"]) for process in processes if process["type"] == "browser")
        alarm = threading.Timer(max(limits.until - time.monotonic(), 0), _kill, [number])
        alarm.daemon = True
        alarm.start()
        try:
            yield started
            with suppress(Error):
                started.close()
        except Error as err:
            raise NetworkError(limits.name, _problem(err, limits, Path(folder))) from None
        finally:
            alarm.cancel()
            _kill(number)


def _command(executable: Path, folder: Path, limits: BrowserLimits) -> tuple[str, list[str]]:
    """The program to start and its arguments: the browser, on Linux with the guard before it."""
    # Chromium refuses its sandbox to root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = [*_HEADLESS, *_NO_NETWORK, f"--user-data-dir={folder / 'profile'}", *(["--no-sandbox"] if root else [])]
    if not _GUARDED:
        return str(executable), arguments
    if not os.access(executable, os.X_OK):
        raise SetupError("--render", f"the browser does not start: {executable} is no program")
    guard = [str(folder), str(os.getpid()), str(limits.memory), "none" if root else "sandbox"]
    return sys.executable, ["-I", browser_guard.__file__, *guard, str(executable), *arguments]


def _problem(err: Exception, limits: BrowserLimits, folder: Path) -> str:
    if (folder / browser_guard.TOO_LARGE).exists():
        return f"its scripts want more than {limits.memory / MEBIBYTE / 1024:g} GiB of memory: leave out --render"
    if time.monotonic() >= limits.until - _ENDING:
        return f"its scripts have not finished within {limits.timeout:g} s: give it a longer --timeout"
    return f"cannot be rendered: {_first_line(err)}: leave out --render"


def _first_line(err: Exception) -> str:
    return (str(err).splitlines() or [""])[0][:160]


def _kill(number: int) -> None:
    """End the browser, and with it the processes of its group: a script that never ends is in one of them."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            group = os.getpgid(number)
            os.kill(number, signal.SIGKILL) if group == os.getpgid(0) else os.killpg(group, signal.SIGKILL)
        else:
            os.kill(number, signal.SIGTERM)


def close_ways_out(context: BrowserContext) -> None:
    """Take from all pages of a context what their scripts could leave with, and what they could flood us with."""
    context.add_init_script(_BEFORE_SCRIPTS)


def html_of(page: Page, limits: BrowserLimits, most: int) -> str:
    """The HTML of a page as it is now. Raises TooLargeError for more than `most` characters."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "cleancopy"})
    asked = {"expression": _HTML % most, "contextId": world["executionContextId"], "returnByValue": True}
    html = session.send("Runtime.evaluate", asked)["result"].get("value")
    if html is None:
        raise TooLargeError(limits.name, too_large(most))
    return str(html)
