"""Pages after their scripts have run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Status, extract
from cleancopy.extractors.errors import NetworkError, SetupError, StatusError, TooLargeError
from cleancopy.extractors.options import FetchOptions, Limits
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.web import browser, fetch_many

BROWSER = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
TEXT = "The council met on Tuesday evening to decide whether the old ferry line should be restored after thirty years. "
APP = """
fetch("/api/article.json").then(answer => answer.json()).then(data => {
  document.title = data.title;
  document.getElementById("root").innerHTML =
    "<article><h1>" + data.title + "</h1>" + data.body.map(p => "<p>" + p + "</p>").join("") + "</article>";
});
fetch("%s").then(() => document.body.append("REACHED")).catch(() => {});
new Image().src = "/pixel.png";
"""


@pytest.fixture
def app(sites: Any) -> tuple[Any, Any]:
    """A single-page app, and another local server that it tries to reach."""
    here, there = sites(2)
    there.page("/secret", "secret", Access_Control_Allow_Origin="*")
    here.page("/", '<!DOCTYPE html><title>App</title><div id="root"></div><script src="/app.js"></script>')
    here.page("/app.js", APP % there.url("/secret"), Content_Type="text/javascript")
    data = {"title": "Ferry line back", "body": [f"{n}. {TEXT}" for n in range(4)]}
    here.page("/api/article.json", json.dumps(data), Content_Type="application/json")
    here.page("/for-ever", f"<p>{TEXT}</p><script>while (true) {{}}</script>")
    return here, there


def options(timeout: float = 45.0, **more: Any) -> FetchOptions:
    return FetchOptions(timeout=timeout, render=True, browser=Path(BROWSER or ""), **more)


needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")


@needs_browser
def test_what_scripts_build_is_extracted_and_nothing_else_is_reached(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    here, there = app
    assert extract(read_source(here.url("/"))).status is Status.NEEDS_JAVASCRIPT
    source = read_source(here.url("/"), options())
    article = extract(source)
    assert article.status is Status.OK
    assert article.metadata.title == "Ferry line back"
    assert [block.text[0] for block in article.kept] == ["0", "1", "2", "3"]
    assert source.url == here.url("/")
    assert here.paths() == ["/", "/", "/app.js", "/api/article.json"]
    assert there.asked == []
    assert b"REACHED" not in source.data


@needs_browser
def test_headers_of_the_user_go_to_the_pages_host_alone(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    here, there = app
    read_source(here.url("/"), options(headers=(("X-Token", "secret"),), allow_private=True))
    assert [asked.headers.get("x-token") for asked in here.asked] == ["secret"] * 3
    assert [asked.headers.get("x-token") for asked in there.asked] == [None]


@needs_browser
def test_headers_of_the_user_do_not_go_to_the_host_that_a_page_was_sent_to(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    here, there = app
    there.redirect("/", here.url("/"))
    read_source(there.url("/"), options(headers=(("X-Token", "secret"),), allow_private=True))
    assert [asked.headers.get("x-token") for asked in here.asked] == [None] * 3
    assert {asked.path: asked.headers.get("x-token") for asked in there.asked} == {"/": "secret", "/secret": "secret"}


@needs_browser
def test_scripts_that_never_end_are_ended_at_the_deadline(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    with pytest.raises(NetworkError, match=r"its scripts have not finished within 9 s"):
        read_source(app[0].url("/for-ever"), options(9.0))


@needs_browser
@pytest.mark.slow
def test_pages_of_a_list_are_rendered_too(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    web = {"allow_private": True, "delay": 0.0, "robots": False}
    (result,) = fetch_many([app[0].url("/")], options(**web))
    assert result.source is not None
    assert b"Ferry line back" in result.source.data


def test_a_browser_that_does_not_start_is_named(site: Any) -> None:
    pytest.importorskip("playwright")
    web = FetchOptions(timeout=20, render=True, browser=Path("/nonexistent/chromium"))
    with pytest.raises(SetupError, match=r"--render: the browser does not start"):
        read_source(site.page("/page"), web)


def leads(site: Any, there: str, script: str = "location.href = %r") -> str:
    """A page whose script leads to another one."""
    return str(site.page("/", f"<title>First</title><p>{TEXT}</p><script>{script % there}</script>"))


@needs_browser
@pytest.mark.parametrize(
    ("status", "script"),
    [
        (404, "location.href = %r"),
        pytest.param(403, "location.replace(%r)", marks=pytest.mark.slow),
        pytest.param(500, "setTimeout(() => { location = %r }, 300)", marks=pytest.mark.slow),
    ],
)
def test_an_error_page_to_which_scripts_lead_is_no_article(site: Any, status: int, script: str) -> None:
    pytest.importorskip("playwright")
    there = site.page("/gone", f"<article><h1>Not here</h1><p>{TEXT * 4}</p></article>", status)
    with pytest.raises(StatusError, match=rf"the server answered {status} .*\(its scripts lead to {there}\)"):
        read_source(leads(site, there, script), options())


@needs_browser
@pytest.mark.parametrize(
    "there", ["http://127.0.0.9:1/", pytest.param("http://nowhere.invalid/", marks=pytest.mark.slow)]
)
def test_the_browsers_own_page_about_an_error_is_no_article(site: Any, there: str) -> None:
    pytest.importorskip("playwright")
    with pytest.raises(NetworkError, match=rf"\(its scripts lead to {there}\)"):
        read_source(leads(site, there), options())


@needs_browser
def test_a_page_to_which_scripts_and_redirects_lead_has_its_own_address(site: Any) -> None:
    pytest.importorskip("playwright")
    site.page("/end/", f"<title>End</title><p>{TEXT}</p><script src=part.js></script>")
    site.page("/end/part.js", "document.title += ' reached'", Content_Type="text/javascript")
    site.redirect("/two", "/end/")
    source = read_source(leads(site, site.redirect("/one", "/two")), options())
    assert (source.url, b"End reached" in source.data) == (site.url("/end/"), True)


@needs_browser
@pytest.mark.parametrize(
    "answer", [{"Content_Type": "application/pdf"}, pytest.param({"status": 204}, marks=pytest.mark.slow)]
)
def test_a_download_leaves_the_page_where_it_is(site: Any, answer: dict[str, Any]) -> None:
    pytest.importorskip("playwright")
    source = read_source(leads(site, site.page("/file", "%PDF", **answer)), options())
    assert (source.url, b"First" in source.data) == (site.url("/"), True)


@needs_browser
@pytest.mark.slow
def test_scripts_that_lead_on_and_on_have_no_page(site: Any) -> None:
    pytest.importorskip("playwright")
    url = leads(site, site.url("/"), "location.href = %r + '?' + Math.random()")
    site.default = site.answers["/"]
    with pytest.raises(NetworkError, match="lead on more than 10 times"):
        read_source(url, options(40.0))


@needs_browser
@pytest.mark.skipif(sys.platform != "linux", reason="memory is watched on Linux")
@pytest.mark.parametrize(
    "script",
    [
        "const all = []; setInterval(() => all.push(new Uint8Array(1 << 26).fill(1)), 10)",
        pytest.param("setInterval(() => { throw 'x'.repeat(1 << 27) }, 5)", marks=pytest.mark.slow),
    ],
)
def test_memory_has_a_limit_for_all_processes_together(site: Any, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("playwright")
    monkeypatch.setattr(browser, "_MOST_MEMORY", 900 << 20)
    busy = "(function busy() { fetch('/busy').then(() => setTimeout(busy, 100)) })()"
    page = f"<p>{TEXT}</p><script>{script}; {busy}</script>"
    site.page("/busy", "x")
    with pytest.raises(NetworkError, match="memory: leave out --render"):
        read_source(site.page("/", page), options(40.0))


@needs_browser
def test_a_page_that_scripts_make_too_large_is_named(site: Any) -> None:
    pytest.importorskip("playwright")
    page = f"<p>{TEXT}</p><script>document.body.append('x'.repeat(3 << 20)); Element.prototype.outerHTML = ''</script>"
    with pytest.raises(TooLargeError, match="larger than 2 MiB"):
        read_source(site.page("/", page), options(), Limits(max_bytes=2 << 20))


def below(number: int) -> set[int]:
    """The processes below one, by the parents' numbers in /proc."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = {number}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {number}


