"""Formulas come out as TeX, whatever drew them."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.blocks.tex import Formula, formula_of


def formula(html: str) -> Formula | None:
    root = lxml.html.fromstring(f"<div>{html}</div>")
    return next((f for f in (formula_of(e) for e in root.iter("math", "script")) if f), None)


@pytest.mark.parametrize(
    ("html", "tex"),
    [
        ("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>", r"\frac{a}{2}"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^{2}"),
        ("<math><mi>sin</mi><mo>&#x2061;</mo><mi>θ</mi></math>", r"\sin \theta"),
        ("<math alttext='x_1'><mi>x</mi></math>", "x_1"),
        (
            "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>{\\displaystyle x}</annotation></semantics></math>",  # noqa: E501
            "x",
        ),
        ("<script type='math/tex'>a_1 % a remark\n+ b</script>", "a_1 + b"),
        ("<script type='math/tex'>a $ b</script>", "a b"),
        ("<math></math>", None),
        ("<script>x = 1</script>", None),
    ],
)
def test_what_holds_a_formula(html: str, tex: str | None) -> None:
    found = formula(html)

    assert (" ".join(found.tex.split()) if found else None) == tex


def test_formulas_on_a_line_of_their_own() -> None:
    for html in (
        "<math display=block><mi>x</mi></math>",
        "<script type='math/tex; mode=display'>x</script>",
        "<span class=katex-display><span class=katex><math><mi>x</mi></math></span></span>",
    ):
        assert formula(html) == Formula("x", True)
    assert formula("<math><mi>x</mi></math>") == Formula("x", False)


def test_deep_and_huge_formulas_are_bounded() -> None:
    deep = formula("<math>" + "<mrow>" * 200 + "<mi>x</mi>" + "</mrow>" * 200 + "</math>")
    wide = formula("<math>" + "<mi>x</mi>" * 5000 + "</math>")

    assert deep == Formula("x", False)
    assert wide is not None
    assert len(wide.tex) < 10_000
    assert formula(f"<script type='math/tex'>{'x' * 20_000}</script>") is None


@settings(deadline=None, max_examples=80)
@given(
    st.recursive(
        st.sampled_from(["<mi>x</mi>", "<mo>|</mo>", "<mo>{</mo>", "<mtext>a $ b</mtext>", "<mn/>", "&amp;"]),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            st.sampled_from(["mrow", "mfrac", "msup", "munderover", "mtable", "mtr", "mtd", "mfenced", "mover", "p"]),
            st.lists(inner, max_size=4),
        ),
        max_leaves=12,
    )
)
def test_any_mathml_gives_a_line_of_tex_or_nothing(html: str) -> None:
    found = formula(f"<math>{html}</math>")

    if found:
        assert "\n" not in found.tex
        assert "$" not in found.tex.replace("\\$", "")
