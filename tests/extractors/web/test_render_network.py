"""Rendered pages reach nothing but what the checked fetcher gives them: no packet arrives, whatever scripts try."""

from __future__ import annotations

import re
import select
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors.options import FetchOptions
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web import browser
from cleancopy.extractors.web import rendering as render

BROWSER = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
pytestmark = pytest.mark.skipif(BROWSER is None or sys.platform != "linux", reason="there is no Chromium, or no Linux")
TEXT = "The council met on Tuesday evening to decide whether the old ferry line should be restored after thirty years. "

# HOSTS are pairs "address:port" at which somebody listens for everything.
PAGE = """<!DOCTYPE html><title>Ways out</title>
<meta http-equiv=x-dns-prefetch-control content=on>
<article><h1>Ways out</h1><p>%s</p></article><div id=rest></div>
<script>
const hosts = HOSTS, tried = [];
const go = (name, f) => { try { const p = f(); tried.push(name); if (p && p.catch) p.catch(() => {}); } catch (e) {} };
const add = html => { const d = document.createElement("div"); d.innerHTML = html; document.body.append(d); };
const head = (tag, values) => document.head.append(Object.assign(document.createElement(tag), values));
const rtc = (scope, host) => {
  const pc = new (scope.RTCPeerConnection || scope.webkitRTCPeerConnection)({iceServers: [
    {urls: `stun:${host}`}, {urls: `turn:${host}?transport=tcp`, username: "a", credential: "b"},
    {urls: `turn:${host}?transport=udp`, username: "a", credential: "b"}]});
  pc.createDataChannel("x");
  return pc.createOffer().then(o => pc.setLocalDescription(o));
};
const worker = host => `fetch("http://${host}/w", {mode: "no-cors"}).catch(() => {});
  try { new WebSocket("ws://${host}/w") } catch {}; try { new WebTransport("https://${host}/w") } catch {};
  try { new EventSource("http://${host}/w") } catch {}; try { importScripts("http://${host}/w.js") } catch {}`;
const blob = text => URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
for (const host of hosts) {
  const url = "http://" + host;
  go("rtc", () => rtc(window, host));
  go("rtc of a frame", () => { const f = document.createElement("iframe"); document.body.append(f);
    return rtc(f.contentWindow, host); });
  go("rtc of a document", () => { const f = document.createElement("iframe"); f.srcdoc = "<p>x";
    document.body.append(f); f.onload = () => go("rtc there", () => rtc(f.contentWindow, host)); });
  go("transport", () => new WebTransport("https://" + host + "/").ready);
  go("fetch", () => fetch(url + "/f", {mode: "no-cors", keepalive: true}));
  go("xhr", () => { const x = new XMLHttpRequest(); x.open("POST", url + "/x"); x.send("x"); });
  go("socket", () => new WebSocket("ws://" + host + "/s"));
  go("events", () => new EventSource(url + "/e"));
  go("beacon", () => navigator.sendBeacon(url + "/b", "x"));
  go("worker", () => new Worker(blob(worker(host))));
  go("shared worker", () => new SharedWorker(blob("onconnect = () => {" + worker(host) + "}")));
  go("service worker", () => navigator.serviceWorker.register("/sw.js"));
  go("popup", () => window.open(url + "/popup"));
  go("popup of a frame", () => { const f = document.createElement("iframe"); document.body.append(f);
    f.contentWindow.open(url + "/popup"); });
  go("image", () => { new Image().src = url + "/i"; });
  go("import", () => import(url + "/m.js"));
  for (const rel of ["prefetch", "preload", "preconnect", "dns-prefetch", "modulepreload", "prerender", "manifest",
      "icon", "stylesheet"])
    go(rel, () => head("link", {rel, href: url + "/" + rel, as: "script"}));
  go("speculation", () => head("script", {type: "speculationrules", textContent: JSON.stringify(
    Object.fromEntries(["prefetch", "prerender"].map(k => [k, [{source: "list", urls: [url + "/" + k]}]])))}));
  add(`<style>@import url(${url}/c); p { background: url(${url}/bg) }
    @font-face { font-family: q; src: url(${url}/font) } #q { font-family: q }</style><i id=q>q</i>
    <iframe src="${url}/frame"></iframe><object data="${url}/object"></object><embed src="${url}/embed">
    <video src="${url}/video" poster="${url}/poster" autoplay></video><audio src="${url}/audio" autoplay></audio>
    <picture><source srcset="${url}/set"><img src="${url}/img"></picture><svg><image href="${url}/svg"/></svg>
    <iframe name=n${host.replace(/\\W/g, "")}></iframe>
    <form id=f action="${url}/form" method=post target=n${host.replace(/\\W/g, "")}></form>
    <a id=a href="#x" ping="${url}/ping">x</a>
    <a id=d href="${url}/download" download target=n${host.replace(/\\W/g, "")}>x</a>
    <a id=t href="${url}/tab" target=_blank attributionsrc="${url}/attribution">x</a>`);
  const added = document.body.lastElementChild;
  go("form", () => added.querySelector("form").submit());
  go("links", () => added.querySelectorAll("a").forEach(a => a.click()));
}
for (const way of ["file:///etc/hostname", "chrome://version", "view-source:http://" + hosts[0] + "/"])
  go(way, () => { add(`<iframe src="${way}"></iframe>`); return fetch(way); });
const begun = Date.now();
(function busy() {
  if (Date.now() - begun < 2500) fetch("/busy").then(() => setTimeout(busy, 100));
  else document.querySelector("article").insertAdjacentHTML("beforeend", "<p>TRIED " + tried.join(", ") + "</p>");
})();
</script>""" % (TEXT * 4)


