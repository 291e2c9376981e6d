"""Menus of Chinese, Japanese and Korean pages are cut, whatever they are made of."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

CHINESE = (
    "北角的灯塔在一八七一年的一个雨夜第一次点亮，守塔人在日志里写道，直到天亮都没有一艘船从附近经过。",
    "灯里烧的是菜籽油，要先在炉子上加热才会流动，第二位守塔人每天晚上都要提着油桶爬上一百一十二级台阶。",
    "现在每年夏天有十几个学生住在那里数燕鸥，晚上轮流朗读旧日志，直到灯光自己亮起来，大家才去睡觉。",
)
JAPANESE = (
    "岬の灯台は一八七一年の雨の夜に初めて灯された。番人は日誌に、夜明けまで船は一隻も通らなかったと書いている。",
    "油は温めなければ流れず、二番目の番人は毎晩、缶を持って百十二段の階段を上った。今でも階段は磨かれている。",
    "今では夏になると学生たちが住み込みで鳥を数え、夜には古い日誌を一頁ずつ読み上げている。",
)
KOREAN = (
    "곶의 등대는 비 오는 밤에 처음 켜졌고, 등대지기는 새벽까지 배가 지나가지 않았다고 일지에 적었다.",
    "기름은 데워야 흐르기 때문에 두 번째 등대지기는 매일 저녁 통을 들고 백열두 계단을 올라갔다.",
    "저녁이면 학생들은 계단을 올라 오래된 일지를 한 쪽씩 소리 내어 읽고, 자리에 앉아 바다를 바라본다.",
)
TEXTS = {
    "zh-CN": (
        CHINESE,
        ("首页", "国内", "国际", "军事", "财经", "股票", "科技"),
        ("台风来袭渡轮停航", "港口扩建启动", "渔民节"),
    ),
    "ja": (
        JAPANESE,
        ("トップ", "会社案内", "採用情報", "アクセス", "お知らせ"),
        ("夏季休業のお知らせ", "新製品", "展示会"),
    ),
    "ko": (KOREAN, ("정치", "경제", "사회", "국제", "문화"), ("태풍 소식", "연락선 운항 재개", "항구 축제")),
}
MENUS = [
    lambda items: "<ul>" + "".join(f"<li><a href=/{i}>{item}</a></li>" for i, item in enumerate(items)) + "</ul>",
    lambda items: "<p>" + " | ".join(f"<a href=/{i}>{item}</a>" for i, item in enumerate(items)) + "</p>",
    lambda items: "<div>" + "".join(f"<div><a href=/{i}>{item}</a></div>" for i, item in enumerate(items)) + "</div>",
    lambda items: (
        "<table><tr><td>" + "<br>".join(f"<a href=/{i}>{t}</a>" for i, t in enumerate(items)) + "</td></tr></table>"
    ),
]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("menu", MENUS)
def test_menus_above_and_below_a_text_are_cut(language: str, menu: object) -> None:
    texts, above, below = TEXTS[language]
    assert callable(menu)
    body = f"{menu(above)}<div><h1>{texts[0][:8]}</h1>{''.join(f'<p>{t}</p>' for t in texts)}</div>{menu(below)}"
    head = f"<head><meta charset=utf-8><title>{texts[0][:8]}</title></head>"
    page = f"<html lang={language}>{head}<body>{body}</body></html>"
    article = extract(Source("a.html", page.encode()))
    shown = "\n".join(block.text for block in article.kept)

    assert all(text in shown for text in texts)
    assert not any(item in line for item in (*above, *below) for line in shown.splitlines() if line not in texts)


def test_references_to_other_sites_and_links_in_mid_text_stay() -> None:
    sources = "".join(f"<li><a href=https://s{i}.example/>{CHINESE[i][:12]}</a></li>" for i in range(3))
    inside = "".join(f"<li><a href=/{i}>{CHINESE[i][12:20]}</a></li>" for i in range(3))
    body = f"<h1>灯塔</h1><p>{CHINESE[0]}</p><ul>{inside}</ul><p>{CHINESE[1]}</p><p>{CHINESE[2]}</p><ul>{sources}</ul>"
    page = f"<html lang=zh><head><meta charset=utf-8><title>灯塔</title></head><body>{body}</body></html>"
    article = extract(Source("a.html", page.encode()))

    assert not any("run of short links" in decision.reason for decision in article.decisions)


def test_a_page_of_links_keeps_them() -> None:
    links = "".join(f"<li><a href=/{i}>{CHINESE[i % 3][i : i + 14]}</a></li>" for i in range(12))
    head = "<head><meta charset=utf-8><title>目录</title></head>"
    page = f"<html lang=zh>{head}<body><h1>目录</h1><ul>{links}</ul></body></html>"

    assert not any("run of short links" in d.reason for d in extract(Source("a.html", page.encode())).decisions)


def test_lines_of_links_between_lines_of_the_text_stay() -> None:
    towns = "、".join(f"<a href=/{i}>高森町</a>" for i in range(8))
    lines = f"<p>熊本県：{towns}、産山村、南阿蘇村、阿蘇市、合志市、菊池市、宇土市</p>"
    links = "<p><a href=/f>福岡県</a>：<a href=/k>久留米市</a></p><p><a href=/s>佐賀県</a>：<a href=/i>白石町</a></p>"
    body = f"<h1>地震</h1><p>{JAPANESE[0]}</p><p>{JAPANESE[1]}</p>{links}{lines}"
    page = f"<html lang=ja><head><meta charset=utf-8><title>地震</title></head><body>{body}</body></html>"
    article = extract(Source("a.html", page.encode()))

    assert not any("run of short links" in decision.reason for decision in article.decisions)
