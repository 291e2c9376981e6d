"""Rule files, JSON-LD, feeds, MHTML, WARC and ZIP, broken by chance: they are read as far as they can be, or named."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import accumulate, compress, pairwise
from pathlib import Path
from random import Random

import pytest
from campaign import time_limit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutators import altered
from other_files import (
    FEED_TOKENS,
    FEEDS,
    MHTML,
    MHTML_TOKENS,
    PAGES,
    RULE_TOKENS,
    RULES,
    WARC_TOKENS,
    ZIP_TOKENS,
    packed,
    warc_records,
    zip_archive,
)  # fmt: skip
from promises import check_article, check_error

from cleancopy.extractors import CleancopyError, Source, extract
from cleancopy.extractors.errors import InputError, NetworkError, RuleError
from cleancopy.extractors.options import ExtractOptions, FetchOptions, Limits, WriteOptions
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.sources import Found
from cleancopy.extractors.sources.archives import open_archive
from cleancopy.extractors.sources.mhtml import page_in_mhtml
from cleancopy.extractors.web import find_links

MODEL = ExtractOptions(extractor="model")
SECONDS = 10.0


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))])
def test_any_rule_file_is_used_or_refused_with_its_name_and_a_line_for_each_mistake(tmp_path: Path, seed: int) -> None:
    ended = []
    for number in range(seed * 300, seed * 300 + 300):
        file = tmp_path / f"{number}.toml"
        file.write_bytes(_rules(Random(number)))
        with time_limit(SECONDS):
            ended.append(_used(file))
        file.unlink()  # what is left over is the one that failed

    assert 10 < ended.count(True) < 290


def _rules(dice: Random) -> bytes:
    """A rule file in which a pattern or expression is another one, or one that is broken in any way."""
    if dice.random() < 0.5:
        return altered(RULES, dice, RULE_TOKENS)
    key = dice.choice((b"text", b"until", b"selector", b"xpath"))
    value = dice.choice([token for token in RULE_TOKENS if token.startswith(b"'")])
    return re.sub(rb"(?m)^(" + key + rb" = ).*", lambda m: m.group(1) + value, RULES, count=dice.randint(1, 2))


def _used(file: Path) -> bool:
    """Whether a rule file can be read; then a page is extracted with it."""
    try:
        rules = read_rule_file(file)
    except RuleError as err:
        assert err.problems
        assert all(problem.startswith(f"{file}:") and "\n" not in problem for problem in err.problems), err.problems
        return False
    chosen = ExtractOptions(extractor="model", url="https://www.example.com/", rule_files=(file,))
    check_article(extract(Source("page.html", PAGES[len(rules) % 5]), chosen), WriteOptions())
    return True


KEYS = st.sampled_from(
    "@type @id @graph @value name url headline author creator publisher datePublished dateModified mainEntity "
    "mainEntityOfPage articleBody text image keywords isAccessibleForFree wordCount hasPart license inLanguage "
    "articleSection description itemListElement".split()
)
WORDS = (
    "Article NewsArticle Person BlogPosting Recipe QAPage ImageObject http://[::1 javascript:alert(1) ² 2024-05-01 "
    "99999999999999 False a --- \ud800 \udc00 \u202e"
)
SCALARS = st.one_of(
    st.sampled_from([*WORDS.split(), 10**4000, -1, 1e308, "x" * 3000]),
    *(st.text(max_size=20), st.none(), st.booleans(), st.integers(), st.floats()),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)
ONE_OF_THEM = (
    "headline author datePublished dateModified publisher image keywords url articleBody wordCount license @id"
)
OBJECTS = st.fixed_dictionaries(
    {"@type": st.one_of(st.just("NewsArticle"), SCALARS, VALUES)},
    optional=dict.fromkeys(f"{ONE_OF_THEM} mainEntityOfPage inLanguage description".split(), VALUES)
    | {"isAccessibleForFree": st.one_of(st.just(False), VALUES)},
)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OBJECTS, min_size=1, max_size=3), st.booleans(), st.sampled_from(("json", "markdown")))
def test_json_ld_of_any_values_costs_neither_the_article_nor_the_record(
    objects: list[object], ascii: bool, format: str
) -> None:
    text = json.dumps(objects, ensure_ascii=ascii).replace("</", "<\\/")
    script = f'<script type="application/ld+json">{text}</script>'.encode("utf-8", "surrogatepass")
    article = extract(
        Source("page.html", PAGES[0].replace(b"</head>", script + b"</head>")),
        ExtractOptions(extractor="model"),
    )

    assert article.word_count > 60
    check_article(article, WriteOptions(format=format))


@pytest.mark.parametrize("depth", [50, 900, 20_000, 300_000])
@pytest.mark.parametrize(
    "opening", ['{"@type":"Article","author":', '{"@graph":', "[", '{"@type":"Article","a":[{"name":']
)
def test_deep_json_ld_costs_nothing_but_itself(depth: int, opening: str) -> None:
    script = f'<script type="application/ld+json">{opening * depth}</script>'.encode()
    closed = f'<script type="application/ld+json">{opening * depth}1{"}" * depth}</script>'.encode()
    for data in (script, closed):
        with time_limit(SECONDS):
            article = extract(Source("page.html", PAGES[0].replace(b"</head>", data + b"</head>")), MODEL)
        assert article.word_count > 60


def test_any_mhtml_file_gives_a_page_or_a_named_error() -> None:
    ended = []
    for number in range(250):
        source = Source("page.mhtml", altered(MHTML, Random(number), MHTML_TOKENS))
        try:
            with time_limit(SECONDS):
                page = page_in_mhtml(source, Limits().max_bytes)
                assert page.url is None or page.url.startswith("http")
                check_article(extract(page, MODEL), WriteOptions())
        except CleancopyError as err:
            check_error(err, {"page.mhtml"})
            ended.append(type(err))
        else:
            ended.append(None)

    assert ended.count(None) > 50
    assert len(set(ended)) > 1


def test_any_feed_or_sitemap_gives_addresses_or_a_named_error(tmp_path: Path) -> None:
    nowhere = FetchOptions(proxies=(("all", "http://127.0.0.1:9"),))  # parts of an index are not fetched
    file = tmp_path / "feed"
    for number in range(600):
        dice = Random(number)
        file.write_bytes(altered(dice.choice(FEEDS), dice, FEED_TOKENS))
        try:
            with time_limit(SECONDS):
                found = list(find_links(str(file), replace(nowhere, timeout=0.1)))
        except CleancopyError as err:
            if not isinstance(err, NetworkError):
                check_error(err, {str(file)})
        else:
            for one in found:
                if isinstance(one, str):
                    assert one.startswith(("http://", "https://"))
                elif isinstance(one.error, InputError):
                    check_error(one.error, {one.name})
                else:
                    assert one.skipped or isinstance(one.error, NetworkError)


def _check_found(found: list[Found], path: Path) -> set[bytes]:
    """The pages among what was found; everything else has a name and a reason of one line, and there is something."""
    assert found
    for one in found:
        assert one.name.startswith(str(path))
        assert one.source or one.skipped or one.error
        assert all("\n" not in (text or "") for text in (one.skipped, one.error and one.error.problem))
        if one.error:
            assert isinstance(one.error, InputError)
        if one.source:
            assert not any(part in ("..", ".", "") for part in one.within[:1])
    return {one.source.data for one in found if one.source}


def _open(path: Path, data: bytes) -> set[bytes]:
    path.write_bytes(data)
    with time_limit(SECONDS):
        return _check_found(list(open_archive(str(path))), path)


@pytest.mark.parametrize("pack", [False, True], ids=["plain", "gzip"])
def test_a_broken_warc_record_costs_that_record(tmp_path: Path, pack: bool) -> None:
    records = packed(warc_records()) if pack else warc_records()
    for number in range(300):
        broken = altered(warc_records()[2], Random(number), WARC_TOKENS)
        if pack:
            broken = packed([broken])[0] if number % 2 else altered(records[2], Random(number), WARC_TOKENS)
        pages = _open(tmp_path / ("a.warc.gz" if pack else "a.warc"), b"".join([*records[:2], broken, *records[3:]]))

        assert {*PAGES[:2], *PAGES[3:]} <= pages, number


@pytest.mark.parametrize("pack", [False, True], ids=["plain", "gzip"])
def test_any_warc_file_is_read_as_far_as_it_can_be(tmp_path: Path, pack: bool) -> None:
    records = packed(warc_records()) if pack else warc_records()
    for number in range(300):
        changed = altered(b"".join(records), Random(number), WARC_TOKENS)
        pages = _open(tmp_path / ("a.warc.gz" if pack else "a.warc"), changed)

        ends = accumulate(len(record) for record in records)
        unharmed = [changed.startswith(b"".join(records)[:end]) for end in ends]
        assert set(compress(PAGES, unharmed)) <= pages, number


def test_a_broken_member_of_a_zip_archive_costs_that_member(tmp_path: Path) -> None:
    data, spans = zip_archive()
    for number in range(300):
        dice = Random(number)
        broken = dice.randrange(5)
        start, end = spans[broken]
        changed = altered(data[start:end], dice, ZIP_TOKENS).ljust(end - start, b"\0")[: end - start]
        pages = _open(tmp_path / "a.zip", data[:start] + changed + data[end:])

        assert {*PAGES[:broken], *PAGES[broken + 1 :]} <= pages, number


def test_any_zip_archive_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    data, spans = zip_archive()
    directory = spans[-1][1]
    for number in range(600):
        changed = altered(data, Random(number), ZIP_TOKENS)
        pages = _open(tmp_path / "a.zip", changed)

        if len(changed) == len(data) and changed[directory:] == data[directory:]:  # else nothing can be found in it
            ends = [0, *(end for _, end in spans)]  # the header of each stands before its data
            unharmed = [changed[start:end] == data[start:end] for start, end in pairwise(ends)]
            assert set(compress(PAGES, unharmed)) <= pages, number
