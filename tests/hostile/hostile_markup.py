"""Pages whose markup is hostile: its depth, its number, its size, its data, and what takes regular expressions long."""

from __future__ import annotations

import json
from collections.abc import Iterator

from making import BEGIN, PROSE, Entry, entry, json_ld, page

_MANY = 4000
_LONG = 300_000  # characters
_WORDS = " ".join(PROSE) + " "


def structure() -> Iterator[Entry]:
    """Deeper, longer and more than anybody means."""
    for name, depth in (("depth_300", 300), ("depth_2500", 2500), ("depth_20000", 20_000)):
        wrapped = page(before="<div>" * depth).replace("</body>", "</div>" * depth + "</body>")
        yield entry("structure", name, wrapped)
    yield entry("structure", "depth_of_open_spans", page("<p>" + "<span><b>" * 5000 + "deep"), "bounded")
    yield entry("structure", "depth_of_lists", page("<ul><li>one " * 400 + "</li></ul>" * 400))
    yield entry("structure", "depth_of_quotes", page("<blockquote>" * 900 + "<p>deep</p>" + "</blockquote>" * 900))
    yield entry("structure", "tables_in_tables", page("<table><tr><td>" * 200 + "deep" + "</td></tr></table>" * 200))
    many = "".join(f"<p>The log of night {n} names {n * 7919 % 10_007} ships and no storm.</p>" for n in range(_MANY))
    yield entry("structure", "siblings", page(many), must=(BEGIN,))
    links = "".join(f'<a href="/log/{n}">night {n}</a> ' for n in range(_MANY))
    yield entry("structure", "links", page(f"<p>{links}</p>"), "bounded")
    yield entry("structure", "menu_of_links", page(before=f"<nav>{links}</nav>"))
    yield entry("structure", "breaks", page("<p>" + "a line of the log<br>" * 10_000 + "</p>"), "bounded")
    yield entry("structure", "one_long_text", page(f"<p>{_WORDS * (_LONG // len(_WORDS))}</p>"))
    yield entry("structure", "one_long_word", page(f"<p>{'x' * _LONG}</p>"))
    yield entry(
        "structure", "one_long_line_of_code", page(f"<pre><code>{'x = 1; ' * (_LONG // 7)}</code></pre>"), must=(BEGIN,)
    )
    attributes = " ".join(f'data-n{n}="{n}"' for n in range(20_000))
    yield entry("structure", "attributes", page(f"<p {attributes}>middle</p>"))
    classes = "related share comment-body " * (_LONG // 27)
    yield entry("structure", "one_long_attribute", page(f'<div class="{classes}"><p>middle</p></div>'))
    yield entry("structure", "attribute_never_ends", page('<p title="it never ends><p>' + _WORDS * 100), "bounded")
    unclosed = "<p><div><ul><li><table><tr><td><a href=x><b><i><pre><blockquote><h2>word " * 1500
    yield entry("structure", "nothing_is_closed", f"<title>Open<body><article><p>{_WORDS}{unclosed}", "bounded")
    yield entry(
        "structure", "only_closed", page("</p></div></b></table></li></article></body></html>" * 9000), "bounded"
    )
    shadow = "<x-page><template shadowrootmode=open>" + page() + "</template></x-page>"
    yield entry("structure", "all_of_it_in_a_shadow_tree", shadow)
    yield entry("structure", "ends_in_the_middle", page("</body></html>"))
    yield entry("structure", "ends_before_it_begins", "</body></html>" + page())
    yield entry(
        "structure", "a_document_in_it", page("<!DOCTYPE html><html><head></head><body><p>in</p></body></html>")
    )
    for name, opening in (
        ("comment", "<!-- "),
        ("script", "<script>"),
        ("textarea", "<textarea>"),
        ("plain", "<plaintext>"),
    ):
        yield entry("structure", f"{name}_never_ends", page(opening + _WORDS * 200), "bounded")
    cells = "".join("<tr>" + f"<td>{n}</td>" * 60 + "</tr>" for n in range(120))
    yield entry("structure", "large_table", page(f"<table>{cells}</table>"), "bounded")
    spans = '<tr><td colspan="999999999" rowspan="999999999">wide</td></tr>' * 40
    yield entry("structure", "cells_that_span_all", page(f"<table>{spans}</table>"))
    yield entry("structure", "angle_brackets", page("<p>" + "<" * 300_000), "bounded")
    headings = "".join(f"<h{n % 6 + 1}>Night {n}</h{n % 6 + 1}>" for n in range(_MANY))
    yield entry("structure", "headings", page(headings), "bounded")


def json_data() -> Iterator[Entry]:
    """JSON-LD that is too deep, too large, broken, at odds with itself, or that leads in circles."""
    deep = '{"@type":"NewsArticle","author":' * 9000 + '"Mara Holt"' + "}" * 9000
    yield entry("json_ld", "deep_objects", page(head=json_ld(deep)))
    yield entry("json_ld", "deep_lists", page(head=json_ld("[" * 90_000 + "]" * 90_000)))
    yield entry("json_ld", "deep_and_open", page(head=json_ld('{"a":[' * 60_000)))
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "The lighthouse",
    }
    for name, more in (
        ("long_body", {"articleBody": _WORDS * (_LONG // len(_WORDS))}),
        ("body_of_markup", {"articleBody": "<div><script>alert(1)</script>" * 9000 + _WORDS}),
        ("many_authors", {"author": [{"@type": "Person", "name": f"Mara Holt{n}"} for n in range(9000)]}),
    ):
        yield entry("json_ld", name, page(head=json_ld(json.dumps(article | more))), "bounded")
    broken = (
        '{"@type":"NewsArticle","headline":"a",}', "{'headline':'b'}", '{"headline":"c "quoted" c"}', "", "null",
        "7", '"text"', "[null,[1],true]", '{"@graph":null}', '{"@graph":{"a":[1]}}', '<!-- {"headline":"d"} -->',
        '{"@type":"NewsArticle" "author":{"name":"E', "\ufeff{}", "{" * 50,
        '{"headline":"\\ud800","author":{"name":"\\udfff F"}}',
        '{"@type":"Article","n":' + "9" * 50_000 + "}", '{"@type":"Article","n":1e999999,"m":NaN,"o":-Infinity}',
    )  # fmt: skip
    yield entry("json_ld", "broken", page(head="".join(map(json_ld, broken))))
    wrong: tuple[dict[str, object], ...] = (
        {"headline": [{}]}, {"headline": 3}, {"author": [None, [], {}, 5, {"name": {"name": []}}]},
        {"@type": [None, {}]},
        {"datePublished": {"a": 1}}, {"publisher": [["x"]]}, {"image": [[[{"url": 4}]]]}, {"keywords": {"k": 1}},
        {"inLanguage": [1]}, {"mainEntityOfPage": 3}, {"articleBody": ["a", 7]}, {"isAccessibleForFree": {}},
    )  # fmt: skip
    yield entry("json_ld", "wrong_types", page(head="".join(json_ld(json.dumps(article | one)) for one in wrong)))
    contradictions = [article | {"headline": f"Title {n}", "datePublished": f"20{n:02}-01-01"} for n in range(60)]
    yield entry("json_ld", "contradictory", page(head=json_ld(json.dumps(contradictions))))
    twice = '{"@type":"NewsArticle",' + '"headline":"twice",' * 30_000 + '"x":1}'
    yield entry("json_ld", "one_key_many_times", page(head=json_ld(twice)))
    person = {"@id": "#p", "@type": "Person", "name": "Mara Holt", "worksFor": {"@id": "#o"}, "sameAs": {"@id": "#p"}}
    society = {"@id": "#o", "@type": "Organization", "founder": {"@id": "#p"}, "parentOrganization": {"@id": "#o"}}
    circle = [article | {"@id": "#a", "author": {"@id": "#p"}, "isPartOf": {"@id": "#a"}}, person, society]
    yield entry("json_ld", "in_circles", page(head=json_ld(json.dumps({"@graph": circle}))))
    closed = (
        json_ld('{"headline":"</script><p>Out of it: ' + PROSE[0] + '</p><img src=x onerror=alert(1)><!--"}') + "-->"
    )
    yield entry("json_ld", "ends_its_script", page(head=closed))
    yield entry("json_ld", "many_scripts", page(head=json_ld(json.dumps(article)) * 3000))


_BAITS = {
    "spaces": " ", "no_break_spaces": "\u00a0", "letters": "a", "capitals": "A ", "dashes": "- ", "bars": " | ",
    "by": "By ", "names": "Mara Holt and ", "slashes": "1/1/", "iso": "2020-01-", "digits": "1", "months": "May 1, ",
    "mail": "a@a.", "addresses": "http://", "dots": ".", "brackets": "[", "copyright": "© 2020 ", "percent": "%41",
}  # fmt: skip
_BAITED = 12_000  # characters of each


def regular_expressions() -> Iterator[Entry]:
    """The worst of each sort in all places where titles, dates, names and addresses are looked for at once."""
    for name, part in _BAITS.items():
        run = f"{part * (_BAITED // len(part))}\u2020"
        head = "".join(
            f'<meta name="{key}" property="{key}" content="{run}">'
            for key in ("author", "og:title", "og:site_name", "article:published_time", "keywords", "description")
        )
        head += f'<link rel="canonical" href="https://example.org/{run}">'
        body = (
            f'<p class="byline author">By {run}</p><time datetime="{run}">{run}</time><p class="date">{run}</p>'
            f'<p>{run}</p><p><a href="{run}">{run}</a></p><h2>{run}</h2>'
        )
        yield entry("regex", name, page(body, head, title=f"Lighthouse {run}"), "bounded")
