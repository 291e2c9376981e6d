"""Gates: what an article must have to be taken; one that does not pass is filtered, which is no failure."""

from __future__ import annotations

from ..article import Article, Status
from .job import Gates


def why_rejected(article: Article, gates: Gates) -> str | None:
    """The reason why an article does not pass, or None. The reason says what was asked for and what there is.

    Where there is no article there is nothing to reject.
    """
    if article.status is Status.FILTERED:
        return article.problem
    if article.status is not Status.OK:
        return None
    if article.word_count < gates.min_words:
        return f"fewer than --min-words {gates.min_words}: it has {article.word_count}"
    missing = [field for field in gates.require if not getattr(article.metadata, field)]
    if missing:
        return f"no {' and no '.join(missing)}, which --require asks for"
    if gates.languages and article.metadata.language not in gates.languages:
        there = article.metadata.language or "unknown"
        return f"its language is {there}, not --language {','.join(gates.languages)}"
    return None
