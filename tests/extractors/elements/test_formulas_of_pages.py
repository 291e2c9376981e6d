"""Formulas of pages as servers send them and as browsers save them: once, as TeX, in text and in Markdown."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

PROSE = "<p>The water stood at the upper mark when the keeper came to the lock, and he wrote it down as always.</p>" * 3


def outputs(fragment: str, head: str = "") -> list[str]:
    page = f"<html lang=en><title>A lock</title>{head}<body><article><h1>A lock</h1>{PROSE}{fragment}{PROSE}</article>"
    article = extract(Source("p.html", page.encode()))
    return [RENDERERS[name](article, WriteOptions(front_matter=False)) for name in ("text", "markdown")]


# ruff: noqa: E501  # drawings as they are on pages
KATEX_SQUARE = (
    '<span class="katex"><span class="katex-html" aria-hidden="true"><span class="base"><span class="strut"></span>'
    '<span class="mord mathnormal">E</span><span class="mspace"></span><span class="mrel">=</span></span><span class="base">'
    '<span class="mord mathnormal">m</span><span class="mord"><span class="mord mathnormal">c</span><span class="msupsub">'
    '<span class="vlist-t"><span class="vlist-r"><span class="vlist" style="height:.8em"><span style="top:-3em">'
    '<span class="pstrut"></span><span class="sizing reset-size6 size3 mtight"><span class="mord mtight">2</span></span>'
    "</span></span></span></span></span></span></span></span></span>"
)
KATEX_FRACTION = (
    '<span class="katex"><span class="katex-html"><span class="base"><span class="mord"><span class="mopen nulldelimiter">'
    '</span><span class="mfrac"><span class="vlist-t vlist-t2"><span class="vlist-r"><span class="vlist">'
    '<span style="top:-2.3em"><span class="pstrut"></span><span class="mord"><span class="mord">2</span></span></span>'
    '<span style="top:-3.2em"><span class="pstrut"></span><span class="frac-line"></span></span>'
    '<span style="top:-3.6em"><span class="pstrut"></span><span class="mord"><span class="mord mathnormal">a</span></span>'
    '</span></span><span class="vlist-s">\u200b</span></span></span></span></span></span></span></span>'
)
MATHJAX_HTML = (
    '<mjx-container class="MathJax" jax="CHTML"><mjx-math class="MJX-TEX"><mjx-mi class="mjx-i"><mjx-c class="mjx-c1D465 '
    'TEX-I"></mjx-c></mjx-mi><mjx-mo class="mjx-n"><mjx-c class="mjx-c3D"></mjx-c></mjx-mo><mjx-mfrac><mjx-frac><mjx-num>'
    '<mjx-nstrut></mjx-nstrut><mjx-mn class="mjx-n"><mjx-c class="mjx-c31"></mjx-c></mjx-mn></mjx-num><mjx-dbox><mjx-dtable>'
    "<mjx-line></mjx-line><mjx-row><mjx-den><mjx-dstrut></mjx-dstrut><mjx-msqrt><mjx-sqrt><mjx-surd><mjx-mo><mjx-c "
    'class="mjx-c221A"></mjx-c></mjx-mo></mjx-surd><mjx-box><mjx-msup><mjx-mi><mjx-c class="mjx-c1D44E"></mjx-c></mjx-mi>'
    '<mjx-script><mjx-mn size="s"><mjx-c class="mjx-c32"></mjx-c></mjx-mn></mjx-script></mjx-msup></mjx-box></mjx-sqrt>'
    "</mjx-msqrt></mjx-den></mjx-row></mjx-dtable></mjx-dbox></mjx-frac></mjx-mfrac></mjx-math></mjx-container>"
)
MATHJAX_SVG = (
    '<mjx-container class="MathJax" jax="SVG"><svg><g><g data-mml-node="math"><g data-mml-node="msubsup">'
    '<g data-mml-node="mi"><use data-c="1D465"></use></g><g transform="x"><g data-mml-node="mn"><use data-c="31"></use></g>'
    '</g><g data-mml-node="mn"><use data-c="32"></use></g></g></g></g></svg></mjx-container>'
)


@pytest.mark.parametrize(
    ("drawing", "tex"),
    [
        (KATEX_SQUARE, "$E=mc^{2}$"),
        (KATEX_FRACTION, r"$\frac{a}{2}$"),
        (MATHJAX_HTML, r"$x=\frac{1}{\sqrt{a^{2}}}$"),
        (MATHJAX_SVG, "$x_{1}^{2}$"),
        ('<img src="https://latex.codecogs.com/svg.image?\\lambda_1=3" title="\\lambda_1=3">', r"$\lambda_1=3$"),
        ('<img src="https://latex.codecogs.com/gif.latex?a%5E2">', "$a^2$"),
        ('<img class=latex src="https://s0.example/latex.php?latex=a%5E2+%3D+b&bg=fff">', "$a^2 = b$"),
        ('<img class=formulaInl alt="$ x_0 $" src="form_1.png">', "$x_0$"),
    ],
)
def test_a_drawing_alone_is_read(drawing: str, tex: str) -> None:
    for output in outputs(f"<p>The energy {drawing} is the same on all days of the year, as the table shows.</p>"):
        assert f"The energy {tex} is the same" in output


MATHJAX = '<script src="https://cdn.example/mathjax@3/es5/tex-chtml.js"></script>'
DOLLARS = f"<script>MathJax = {{tex: {{inlineMath: [['$', '$']]}}}};</script>{MATHJAX}"


@pytest.mark.parametrize(
    ("head", "said", "shown"),
    [
        (MATHJAX, r"at \(v_0\) there", "at $v_0$ there"),
        (MATHJAX, r"at \(v\) there", "at $v$ there"),
        (MATHJAX, r"then \begin{equation}\label{a} Q = A \end{equation} there", "then $$Q = A$$ there"),
        (DOLLARS, "at $v+1$ there", "at $v+1$ there"),
        # No script: only what is plainly TeX, and more than once.
        ("", r"at $v_0$ and $\alpha$ there", r"at $v_0$ and $\alpha$ there"),
        ("", r"at \(\alpha_1\) and \[x_2\] there", r"at $\alpha_1$ and $$x_2$$ there"),
    ],
)
def test_formulas_between_signs_are_formulas_in_every_format(head: str, said: str, shown: str) -> None:
    for output in outputs(f"<p>The gate was {said} for the whole day, and nobody saw it move.</p>", head):
        assert shown in output


@pytest.mark.parametrize("said", ["costs $5 a day, not $6", "is $PATH, then $HOME", r"is C:\dir (a)", "was $9-$12"])
def test_dollars_that_are_none_stay_text(said: str) -> None:
    text, _ = outputs(f"<p>The gate {said} for the whole day, and nobody saw it move.</p>", DOLLARS)
    assert f"The gate {said} for" in text


def test_a_formula_on_a_line_of_its_own_is_one() -> None:
    for output in outputs('<p><img class=formulaDsp alt="\\[ \\int_0^T x \\]" src="f.png"></p>'):
        assert "$$\\int_0^T x$$" in output.replace("$$\n", "$$").replace("\n$$", "$$")


def test_a_race_is_no_formula() -> None:
    _, markdown = outputs('<p><img src="/formula-1/w.jpg" alt="Max - Red Bull Racing"></p>')
    assert "$" not in markdown
