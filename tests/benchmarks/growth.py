"""How the time of a page grows with its size: an article, made long in many ways, doubled from 10 KB to 10 MB.

    python tests/benchmarks/growth.py [--largest BYTES] [--fast] [--only TEXT]

A row for each way: seconds of computing at each size, and the largest factor between two sizes of which the second is
twice the first and takes at least a fifth of a second. 2 is linear; 2.3 allows for noise, above it the row is marked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.errors import CleancopyError
from cleancopy.extractors.options import ExtractOptions, Options, WriteOptions
from cleancopy.extractors.write import render_html, render_json, render_markdown, render_text

SMALLEST, LARGEST = 10_000, 10_240_000
MOST = 2.3
MEASURED_FROM = 0.2
PROSE = (
    "The harbour council met on Tuesday to decide whether the old ferry should run again after thirty years, and "
    "residents filled the hall. Several remembered the winters when the boat was the only way across. "
)
ARTICLE = "<article><h1>The ferry</h1>" + f"<p>{PROSE}</p>" * 3


def page(body: str = "", head: str = "", before: str = "") -> str:
    """The article with something more in it, in its head, or before it."""
    return f"<html><head><title>The ferry</title>{head}</head><body>{before}{ARTICLE}{body}</article></body></html>"


def filled(unit: Callable[[int], str], size: int) -> str:
    """Units until there are `size` bytes."""
    count = max(1, size // max(1, len(unit(1000))))
    return "".join(map(unit, range(count)))


WAYS: dict[str, Callable[[int], str]] = {
    "nested divs": lambda n: page(before="<div>" * (n // 11)) + "</div>" * (n // 11),
    "siblings": lambda n: page(filled(lambda i: f"<p>Paragraph {i} of the minutes says so.</p>", n)),
    "equal siblings": lambda n: page("<p>It says so.</p>" * (n // 18)),
    "table rows": lambda n: page("<table>" + filled(lambda i: f"<tr><td>{i}</td><td>low water</td></tr>", n)),
    "list items": lambda n: page("<ul>" + filled(lambda i: f"<li>item {i}</li>", n) + "</ul>"),
    "definitions": lambda n: page("<dl>" + filled(lambda i: f"<dt>term {i}</dt><dd>what it means</dd>", n) + "</dl>"),
    "headings": lambda n: page(filled(lambda i: f"<h2>Part {i}</h2>", n)),
    "captions": lambda n: page(
        filled(
            lambda i: (
                f'<figure><img src="/{i}.jpg" alt="View {i}"><figcaption>The harbour, view {i}.</figcaption></figure>'
            ),
            n,
        )
    ),
    "quotes": lambda n: page(
        filled(lambda i: f"<blockquote><blockquote><p>They said so, {i}.</p></blockquote></blockquote>", n)
    ),
    "code": lambda n: page(filled(lambda i: f"<pre><code>x = {i}\n\n</code></pre>", n)),
    "notes": lambda n: page(filled(lambda i: f'<p>Words<sup><a href="#n{i}" id="r{i}">{i}</a></sup> here.</p>', n)),
    "br": lambda n: page("<p>" + "word<br>" * (n // 8)),
    "links": lambda n: page("<p>" + filled(lambda i: f'<a href="/l/{i}">link {i}</a> ', n)),
    "attributes": lambda n: page("<p " + filled(lambda i: f'a{i}="{i}" ', n) + ">x</p>"),
    "one text node": lambda n: page("<p>" + PROSE * (n // len(PROSE))),
    "one word": lambda n: page("<p>" + "x" * n),
    "JSON-LD": lambda n: page(
        head='<script type="application/ld+json">{"@type":"Article","articleBody":"' + PROSE * (n // len(PROSE)) + '"}'
        "</script>"
    ),
    "entities": lambda n: page("<p>" + "&amp; &eacute;" * (n // 14)),
    "brackets in metadata": lambda n: page(head=f'<meta name="author" content="{"[(" * (n // 2)}">'),
    "runs of spaces": lambda n: page("<p>a" + " " * n + "b</p>", head=f"<title>{' ' * (n // 4)}x</title>"),
    "inline elements": lambda n: page("<p>" + "<i>a</i> b " * (n // 11)),
    "dates": lambda n: page(filled(lambda i: f"<p>{i % 28 + 1}.{i % 12 + 1}.{1990 + i % 40}</p>", n)),
}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=LARGEST)
    parser.add_argument("--fast", action="store_true", help="without trafilatura")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    options = Options(ExtractOptions(extractor="model" if given.fast else "auto"))
    extract(Source("warm.html", page().encode()), options.extract)
    for name, way in WAYS.items():
        if given.only in name:
            print(row(name, way, given.largest, options), flush=True)


def row(name: str, way: Callable[[int], str], largest: int, options: Options) -> str:
    """The times of a way as a line of a table."""
    times: list[float] = []
    size = SMALLEST
    while size <= largest:
        times.append(seconds(way, size, options))
        size *= 2
    factors = [b / a for a, b in pairwise(times) if b >= MEASURED_FROM]
    worst = max(factors, default=0.0)
    shown = " | ".join(f"{t:.2f}" for t in times)
    return f"| {name} | {shown} | {worst:.1f}{' TOO MUCH' if worst > MOST else ''} |"


def write(article: Article, options: WriteOptions) -> str:
    """The article in the format of the options."""
    writers = {"markdown": render_markdown, "html": render_html, "json": render_json, "text": render_text}
    return writers[options.format](article, options)


def seconds(way: Callable[[int], str], size: int, options: Options) -> float:
    """The computing time of a page of about so many bytes."""
    data = way(size).encode()
    began = time.process_time()
    with suppress(CleancopyError):
        write(extract(Source("page.html", data), options.extract), options.write)
    return time.process_time() - began


if __name__ == "__main__":
    main()
