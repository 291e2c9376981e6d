"""The report as text: everything of the page escaped, nothing that loads, a policy that fits its style and script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from cleancopy.extractors import Article, Block, Decision, Kind, Metadata, Source, Status, extract
from cleancopy.extractors.article import By, Candidate, Explanation, Grounds, Voice
from cleancopy.extractors.explain.report import render_report

BAITS = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "<!--", "]]>", "{{data}} {{style}}",
    "&amp;lt;", "\x1b[31mred\x1b[0m", "\u202egnp.exe", "\" onmouseover=alert(3) '", "</textarea></style>",
    "a\u2028b\u2029c", "a\ud800b",
]  # fmt: skip


def made(text: str) -> Article:
    """An article in which everything that a page can say says `text`."""
    block = Block(0, Kind.PARAGRAPH, text, 3)
    grounds = Grounds((Voice(text, 1.0), Voice("is short", -0.5)), 0.25, text, f'text = "{text}"')
    return Article(
        text,
        Status.OK,
        Metadata(title=text, url=text, language=text),
        (block, replace(block, index=1, kind=Kind.IMAGE)),
        (Decision(True, text, text), Decision(False, By.RULE, text)),
        confidence=0.5,
        candidates=(Candidate(text, text, text, True), Candidate("title", text, text)),
        scores=(0.7, None),
        explanation=Explanation(0.1, 0.6, text, (grounds, grounds)),
        notes=(text,),
    )


def parts(report: str) -> tuple[str, str, str, str]:
    """Policy, style, script and data."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report)
    style = re.findall(r"<style>(.*?)</style>", report, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", report, re.DOTALL)
    data = re.findall(r'<script type="application/json" id="data">(.*?)</script>', report, re.DOTALL)
    assert policy is not None and len(style) == len(script) == len(data) == 1
    return policy.group(1), style[0], script[0], data[0]


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("bait", BAITS, ids=range(len(BAITS)))
def test_what_a_page_says_is_text_in_its_report(bait: str) -> None:
    report = render_report(made(bait))
    tree = lxml_html.fromstring(report)
    assert len(tree.findall(".//script")) == 2 and len(tree.findall(".//style")) == 1
    assert not tree.findall(".//img") and not tree.findall(".//textarea")
    assert not [e for e in tree.iter() for name in e.attrib if name.startswith("on")]
    assert not set(report) & {"\x1b", "\u202e", "\ud800"}
    said = tree.find(".//*[@class='said']")
    safe = re.sub("[\x1b\u202e\ud800]", "", bait)
    assert said is not None and said.text_content() == safe
    data = json.loads(parts(report)[3])
    assert data["paths"] == [safe] and data["says"][0] == safe


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/&'\"scriptyle!-{}d= \\\u2028\u202e\x1b\x00é", max_size=40))
def test_no_text_breaks_out(text: str) -> None:
    tree = lxml_html.fromstring(render_report(made(text or "x")))
    assert [e.tag for e in tree.iter("script", "style", "img", "iframe", "object", "base", "form")] == [
        "style",
        "script",
        "script",
    ]


def test_the_policy_allows_its_own_style_and_script_and_nothing_else(samples: Path) -> None:
    path = samples / "pages" / "newspaper.html"
    report = render_report(extract(Source(str(path), path.read_bytes())))
    policy, style, script, _ = parts(report)
    assert policy == (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"<(?:link|iframe|object|embed|video|audio|source|img|svg|base|form)\b", report)
    assert " style=" not in report and "url(" not in style and "@import" not in style
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(|WebSocket|sendBeacon|innerHTML|eval\(", script)


def test_images_are_named_and_links_lead_to_the_web_only() -> None:
    prose = "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic."
    image = "<figure><img src='/a.jpg' alt='A &lt;crane&gt; at \"work\"'></figure>"
    links = (
        "More in <a href='/b'>our guide</a> and <a href='https://kelport.example/c?a=1&b=2'>the plan</a>, which "
        "<a href='javascript:alert(1)'>nobody</a> has read, said <a href='mailto:a@kelport.example'>the mayor</a>."
    )
    body = f"<article><h1>Harbour</h1><p>{prose} {links}</p>{image}<p>Once more: {prose}</p></article>"
    report = render_report(extract(Source("x.html", body.encode())))
    article = lxml_html.fromstring(report).get_element_by_id("article")
    assert [e.text_content() for e in article.findall(".//span[@class='picture']")] == ['A <crane> at "work"']
    assert [a.get("href") for a in article.iter("a") if a.get("href")] == ["https://kelport.example/c?a=1&b=2"]
    assert "our guide" in article.text_content() and "javascript" not in report


def test_counts_and_candidates_are_shown(samples: Path) -> None:
    path = samples / "pages" / "newspaper.html"
    article = replace(
        extract(Source(str(path), path.read_bytes())),
        candidates=(
            Candidate("title", "The ferry stays", "og:title", True),
            Candidate("date", "2025-06-11", "json-ld", True),
            Candidate("title", "The ferry stays | Ledger", "<title>"),
        ),
    )
    tree = lxml_html.fromstring(render_report(article))
    rows = [[cell.text_content() for cell in row] for row in tree.find(".//details//table").iter("tr")]
    assert rows == [
        ["title", "✓ taken", "The ferry stays", "og:title"],
        ["", "", "The ferry stays | Ledger", "<title>"],
        ["date", "✓ taken", "2025-06-11", "json-ld"],
    ]
    chips = {b.get("data-key"): int(b.find("b").text) for b in tree.iter("button") if b.get("data-key")}
    assert sum(chips.values()) == len(article.blocks)
    assert sum(n for key, n in chips.items() if key.startswith("k-")) == len(article.kept)
    assert len(tree.find_class("block")) == len(article.blocks)


def test_a_page_without_an_article_says_so(samples: Path) -> None:
    path = samples / "pages" / "no-article.html"
    report = render_report(extract(Source(str(path), path.read_bytes())))
    assert "no-article" in lxml_html.fromstring(report).find_class("bad")[0].text_content()


def test_an_empty_article_has_a_report() -> None:
    report = render_report(Article("empty.html", Status.NO_ARTICLE, Metadata()))
    assert "Nothing was kept." in report and "{{" not in report.partition("<script>")[0]
