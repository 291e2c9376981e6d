"""The report in a real browser: it renders, filters, explains and copies; nothing is requested, nothing runs."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.article import By, Candidate
from cleancopy.extractors.explain.report import render_report
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.load import read_rule_file

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt install chromium"),
    pytest.mark.xdist_group("browser"),  # one browser for all
]
PROSE = "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea."
HOSTILE = f"""<!DOCTYPE html><html><head><title>Harbour</title><link rel=canonical href="https://kelport.example/a">
<script>document.title = "owned"; window.owned = 1</script></head><body onload="window.owned = 2">
<nav><a href=/>&lt;script&gt;window.owned = 3&lt;/script&gt;</a></nav>
<article><h1>Harbour</h1><p class="x&quot; onclick=&quot;window.owned=4">{PROSE}
Then &lt;/script&gt;&lt;script&gt;window.owned=5&lt;/script&gt; more.</p>
<img src="https://kelport.example/crane.png" alt="a &lt;b&gt;crane&lt;/b&gt;">
<p>&lt;img src=x onerror="window.owned = 6"&gt; {PROSE}</p>
<p><a href="javascript:window.owned=7">Read</a> &#27;[31mred&#27;[0m &#8238;gnp.exe and {PROSE}</p>
</article></body></html>"""


@dataclass
class Seen:
    """A page of the browser, and what went on in it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def blocks(self) -> list[str]:
        """The texts of the blocks that are shown."""
        return [t.strip() for t in self.page.locator(".block:visible .said").all_inner_texts()]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()


Show = Callable[..., Seen]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Show]:
    """Open the report of an article; `options` are those of a browser context."""
    contexts = []

    def call(article: Article, **options: Any) -> Seen:
        file = tmp_path / "report.html"
        file.write_text(render_report(article), encoding="utf-8")
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], **options)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.set_default_timeout(120_000)  # a busy machine is no failure
        seen.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('no: ' + e.violatedDirective))"
        )
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: seen.messages.append(message.text))
        seen.page.on("pageerror", lambda error: seen.messages.append(str(error)))
        seen.page.goto(file.as_uri())
        return seen

    yield call
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def newspaper() -> Article:
    path = Path(__file__).parents[3] / "samples/pages/newspaper.html"
    candidates = (
        Candidate("title", "The ferry stays", "og:title", True),
        Candidate("title", "Ferry | Ledger", "<title>"),
    )
    return replace(extract(Source(str(path), path.read_bytes())), candidates=candidates)


def quiet(seen: Seen) -> bool:
    """Whether nothing but the report itself was asked for, and nothing was violated or went wrong."""
    return len(seen.requests) == 1 and seen.requests[0].startswith("file:") and not seen.messages


