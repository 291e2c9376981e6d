"""GitHub-flavoured Markdown from the article's clean fragment, with YAML front matter."""

from __future__ import annotations

import json
import re

from ..article import Article
from ..settings import Settings
from ..text import UNSAFE
from .fences import hide_code, show_code
from .prepare import APART, escape_dollars, prepare, restore
from .text import COMMENTS_HEADING

# The converter escapes every sign that could mean something somewhere. Inside a word and behind a number within a line
# these mean nothing, and text full of backslashes is hard to read and to search.
_NEEDLESS = re.compile(
    r"(?P<code>(?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`))"
    r"|(?<=[^\W_])\\(?P<sign>[-_.)])(?=[^\W_])"
    r"|(?<=[\w,;:]\ )(?P<number>\d{1,9})\\(?P<end>[.)])"
)
# It also sets a quotation directly below a paragraph, of which other readers make one, or below code.
_QUOTE_BELOW_TEXT = re.compile(r"^(?!\s*(?:(?:-|\d+[.)])\s+)*>)(?=[^\n]*\S)([^\n]+)\n(?=[ ]{0,12}>)", re.MULTILINE)
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]  # else a picture in one is its alternative text
_SPACES = re.compile(r"^[ ]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")
_BLANK_QUOTED = re.compile(r"^((?:[ ]*>)+)[ ]*(?:\n\1[ ]*)+$", re.MULTILINE)
# JSON leaves these as they are; YAML forbids most of them and ends a line at the last two.
_YAML_SPECIAL = re.compile(UNSAFE.pattern[:-1] + "\u2028\u2029]")


def render_markdown(article: Article, settings: Settings) -> str:
    """Front matter (if asked for), the title as a first-level heading, the article."""
    parts = [front_matter(article)] if settings.front_matter else []
    if settings.title and article.metadata.title:
        parts.append(f"# {_escape_heading(article.metadata.title)}\n")
    body = article_markdown(article)
    if body:
        parts.append(body)
    if article.comments_html:
        parts += [f"## {COMMENTS_HEADING}\n", _markdown_of(article.comments_html)]
    return "\n".join(parts)


def article_markdown(article: Article) -> str:
    """The article's fragment as Markdown, ending in a newline; without front matter and title."""
    return _markdown_of(article.html) if article.html else ""


def _markdown_of(html: str) -> str:
    # Imported here: the converter is only needed for this format.
    from html_to_markdown import ConversionOptions, convert

    options = ConversionOptions(
        heading_style="atx",
        bullets="-",
        list_indent_width=2,
        escape_asterisks=True,
        escape_underscores=True,
        escape_misc=True,
        extract_metadata=False,
        autolinks=False,
        keep_inline_images_in=_HEADINGS,
    )
    text, code = hide_code((convert(prepare(html), options).content or "").replace(APART, ""))
    return restore(show_code(_tidy(text), code)).strip("\n") + "\n"


def _tidy(text: str) -> str:
    """Markdown without its blocks of code, as a person would write it."""
    text = _NEEDLESS.sub(lambda m: m.group("code") or m.group("sign") or m.group("number") + m.group("end"), text)
    text = _BLANK_QUOTED.sub(r"\1", _SPACES.sub("", text))
    return _BLANK_LINES.sub("\n\n", _QUOTE_BELOW_TEXT.sub(r"\1\n\n", text))


def front_matter(article: Article) -> str:
    """YAML front matter. Every value is written as JSON, which is YAML that no parser can misread."""
    lines = [f"{key}: {_yaml(value)}" for key, value in article.metadata.as_dict().items() if value]
    return "---\n" + "".join(line + "\n" for line in lines) + "---\n"


def _yaml(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _YAML_SPECIAL.sub(lambda match: f"\\U{ord(match.group()):08x}", text)


def _escape_heading(title: str) -> str:
    """A title as Markdown that reads back as the same text."""
    return escape_dollars(re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", title))