class Listener:
    """Listens for TCP and UDP at one port of several addresses, and notes who got something."""

    def __init__(self, addresses: list[str]) -> None:
        self.heard: list[str] = []
        self.hosts: list[str] = []
        self._sockets: dict[socket.socket, str] = {}
        self._end = threading.Event()
        for address in addresses:
            tcp = socket.create_server((address, 0))
            port = tcp.getsockname()[1]
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind((address, port))
            self.hosts.append(f"{address}:{port}")
            self._sockets |= {tcp: "tcp", udp: "udp"}
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._end.is_set():
            for each in select.select(list(self._sockets), [], [], 0.1)[0]:
                if self._sockets[each] == "tcp":
                    connection, _ = each.accept()
                    connection.close()
                else:
                    each.recvfrom(4096)
                self.heard.append(f"{self._sockets[each]} {each.getsockname()[0]}")

    def close(self) -> None:
        self._end.set()
        self._thread.join()
        for each in self._sockets:
            each.close()


def own_address() -> list[str]:
    """The machine's address in its network, if it has one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.77", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener(["127.0.0.1", "127.0.0.2", *own_address()])
    yield listener
    listener.close()


def open_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_GUARDED", False)


def open_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_BEFORE_SCRIPTS", "")
    monkeypatch.setattr(browser, "_NO_NETWORK", ("--no-first-run",))


def rendered(sites: Any, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> str:
    pytest.importorskip("playwright")
    monkeypatch.setattr(render, "_QUIET", 45.0)  # all of it is tried, however busy the machine is
    here = sites(3)[2]
    here.page("/busy", "x")
    url = here.page("/", PAGE.replace("HOSTS", repr(listener.hosts)))
    web = FetchOptions(timeout=90, render=True, browser=Path(BROWSER or ""))
    return read_source(url, web).data.decode()


@pytest.mark.parametrize("open_way", [open_the_guard, open_the_rest])
def test_no_packet_leaves_a_rendered_page_past_the_checks(
    sites: Any, listener: Listener, open_way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of two walls holds alone: the guard that takes the sockets, and what the browser is told."""
    open_way(monkeypatch)
    html = rendered(sites, listener, monkeypatch)
    assert listener.heard == []
    tried = re.findall(r"<p>TRIED (\w[^<]*)</p>", html)[0].split(", ")
    assert {"fetch", "speculation", "links"} <= set(tried)
    assert ("rtc" in tried) == (open_way is open_the_rest)


@pytest.mark.slow
def test_without_the_walls_packets_would_be_heard(
    sites: Any, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_the_guard(monkeypatch)
    open_the_rest(monkeypatch)
    rendered(sites, listener, monkeypatch)
    assert {heard.split()[0] for heard in listener.heard} == {"tcp", "udp"}


def test_a_guarded_process_has_no_sockets_but_those_within_the_machine() -> None:
    """Also not as another user, in its children, or by way of io_uring."""
    script = f"""
import ctypes, socket, subprocess, sys
sys.path.insert(0, {str(Path(browser.__file__).parent)!r})
import browser_guard
libc = ctypes.CDLL(None, use_errno=True)
if not browser_guard.close_sockets(libc, False): sys.exit("no seccomp")
socket.socketpair(), socket.socket(socket.AF_UNIX)
for family, kind in ((socket.AF_INET, 1), (socket.AF_INET, 2), (socket.AF_INET6, 1), (socket.AF_PACKET, 3)):
    try: print(socket.socket(family, kind))
    except OSError: pass
print("ring") if libc.syscall(425, 1, 0) >= 0 or ctypes.get_errno() != 38 else None
child = "import socket\\ntry: print(socket.socket())\\nexcept OSError: pass"
subprocess.run([sys.executable, "-c", child], check=True)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    if "no seccomp" in done.stderr:
        pytest.skip("this system filters no calls")
    assert (done.stdout, done.stderr) == ("", "")
