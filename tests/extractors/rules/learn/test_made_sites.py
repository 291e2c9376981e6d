"""Ten pages of one template: what came through and repeats goes, what a page alone says stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.learn import learn, rule_file, sheet_of

from .made_sites import WORDS, make_site

QUICK = [("en", "semantic"), ("en", "bare"), ("ru", "text"), ("ja", "bare")]
ALL = [(language, markup) for language in WORDS for markup in ("semantic", "bare", "text")]


def _measure(language: str, markup: str, folder: Path, seed: int) -> tuple[float, int, float, int]:
    """(share of repeated boilerplate found, own blocks cut) on the ten pages, and on ten more of the same template."""
    pages = make_site(language, "bare" if markup == "text" else markup, pages=20, seed=seed)
    texts = [(f"{i}.txt", page.text) if markup == "text" else (f"{i}.html", page.html) for i, page in enumerate(pages)]
    sources = [Source(name, text.encode()) for name, text in texts]
    articles = [extract(source) for source in sources]
    sheets = [sheet_of(s, a, ExtractOptions()) for s, a in zip(sources[:10], articles[:10], strict=True)]
    file = folder / "learned.toml"
    file.write_text(rule_file(learn(sheets, "quay.example", ExtractOptions()), folder), encoding="utf-8")
    options = ExtractOptions(rule_files=(file,), url="https://quay.example/")
    figures: list[float] = []
    for part in (slice(10), slice(10, 20)):
        came = left = cut = 0
        for page, source, article in zip(pages[part], sources[part], articles[part], strict=True):
            after = {block.text for block in extract(source, options).kept}
            for block in article.kept:
                came += block.words * (block.text in page.printed)
                left += block.words * (block.text in page.printed and block.text in after)
                cut += block.text in page.own and block.text not in after
        assert came
        figures += [1 - left / came, cut]
    return figures[0], int(figures[1]), figures[2], int(figures[3])


@pytest.mark.parametrize(("language", "markup"), QUICK)
def test_what_repeats_is_found_and_no_article_is_cut(language: str, markup: str, tmp_path: Path) -> None:
    found, cut, found_later, cut_later = _measure(language, markup, tmp_path, seed=1)

    assert (cut, cut_later) == (0, 0)
    assert found >= 0.9
    assert found_later >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize(("language", "markup"), ALL)
def test_what_repeats_is_found_on_all_kinds_of_sites(language: str, markup: str, seed: int, tmp_path: Path) -> None:
    found, cut, _, cut_later = _measure(language, markup, tmp_path, seed)

    assert (cut, cut_later) == (0, 0)
    assert found >= 0.9
