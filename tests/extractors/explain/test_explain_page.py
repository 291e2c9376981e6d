"""Why each block ended as it did: voices that add up to the score, paths, and rules that do what they say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from math import log
from pathlib import Path

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.adjust.step import kept_with
from cleancopy.extractors.article import Block, By, Container, Decision, Kind
from cleancopy.extractors.explain.explanation import remark
from cleancopy.extractors.explain.rule_text import HEADER
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.load import read_rule_file

PAGES = (
    "newspaper.html",
    "recipe.html",
    "forum.html",
    "arabic.html",
    "japanese.html",
    "newspaper-saved.txt",
    "no-article.html",
)
PROSE = "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea."


def explained(path: Path, options: ExtractOptions | None = None) -> Article:
    return extract(Source(str(path), path.read_bytes()), options)


def page(body: str, **more: object) -> Article:
    html = f"<!DOCTYPE html><html><head><title>Harbour</title></head><body>{body}</body></html>"
    html = html.replace("</article></body>", "</article><footer></footer></body>")  # a page of a site, not a document
    return extract(Source("page.html", html.encode()), ExtractOptions(**more))  # type: ignore[arg-type]


@pytest.mark.parametrize("fast", [False, True], ids=["careful", "fast"])
def test_a_page_without_a_block_has_nothing_to_be_explained(fast: bool) -> None:
    article = page("<p hidden></p>", extractor="model" if fast else "auto")

    assert article.status == "no-article"
    assert article.explanation is not None
    assert article.explanation.grounds == ()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("fast", [False, True], ids=["careful", "fast"])
def test_what_is_said_adds_up_to_the_score(samples: Path, name: str, fast: bool) -> None:
    article = explained(samples / "pages" / name, ExtractOptions(extractor="model" if fast else "auto"))
    explanation = article.explanation
    assert explanation is not None
    assert len(explanation.grounds) == len(article.scores) == len(article.blocks) > 0
    heard = 0
    for block, grounds, score in zip(article.blocks, explanation.grounds, article.scores, strict=True):
        if score is None:
            assert not grounds.voices and (block.words == 0 or block.kind == "image")
            continue
        weights = [voice.weight for voice in grounds.voices]
        assert explanation.base + sum(weights) + grounds.others == pytest.approx(log(score / (1 - score)))
        assert sum(w > 0 for w in weights) <= 3 and sum(w < 0 for w in weights) <= 3
        assert weights == sorted(weights, key=abs, reverse=True)
        assert all(voice.says for voice in grounds.voices)
        heard += len(weights)
    assert heard > len(article.blocks)


def test_nothing_is_explained_unless_it_is_asked_for(samples: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cleancopy.extractors import *\n"
        f"extract(Source('x', Path({str(samples / 'pages' / 'recipe.html')!r}).read_bytes()))\n"
        "print([m for m in sys.modules if 'explaining' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_the_score_did_not_decide_something_else_is_said(samples: Path) -> None:
    article = explained(samples / "pages" / "newspaper.html")
    assert article.explanation is not None
    threshold, agreed = article.explanation.threshold, 0
    for block, decision, score in zip(article.blocks, article.decisions, article.scores, strict=True):
        said = remark(block, decision, score, threshold)
        if decision.by is By.MODEL and score is not None:
            assert (said is None) == (decision.keep is (score >= threshold))
            agreed += said is None
        else:
            assert said is None
    assert agreed > 100


def test_remarks_name_what_is_kept_whole() -> None:
    keep, cut = (
        Decision(True, By.MODEL, "article with a probability of 20 %"),
        Decision(False, By.MODEL, "readers comment"),
    )
    block = Block(0, Kind.ITEM, "North quay", 2)
    listed, cell, quoted = (replace(block, containers=(Container(tag, 1),)) for tag in ("ul", "table", "blockquote"))
    assert remark(listed, keep, 0.2, 0.5) == "kept with the list that it stands in"
    assert remark(cell, keep, 0.2, 0.5) == "kept with the table that it stands in"
    assert remark(quoted, keep, 0.2, 0.5) == "kept with the text around the quotation"
    assert remark(block, kept_with(replace(keep, keep=False), "its lines"), 0.2, 0.5) == "kept with its lines"
    assert remark(block, keep, 0.2, 0.5) == "kept as prose of a small page"
    assert remark(block, cut, 0.7, 0.5) == "cut: readers comment"
    assert remark(block, replace(keep, by=By.LEAD), 0.2, 0.5) is None


def test_trafilatura_is_among_the_voices_where_it_was_asked(samples: Path) -> None:
    def says(fast: bool) -> str:
        article = explained(samples / "pages" / "forum.html", ExtractOptions(extractor="model" if fast else "auto"))
        assert article.explanation is not None
        return " ".join(voice.says for grounds in article.explanation.grounds for voice in grounds.voices)

    assert "trafilatura" in says(False)
    assert "trafilatura" not in says(True)


def test_a_path_leads_to_the_block() -> None:
    article = page(
        f"<main id=top><div class='story wide'><p>{PROSE}</p></div></main><footer><b>\x1b[31mEnd</b></footer>"
    )
    assert article.explanation is not None
    assert [g.path for g in article.explanation.grounds] == ["main#top > div.story > p", "footer"]
    deep = page("<div>" * 12 + f"<p class=a>{PROSE}</p>" + "</div>" * 12)
    assert deep.explanation is not None
    assert deep.explanation.grounds[0].path == "… > div > div > div > div > div > p.a"


def rule_of(article: Article, text: str) -> str | None:
    assert article.explanation is not None
    return next(g.rule for b, g in zip(article.blocks, article.explanation.grounds, strict=True) if text in b.text)


ARTICLE = f"<article class=story><h1>Harbour</h1>{f'<p class=par>{PROSE}</p>' * 1}<p class=par>Then {PROSE}</p>"
BOX = "<div class='css-1x9y2 listen-box'><h3>Listen</h3><p>Listen to this, five minutes</p></div>"


def test_a_rule_names_the_box_if_it_has_a_name_of_its_own() -> None:
    rule = rule_of(page(ARTICLE + BOX + "</article>"), "Listen to this")
    assert rule is not None
    assert 'selector = "div.listen-box"' in rule
    assert "css-1x9y2" not in rule


def test_a_rule_for_one_paragraph_does_not_name_what_all_paragraphs_have() -> None:
    rule = rule_of(page(ARTICLE + "</article>"), "Then The harbour")
    assert rule is not None
    assert "selector" not in rule
    assert 'text = "^Then The harbour of Kelport reopened on Monday' in rule


def test_a_rule_says_what_site_it_is_for() -> None:
    given = page(ARTICLE, url="https://www.kelport.example/a")
    own = page(f"<link rel=canonical href='https://news.kelport.example/b'>{ARTICLE}")
    assert 'sites = ["kelport.example"]' in (rule_of(given, "Then") or "")
    assert 'sites = ["news.kelport.example"]' in (rule_of(own, "Then") or "")
    assert '# sites = ["example.com"]' in (rule_of(page(ARTICLE), "Then") or "")
    hostile = page(f"<link rel=canonical href='https://*.com/b'>{ARTICLE}")
    assert "\nsites" not in (rule_of(hostile, "Then") or "")


HOSTILE = [
    'He said "stop" \\ now', "''' \"\"\" [x] {2,} (a|b)* ^$ ?+.", "tab\there", "naïve café — 日本語 नमस्ते 👍🏽",
    "]]> </script> <!--", "#{a}\\d+\\", "x" * 500, "word " * 100, "مرحبا بالعالم",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_becomes_a_rule_that_means_it_to_the_letter(tmp_path: Path, text: str) -> None:
    from html import escape

    article = page(f"<p>{PROSE}</p><p>{escape(text)}</p><p>{PROSE.replace('Monday', 'Friday')}</p>")
    assert article.explanation is not None
    rule = article.explanation.grounds[1].rule
    assert rule is not None
    file = tmp_path / "rule.toml"
    file.write_text(HEADER + rule, encoding="utf-8")
    (read,) = read_rule_file(file)
    assert read.text is not None
    found = [read.text.found_in(b.text[:400].replace("\n", " ")) for b in article.blocks]
    assert found == [False, True, False]


@pytest.mark.parametrize("name", ["newspaper.html", "recipe.html", "forum.html", "newspaper-saved.txt"])
def test_every_rule_does_what_it_says(samples: Path, tmp_path: Path, name: str) -> None:
    path = samples / "pages" / name
    article = explained(path)
    assert article.explanation is not None
    file = tmp_path / "rule.toml"
    ruled = [i for i, g in enumerate(article.explanation.grounds) if g.rule]
    assert len(ruled) > 0.9 * sum(b.words > 0 for b in article.blocks)
    for i in ruled[:: max(1, len(ruled) // 8)]:
        file.write_text(HEADER + str(article.explanation.grounds[i].rule), encoding="utf-8")
        after = explained(path, ExtractOptions(rule_files=(file,), extractor="model"))
        assert after.decisions[i].keep is not article.decisions[i].keep, article.blocks[i].text
        assert after.decisions[i].by is By.RULE


def test_the_headline_has_no_rule_for_none_could_keep_it(samples: Path) -> None:
    article = explained(samples / "pages" / "newspaper-saved.txt")
    assert article.explanation is not None
    titles = [g for d, g in zip(article.decisions, article.explanation.grounds, strict=True) if d.by is By.TITLE]
    assert titles and all(g.rule is None for g in titles)


def test_a_large_page_is_explained(tmp_path: Path) -> None:
    body = "".join(
        f"<p class='par c{i % 5}'>{PROSE} {i}</p><ul class=menu><li><a href=/{i}>More</a></ul>" for i in range(1500)
    )
    article = page(f"<div class=content>{body}</div>", extractor="model")
    assert article.explanation is not None and len(article.explanation.grounds) == 3000
