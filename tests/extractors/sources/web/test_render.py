"""Pages after their scripts have run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Settings, Status, extract
from cleancopy.extractors.errors import NetworkError, SetupError
from cleancopy.extractors.settings import WebSettings
from cleancopy.extractors.sources import read_source
from cleancopy.extractors.sources.web import fetch_many

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


def settings(timeout: float = 20.0, **more: Any) -> Settings:
    return Settings(timeout=timeout, web=WebSettings(render=True, browser=Path(BROWSER or ""), **more))


needs_browser = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium")


@needs_browser
def test_what_scripts_build_is_extracted_and_nothing_else_is_reached(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    here, there = app
    assert extract(read_source(here.url("/"), Settings()), Settings()).status is Status.NEEDS_JAVASCRIPT
    source = read_source(here.url("/"), settings())
    article = extract(source, Settings())
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
    read_source(here.url("/"), settings(headers=(("X-Token", "secret"),), allow_private=True))
    assert [asked.headers.get("x-token") for asked in here.asked] == ["secret"] * 3
    assert [asked.headers.get("x-token") for asked in there.asked] == [None]


@needs_browser
def test_headers_of_the_user_do_not_go_to_the_host_that_a_page_was_sent_to(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    here, there = app
    there.redirect("/", here.url("/"))
    read_source(there.url("/"), settings(headers=(("X-Token", "secret"),), allow_private=True))
    assert [asked.headers.get("x-token") for asked in here.asked] == [None] * 3
    assert {asked.path: asked.headers.get("x-token") for asked in there.asked} == {"/": "secret", "/secret": "secret"}


@needs_browser
def test_scripts_that_never_end_are_ended_at_the_deadline(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    with pytest.raises(NetworkError, match=r"its scripts have not finished within 4 s"):
        read_source(app[0].url("/for-ever"), settings(4.0))


@needs_browser
@pytest.mark.slow
def test_pages_of_a_list_are_rendered_too(app: tuple[Any, Any]) -> None:
    pytest.importorskip("playwright")
    web = {"allow_private": True, "delay": 0.0, "robots": False}
    (result,) = fetch_many([app[0].url("/")], settings(**web))
    assert result.source is not None
    assert b"Ferry line back" in result.source.data


def test_a_browser_that_does_not_start_is_named(site: Any) -> None:
    pytest.importorskip("playwright")
    web = WebSettings(render=True, browser=Path("/nonexistent/chromium"))
    with pytest.raises(SetupError, match=r"--render: the browser does not start"):
        read_source(site.page("/page"), Settings(timeout=20, web=web))
