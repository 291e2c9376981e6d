"""JSON: one object for an article or a failure, always with the same keys; its JSON Schema."""

from __future__ import annotations

import json
import re
from typing import Any

from .. import __version__
from ..article import Article, Block, Decision, Metadata, Origin, Status
from ..options import WriteOptions
from ..text import UNSAFE
from .article_text import article_text

# Python and JavaScript end a line at the last two, and a record is one line to every reader.
_ESCAPED = re.compile(UNSAFE.pattern[:-1] + "\u2028\u2029]")
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}


def render_json(article: Article, options: WriteOptions) -> str:
    """Return one JSON object on one line, newline included."""
    return dump(record(article, options))


def dump(value: dict[str, Any], indent: int | None = None) -> str:
    """Return JSON text that is safe on a terminal: letters of every script as they are, controls escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda match: _escape(match.group()), text) + "\n"


def _escape(character: str) -> str:
    """Return a character as JSON's own escape; characters of this text that are line breaks of its layout stay."""
    code = ord(character)
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def record(article: Article, options: WriteOptions) -> dict[str, Any]:
    """Return the record of an article, with the fields that `options.extras` asks for.

    A page without an article has its metadata and no text, and `error` says why.
    """
    kept = () if article.status is Status.NO_ARTICLE else article.kept
    result: dict[str, Any] = {
        "source": article.source,
        "url": None,  # it comes before the rest of the metadata
        "status": str(article.status),
        **article.metadata.as_dict(),
        **article.origin.as_dict(),
        "text": article_text(kept),
        "word_count": sum(block.words for block in kept),
        "confidence": round(article.confidence, 3),
        "extractor": article.extractor,
        "rules": dict(sorted(article.rules.items())),
        "notes": list(article.notes),
        "error": None if article.status is Status.OK else article.why_none,
        "cleancopy": __version__,
    }
    return result | _extras(article, options)


def failure(
    source: str, status: Status, error: str, url: str | None = None, origin: Origin | None = None
) -> dict[str, Any]:
    """Return the record of an input that gave no article: the same keys, with `status` and `error` saying why."""
    origin = origin or Origin()
    empty = Article(source=source, status=status, metadata=Metadata(url=url or origin.url), origin=origin)
    return record(empty, WriteOptions()) | {"error": error}


def _extras(article: Article, options: WriteOptions) -> dict[str, Any]:
    from .markdown import article_markdown

    article = article.shown(options)
    result: dict[str, Any] = {}
    if options.comments:
        result["comments"] = [block.text for block in article.comments]
    if "markdown" in options.extras:
        result["markdown"] = article_markdown(article)
    if "html" in options.extras:
        result["html"] = article.html
    if "blocks" in options.extras:
        result["blocks"] = [_block(b, d) for b, d in zip(article.blocks, article.decisions, strict=True)]
    return result


def _block(block: Block, decision: Decision) -> dict[str, Any]:
    return {
        "kind": str(block.kind),
        "text": block.text,
        "keep": decision.keep,
        "by": decision.by,
        "reason": decision.reason,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record."""
    properties: dict[str, Any] = {
        "source": {**_TEXT, "description": "the input as it was named: a path, '-' or a URL"},
        "url": {**_TEXT_OR_NULL, "description": "--url, or the canonical one, or the one that it came from"},
        "status": {"enum": [str(s) for s in Status], "description": "'ok', 'filtered', or how it failed"},
        "title": {**_TEXT_OR_NULL, "description": "headline, without the site's name"},
        "authors": {**_TEXTS, "description": "people, in order"},
        "date": {**_TEXT_OR_NULL, "description": "published: ISO 8601, with the time where the page gives one"},
        "modified": {**_TEXT_OR_NULL, "description": "last changed: ISO 8601"},
        "site": _TEXT_OR_NULL,
        "language": {**_TEXT_OR_NULL, "description": "ISO 639 code"},
        "description": _TEXT_OR_NULL,
        "image": {**_TEXT_OR_NULL, "description": "absolute URL of the lead image"},
        "tags": _TEXTS,
        "license": _TEXT_OR_NULL,
        "archive": {**_TEXT_OR_NULL, "description": "the archive that the page is in: its path"},
        "member": {**_TEXT_OR_NULL, "description": "the page's name in the archive"},
        "warc_record_id": {**_TEXT_OR_NULL, "description": "WARC-Record-ID, without its brackets"},
        "warc_date": {**_TEXT_OR_NULL, "description": "WARC-Date: when the page was recorded"},
        "warc_target_uri": {**_TEXT_OR_NULL, "description": "WARC-Target-URI: the address that was recorded"},
        "fetched_at": {**_TEXT_OR_NULL, "description": "when the server sent the page: ISO 8601, UTC"},
        "final_url": {**_TEXT_OR_NULL, "description": "the address that it was sent from, after all redirects"},
        "saved_at": {**_TEXT_OR_NULL, "description": "when a browser or archive saved the page: ISO 8601"},
        "text": {**_TEXT, "description": "the article as plain text, without the title"},
        "word_count": {"type": "integer", "minimum": 0},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "extractor": {
            "enum": ["model", "model+trafilatura", "trafilatura", None],
            "description": "what judged the page before the rules; null where nothing was",
        },
        "rules": {
            "type": "object",
            "additionalProperties": {"type": "integer", "minimum": 1},
            "description": "rules that fired: id and number of blocks",
        },
        "notes": {**_TEXTS, "description": "remarks, such as a page that was cut off"},
        "error": {**_TEXT_OR_NULL, "description": "what went wrong, or why it was filtered"},
        "cleancopy": {**_TEXT, "description": "version"},
    }
    required = list(properties)
    block = {"kind": _TEXT, "text": _TEXT, "keep": {"type": "boolean"}, "by": _TEXT, "reason": _TEXT}
    properties |= {
        "markdown": {**_TEXT, "description": "only with --with markdown"},
        "comments": {**_TEXTS, "description": "only with --comments: readers' comments"},
        "duplicate_of": {**_TEXT, "description": "only with batch --dedupe: the source of the article that it repeats"},
        "html": {**_TEXT, "description": "only with --with html: a clean fragment"},
        "blocks": {
            "type": "array",
            "items": {"type": "object", "properties": block, "required": list(block)},
            "description": "only with --with blocks: every block of the page and what became of it",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cleancopy record",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
