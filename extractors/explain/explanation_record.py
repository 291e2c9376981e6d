"""An explanation as one JSON object, always with the same keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..article import Article, Explanation, Grounds, Metadata, Status
from .explanation import remark


def explain_record(article: Article, chosen: Sequence[int]) -> dict[str, Any]:
    """The record of an explained article with the blocks at the places in `chosen`.

    `score` is the probability that decided, null for a block without words; `voices` are what spoke most for (above 0)
    and against it, in log-odds, and with `others` and the page's `base` they add up to the log-odds of the score.
    """
    explanation = article.explanation or Explanation(0.0, 0.0)
    return {
        "source": article.source,
        "status": str(article.status),
        "error": None,
        "confidence": round(article.confidence, 3),
        "metadata": article.metadata.as_dict(),
        "candidates": [
            {"field": c.field, "value": c.value, "source": c.source, "won": c.won} for c in article.candidates
        ],
        "site": explanation.site,
        "threshold": round(explanation.threshold, 4),
        "base": round(explanation.base, 4),
        "word_count": article.word_count,
        "rules": dict(sorted(article.rules.items())),
        "notes": list(article.notes),
        "blocks": [_block(article, explanation, i) for i in chosen],
        "cleancopy": __version__,
    }


def explain_failure(source: str, status: Status, error: str) -> dict[str, Any]:
    """The record of an input that could not be explained: the same keys, with `status` and `error` saying why."""
    return explain_record(Article(source, status, Metadata()), ()) | {"error": error}


def _block(article: Article, explanation: Explanation, index: int) -> dict[str, Any]:
    block, decision = article.blocks[index], article.decisions[index]
    score = article.scores[index] if article.scores else None
    grounds = explanation.grounds[index] if explanation.grounds else Grounds()
    return {
        "index": index,
        "kind": str(block.kind),
        "text": block.text,
        "keep": decision.keep,
        "by": decision.by,
        "reason": decision.reason,
        "remark": remark(block, decision, score, explanation.threshold),
        "score": None if score is None else round(score, 4),
        "voices": [{"says": voice.says, "weight": round(voice.weight, 4)} for voice in grounds.voices],
        "others": round(grounds.others, 4),
        "path": grounds.path,
        "rule": grounds.rule,
    }
