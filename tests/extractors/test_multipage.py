"""Articles of several pages as one."""

from __future__ import annotations

from cleancopy.extractors import Article, Source, Status, extract

TEXT = "{} The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic for good."


def page(*items: str, title: str = "Kelport") -> Source:
    body = "".join(f"<li>{item}</li>" for item in items)
    text = f"<h1>{title}</h1><p>{TEXT}</p><p>{TEXT}</p><ol>{body}</ol>"
    html = f"<!DOCTYPE html><title>{title}</title><article>{text}</article>"
    return Source("page.html", html.replace("{}", "+".join(items)).encode(), "https://a.example/")


def joined(*pages: Source, fmt: str = "json") -> Article:
    first, *more = pages
    return extract(Source(first.name, first.data, first.url, first.content_type, tuple(more)))


def test_lists_of_different_pages_stay_apart_and_blocks_are_counted_on() -> None:
    article = extract(page("one", "two"))
    both = joined(page("one", "two"), page("three", "four"))
    assert len(both.blocks) == len(both.decisions) == len(both.scores) == 2 * len(article.blocks)
    assert [b.index for b in both.blocks] == list(range(len(both.blocks)))
    lists = {c.ident for b in both.blocks for c in b.containers if c.tag == "ol"}
    items = [c.ident for b in both.blocks for c in b.containers if c.tag == "li"]
    assert len(lists) == 2
    assert len(set(items)) == len(items) == 4


def test_a_page_without_an_article_is_noted_and_the_first_ones_title_counts() -> None:
    empty = Source("page.html", b"<!DOCTYPE html><title>Other</title><form><input></form>", "https://a.example/2")
    both = joined(page("one"), empty)
    assert both.status is Status.OK
    assert both.metadata.title == "Kelport"
    assert "page 2 of 2 has no article" in both.notes


def test_markup_of_all_pages_is_there() -> None:
    both = joined(page("one"), page("two"), fmt="html")
    assert "one The harbour" in both.html
    assert "two The harbour" in both.html