@needs_browser
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("also_the_driver", [pytest.param(False, marks=pytest.mark.slow), True])
def test_nothing_is_left_behind_when_the_command_is_killed(site: Any, also_the_driver: bool) -> None:
    pytest.importorskip("playwright")
    site.page("/busy", "x")
    loop = "fetch('/busy').then(() => { for (;;); })"
    url = site.page("/", f"<p>{TEXT}</p><script>{loop}</script>")
    folder = tempfile.mkdtemp()  # a short name: the browser makes a socket below it
    command = [sys.executable, "-m", "cleancopy.cli", "--render", "--timeout", "50", url]
    environ = {**os.environ, "TMPDIR": folder}
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 40
        while "/busy" not in site.paths() and time.monotonic() < until:
            time.sleep(0.05)
        left = below(process.pid)
        assert len(left) > 4
        driver = {n for n in left if Path(f"/proc/{n}/comm").read_text().startswith("node")}
        for number in {process.pid} | (driver if also_the_driver else set()):
            os.kill(number, signal.SIGKILL)
    while time.monotonic() < until and any(Path(f"/proc/{n}").exists() for n in left):
        time.sleep(0.05)
    assert [n for n in left if Path(f"/proc/{n}").exists()] == []
    assert list(Path(folder).glob("cleancopy-browser-*")) == []
    shutil.rmtree(folder)