def test_it_renders_and_asks_for_nothing(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    assert len(seen.blocks()) == len(newspaper.blocks)
    assert seen.page.title() == f"{newspaper.source} · cleancopy explain"
    assert "chain ferry" in seen.page.locator("#article").inner_text()
    assert seen.page.locator("#shown").inner_text() == f"{len(newspaper.blocks)} blocks"
    seen.page.locator("details.metadata summary").click()
    assert seen.page.locator("tr.won").inner_text().split() == "title ✓ taken The ferry stays og:title".split()
    assert quiet(seen), (seen.requests, seen.messages)


def test_the_legend_filters(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    cut = seen.page.locator('.chip[data-key="c-model"]')
    number = sum(d.by is By.MODEL and not d.keep for d in newspaper.decisions)
    cut.click()
    assert cut.get_attribute("aria-pressed") == "false"
    assert len(seen.blocks()) == len(newspaper.blocks) - number
    assert "Support the Ledger" not in " ".join(seen.blocks())
    assert seen.page.locator("#shown").inner_text().startswith(f"{len(newspaper.blocks) - number} of ")
    cut.click()
    assert len(seen.blocks()) == len(newspaper.blocks)
    assert quiet(seen)


def test_the_search_finds(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("NEWSLETTER box")
    playwright.expect(seen.page.locator(".block:visible")).to_have_count(1)
    assert seen.blocks() == ["Skip the newsletter box"]
    seen.page.locator("#search").fill("")
    playwright.expect(seen.page.locator(".block:visible")).to_have_count(len(newspaper.blocks))
    assert quiet(seen)


def test_a_block_says_what_spoke_for_and_against_it(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    place = next(i for i, b in enumerate(newspaper.blocks) if "Sign up to Tide Table" in b.text)
    seen.page.locator(".row").nth(place).click()
    detail = seen.page.locator(".detail")
    assert detail.count() == 1
    assert newspaper.explanation is not None
    said = detail.locator(".voices").inner_text()
    for voice in newspaper.explanation.grounds[place].voices:
        assert voice.says in said
    numbers = [float(t.replace("−", "-")) for t in detail.locator("td.number").all_inner_texts()]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.05)
    widths = [box["width"] for box in (b.bounding_box() for b in detail.locator(".axis i").all()[:3]) if box]
    assert widths == sorted(widths, reverse=True) and widths[0] > 5
    seen.page.keyboard.press("Escape")
    assert detail.count() == 0
    assert quiet(seen)


def test_it_can_be_used_from_the_keyboard(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    seen.page.locator(".row").first.focus()
    for key in ("ArrowDown", "j", "ArrowUp", "ArrowDown", "Enter"):
        seen.page.keyboard.press(key)
    assert seen.page.locator(".block.open .said").inner_text() == newspaper.blocks[2].text
    assert seen.page.locator('.row[aria-expanded="true"]').count() == 1
    assert seen.page.locator('.row[tabindex="0"]').count() == 1
    seen.page.keyboard.press("End")
    assert seen.page.evaluate("document.activeElement === [...document.querySelectorAll('.row')].pop()")
    seen.page.keyboard.press("Tab")
    assert not seen.page.evaluate("document.activeElement.classList.contains('row')")


@pytest.mark.parametrize("wanted", ["Our morning email breaks down", "Supporters of the bridge had argued"])
def test_the_copied_rule_is_accepted_and_does_what_it_says(
    show: Show, newspaper: Article, tmp_path: Path, wanted: str
) -> None:
    seen = show(newspaper)
    place = next(i for i, b in enumerate(newspaper.blocks) if wanted in b.text)
    seen.page.locator(".row").nth(place).click()
    seen.page.get_by_role("button", name="Copy as a rule file").click()
    seen.page.get_by_text("Copied", exact=True).wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    file = tmp_path / "copied.toml"
    file.write_text(copied, encoding="utf-8")
    (rule,) = read_rule_file(file)
    assert rule.sites == ("tarnmouthledger.example",)
    page = Path(newspaper.source)
    after = extract(Source(str(page), page.read_bytes()), ExtractOptions(rule_files=(file,)))
    assert after.decisions[place].keep is not newspaper.decisions[place].keep
    assert after.decisions[place].by is By.RULE
    seen.page.get_by_role("button", name="Copy for a file that I have").click()
    more = tomllib.loads(copied.replace(rule.id, "other") + seen.page.evaluate("navigator.clipboard.readText()"))
    assert [entry["id"] for entry in more["rule"]] == ["other", rule.id]
    assert quiet(seen)


def test_a_kept_block_is_pointed_out_in_the_article(show: Show, newspaper: Article) -> None:
    seen = show(newspaper)
    place = next(i for i, b in enumerate(newspaper.blocks) if b.text.startswith("Supporters of the bridge"))
    seen.page.locator(".row").nth(place).click()
    assert seen.page.locator("#article .here").inner_text().startswith("Supporters of the bridge")


def test_nothing_of_the_page_runs_or_loads(show: Show) -> None:
    article = extract(Source("hostile.html", HOSTILE.encode()))
    seen = show(article)
    for row in seen.page.locator(".row").all():
        row.click()
    assert seen.page.evaluate("window.owned === undefined")
    text = seen.page.locator("#blocks").inner_text()
    assert "<script>window.owned = 3</script>" in text and "</script><script>window.owned=5</script>" in text
    assert '<img src=x onerror="window.owned = 6">' in text
    assert not set(text) & {"\x1b", "\u202e"}
    assert "a <b>crane</b>" in seen.page.locator("#article .picture").inner_text()
    assert seen.page.locator("#article img").count() == seen.page.locator("script").count() - 2 == 0
    assert seen.page.locator('a[href^="javascript"]').count() == 0
    assert quiet(seen), (seen.requests, seen.messages)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(show: Show, newspaper: Article, scheme: str) -> None:
    seen = show(newspaper, color_scheme=scheme)
    names = ("color", "backgroundColor")
    colours = [seen.page.evaluate(f"getComputedStyle(document.body).{name}") for name in names]
    shades = [[int(n) for n in re.findall(r"\d+", colour)[:3]] for colour in colours]
    ink, paper = (sum(shade) / 3 for shade in shades)
    assert (ink < 60 and paper > 230) if scheme == "light" else (ink > 200 and paper < 50)


def test_a_phone_shows_the_page_or_the_article(show: Show, newspaper: Article) -> None:
    seen = show(newspaper, viewport={"width": 360, "height": 740})
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 360
    assert seen.page.locator("#blocks").is_visible() and not seen.page.locator("#article").is_visible()
    seen.page.get_by_role("button", name="Article", exact=True).click()
    assert seen.page.locator("#article").is_visible() and not seen.page.locator("#blocks").is_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.slow
def test_a_page_of_twenty_thousand_blocks_opens(show: Show) -> None:
    body = "".join(
        f"<p class='par c{i % 5}'>{PROSE} {i}</p><ul class=menu><li><a href=/{i}>More {i}</a></ul>"
        for i in range(10_000)
    )
    article = extract(
        Source("big.html", f"<div class=content>{body}</div>".encode()), ExtractOptions(extractor="model")
    )
    seen = show(article)
    assert seen.page.locator(".block").count() == 20_000
    seen.page.locator(".row").nth(300).click()
    assert seen.page.locator(".detail").count() == 1
    seen.page.locator("#search").fill("More 9999")
    playwright.expect(seen.page.locator(".block:not(.nohit)")).to_have_count(1, timeout=60_000)
    assert quiet(seen)
