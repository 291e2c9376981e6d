"""Lists of contents above an article are cut: they say what its headings say."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

TEXTS = (
    "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said.",
    "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost.",
    "In the evening the wind turned to the north, and the boats that were still out made for the island.",
)
HEADINGS = ("How it began", "The long winter", "What is left")
CHINESE = ("一、第一次点亮", "二、菜籽油", "三、燕鸥")
CHINESE_TEXTS = (
    "北角的灯塔在一八七一年的一个雨夜第一次点亮，守塔人在日志里写道，直到天亮都没有一艘船从附近经过，风浪很大。",
    "灯里烧的是菜籽油，要先在炉子上加热才会流动，第二位守塔人每天晚上都要提着油桶爬上一百一十二级台阶，从不间断。",
    "现在每年夏天有十几个学生住在那里数燕鸥，晚上轮流朗读旧日志，直到灯光自己亮起来，大家才去睡觉。",
)
BOXES = [
    "<details open><summary>{label}</summary><ol>{items}</ol></details>",
    "<div class=box><p><strong>{label}</strong></p><ul>{items}</ul></div>",
    "<div><p class=t>{label}</p><span><a href='#'>Hide</a></span><div><ul>{items}</ul></div></div>",
    "<h2>{label}</h2><ul>{items}</ul>",
    "<div class=inner><b>{label}</b><ul>{items}</ul></div>",
]


def kept(box: str, label: str, headings: tuple[str, ...], texts: tuple[str, ...], numbered: bool = False) -> list[str]:
    links = (f"{i + 1}. {h}" if numbered else h for i, h in enumerate(headings))
    items = "".join(f"<li><a href='#s{i}'>{link}</a></li>" for i, link in enumerate(links))
    body = "".join(f"<h2 id=s{i}>{h}</h2><p>{t}</p>" for i, (h, t) in enumerate(zip(headings, texts, strict=True)))
    page = (
        "<html><head><meta charset=utf-8><title>Harbour | Post</title></head><body><header><a href=/>Post</a>"
        f"<nav><a href=/n>News</a></nav></header><main><article><h1>Harbour</h1><p>{texts[1][::-1]}</p>"
        f"{box.format(label=label, items=items)}{body}</article></main><footer>© Post</footer></body></html>"
    )
    return [block.text for block in extract(Source("a.html", page.encode())).kept]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("numbered", [False, True])
def test_contents_and_their_label_are_cut(box: str, numbered: bool) -> None:
    for label in ("Contents", "Inhalt", "In this text"):
        texts = kept(box, label, HEADINGS, TEXTS, numbered)
        assert label not in texts and "Hide" not in texts
        assert [texts.count(heading) for heading in HEADINGS] == [1, 1, 1]


@pytest.mark.parametrize("box", BOXES)
def test_chinese_contents_are_cut(box: str) -> None:
    texts = kept(box, "目录", CHINESE, CHINESE_TEXTS)

    assert "目录" not in texts and [texts.count(heading) for heading in CHINESE] == [1, 1, 1]


def test_links_to_notes_and_to_a_glossary_are_no_contents() -> None:
    links = "".join(f"<li><a href='#t{i}'>{word}</a></li>" for i, word in enumerate(("bollard", "hawser", "fender")))
    body = "".join(f"<p id=t{i}>{text}</p>" for i, text in enumerate(TEXTS))
    page = f"<html><title>Words</title><body><article><h1>Words</h1><p>{TEXTS[0]}</p><ul>{links}</ul>{body}"
    article = extract(Source("a.html", page.encode()))

    assert not any("contents" in decision.reason for decision in article.decisions)


def test_a_document_without_a_frame_keeps_its_contents() -> None:
    items = "".join(f"<li><a href='#s{i}'>{heading}</a></li>" for i, heading in enumerate(HEADINGS))
    body = "".join(f"<h2 id=s{i}>{h}</h2><p>{t}</p>" for i, (h, t) in enumerate(zip(HEADINGS, TEXTS, strict=True)))
    page = f"<html><title>Harbour</title><body><h1>Harbour</h1><p>{TEXTS[0]}</p><ul>{items}</ul>{body}</body></html>"
    texts = [block.text for block in extract(Source("a.html", page.encode())).kept]

    assert texts.count(HEADINGS[1]) >= 1
