"""Code as it was typed, out of what highlighters make of it."""

# ruff: noqa: E501  # pieces of pages as they are
from __future__ import annotations

import lxml.html
import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.blocks.code import are_line_numbers, code_box, code_language, code_text

PYGMENTS_INLINE = (
    '<pre><span class="linenos">1</span><span class="k">def</span> f():\n<span class="linenos">2</span>    pass\n</pre>'
)
ROUGE = (
    '<pre class="highlight"><code><table class="rouge-table"><tbody><tr><td class="rouge-gutter gl"><pre class="lineno">1\n2\n'
    '</pre></td><td class="rouge-code"><pre>def f():\n    pass\n</pre></td></tr></tbody></table></code></pre>'
)
HLJS = (
    '<pre><code class="hljs"><table class="hljs-ln"><tbody>'
    '<tr><td class="hljs-ln-numbers" data-line-number="1"><div class="hljs-ln-n" data-line-number="1">1</div></td>'
    '<td class="hljs-ln-code">def f():</td></tr>'
    '<tr><td class="hljs-ln-numbers" data-line-number="2"></td><td class="hljs-ln-code">    pass</td></tr>'
    "</tbody></table></code></pre>"
)
CHROMA = (
    '<pre><code><span class="line"><span class="ln">1</span><span class="cl">def f():\n</span></span>'
    '<span class="line"><span class="ln">2</span><span class="cl">    pass\n</span></span></code></pre>'
)
PRISM = (
    '<pre class="line-numbers"><code>def f():\n    pass\n<span aria-hidden="true" class="line-numbers-rows">'
    "<span></span><span></span></span></code></pre>"
)
SHIKI = '<pre><code><span class="line">def f():</span>\n<span class="line">    pass</span></code></pre>'
REACT = (
    '<pre><div class="token-line"><span class="react-syntax-highlighter-line-number">1</span>def f():</div>'
    '<div class="token-line"><span class="react-syntax-highlighter-line-number">2</span>    pass</div></pre>'
)


@pytest.mark.parametrize("html", [PYGMENTS_INLINE, ROUGE, HLJS, CHROMA, PRISM, SHIKI, REACT])
def test_highlighted_code_has_its_lines_and_no_numbers(html: str) -> None:
    assert code_text(lxml.html.fromstring(html)) == "def f():\n    pass"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("<pre>a<br>b<br><br>c</pre>", "a\nb\n\nc"),
        ("<pre><code>a</code><code>b</code></pre>", "a\nb"),
        ("<pre><code>a</code> <b>b</b></pre>", "a b"),
        ("<pre><button>Copy</button>a<span class=copy-btn>Copy</span></pre>", "a"),
        ("<pre><div>a</div><div><br></div><div>b</div></pre>", "a\n\nb"),
        ("<pre>x = <span class=ln>total</span> + 1</pre>", "x = total + 1"),  # no number: no gutter
        ("<pre>a\xa0=\xa01</pre>", "a = 1"),
        ("<pre>all:\n\tcc x.c\na\tb</pre>", "all:\n\tcc x.c\na\tb"),  # to make, and in tables, a tab is no blanks
        ("<pre><ol><li>a<li>b</ol></pre>", "a\nb"),
    ],
)
def test_lines_of_code(html: str, text: str) -> None:
    assert code_text(lxml.html.fromstring(html)) == text


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<pre><code class=language-python>", "python"),
        ("<div class='highlight-python3 notranslate'><div class=highlight><pre>", "python"),
        ("<pre class='brush: js'>", "js"),
        ("<div class='highlight highlight-source-rust'><pre>", "rust"),
        ("<pre><code class='hljs go'>", "go"),
        ("<pre data-language=TOML>", "toml"),
        ("<pre class='sourceCode haskell'>", "haskell"),
        ("<pre><code class='language-plaintext'>", None),
        ("<pre><code class='nohighlight'>", None),
        ("<pre class='wp-block-code'>", None),
    ],
)
def test_the_language_of_code(html: str, language: str | None) -> None:
    root = lxml.html.fromstring(f"<div>{html}x</div>")

    assert code_language(next(root.iter("pre"))) == language


def test_line_numbers_are_consecutive() -> None:
    assert are_line_numbers("1\n2\n3")
    assert are_line_numbers("41\n42")
    assert not are_line_numbers("1\n3\n9")
    assert not are_line_numbers("a\nb")
    assert not are_line_numbers("")
    assert not are_line_numbers("1\n²")  # a digit, and no number


@pytest.mark.parametrize(
    "html",
    [
        '<pre><code><div class="line"><span class="line-number">1</span>a</div><div class="line">'
        '<span class="line-number">2</span>&nbsp;</div><div class="line"><span class="line-number">3</span>b</div></code></pre>',
        '<pre><code><div class="ec-line"><div class="code">a</div></div><div class="ec-line"><div class="code">\n</div></div>'
        '<div class="ec-line"><div class="code">b</div></div></code></pre>',
        '<table><tr><td><span data-line-number="1"></span></td><td><code>a</code></td></tr><tr><td></td><td><code></code></td>'
        "</tr><tr><td></td><td><code>b</code></td></tr></table>",
    ],
)
def test_blank_lines_stay_blank(html: str) -> None:
    assert code_text(lxml.html.fromstring(html)) == "a\n\nb"


def test_a_table_with_a_line_of_code_in_each_row_is_code() -> None:
    rows = "".join(f"<tr><td>{n}</td><td><code>run({n})</code></td></tr>" for n in (1, 2))
    table = lxml.html.fromstring(f"<div><table>{rows}</table></div>")[0]
    assert code_box(next(table.iter("code")), {}) is table
    rows = "".join(f"<tr><td>Run it {n}</td><td><code>run({n})</code></td></tr>" for n in (1, 2))
    table = lxml.html.fromstring(f"<div><table>{rows}</table></div>")[0]
    assert code_box(next(table.iter("code")), {}) is None


@pytest.mark.parametrize("name", ["line-numbers-wrapper", "gutter", "linenos"])
def test_numbers_beside_code_are_cut(name: str) -> None:
    words = "<p>The keeper of the lock opened the gates at six, as he had done on every day of nineteen years.</p>" * 2
    numbers = f"<div class={name} aria-hidden=true><span>1</span><br><span>2</span><br></div>"
    page = f"<html lang=en><body><article>{words}<div><pre>run()\nstop()</pre>{numbers}</div>{words}</article>"
    article = extract(Source("p.html", page.encode()))
    assert "run()\nstop()" in article.text
    assert "1" not in article.text


@pytest.mark.parametrize("label", ["<span class=lang>js</span>", "<div>JavaScript</div>"])
def test_the_name_of_a_language_beside_code_is_no_text(label: str) -> None:
    words = "<p>The keeper of the lock opened the gates at six, as he had done on every day of nineteen years.</p>" * 2
    code = f"<div class=language-js>{label}<pre><code>run()\nstop()</code></pre></div>"
    article = extract(Source("p.html", f"<html lang=en><body><article>{words}{code}{words}</article>".encode()))
    assert "run()\nstop()" in article.text
    assert "js" not in article.text.lower().replace("\n", " ").split()
    assert "JavaScript" not in article.text
