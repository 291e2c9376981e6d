"""The extractors that are compared, each called as its own documentation says, from a page's bytes to plain text.

Every `load_…` imports its library only when it is called, in the extractor's own process. None is told the page's URL,
and none goes to the network.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from timed import Extract, Extractor

HELD_OUT = "CLEANCOPY_HELD_OUT"  # names the file with the plan, for the child processes
_LANGUAGE = re.compile(rb"<html[^>]*?\slang\s*=\s*[\"']?([a-zA-Z]{2})\b")
_HEAD = 8192  # bytes in which the language is looked for
# jusText names its lists of frequent words by language. It has none for the languages left out here.
_STOPLISTS = dict(
    pair.split(":")
    for pair in """
    af:Afrikaans ar:Arabic be:Belarusian bg:Bulgarian bn:Bengali bs:Bosnian ca:Catalan cs:Czech cy:Welsh da:Danish
    de:German el:Greek en:English es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French ga:Irish gl:Galician
    gu:Gujarati he:Hebrew hi:Hindi hr:Croatian hu:Hungarian hy:Armenian id:Indonesian is:Icelandic it:Italian
    ka:Georgian kk:Kazakh kn:Kannada ko:Korean lb:Luxembourgish lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam
    mr:Marathi ms:Malay mt:Maltese nb:Norwegian_Bokmal ne:Nepali nl:Dutch nn:Norwegian_Nynorsk no:Norwegian_Bokmal
    pl:Polish pt:Portuguese ro:Romanian ru:Russian sk:Slovak sl:Slovenian sq:Albanian sr:Serbian sv:Swedish sw:Swahili
    ta:Tamil te:Telugu tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese yo:Yoruba
    """.split()
)
_GOOSE_CLASSES = {"ar": "StopWordsArabic", "ja": "StopWordsJapanese", "ko": "StopWordsKorean", "zh": "StopWordsChinese"}
_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def load_cleancopy() -> Extract:
    return _cleancopy()


def load_cleancopy_fast() -> Extract:
    return _cleancopy(extractor="model")


def load_cleancopy_trafilatura() -> Extract:
    return _cleancopy(extractor="trafilatura")


def _cleancopy(**chosen: Any) -> Extract:
    """The article's text without its title, which the gold has not either."""
    from cleancopy.extractors import ExtractOptions, Source, extract
    from cleancopy.extractors.write.article_text import article_text

    options = ExtractOptions(**chosen)
    take_weights = _held_out_weights()

    def run(data: bytes) -> str:
        take_weights(data)
        return article_text(extract(Source("page.html", data), options).kept)

    return run


def _held_out_weights() -> Callable[[bytes], None]:
    """What puts the weights in place that were trained without a page's site, where compare.py was given --folds."""
    if HELD_OUT not in os.environ:
        return lambda data: None
    from cleancopy.extractors.model import judge, models

    plan = json.loads(Path(os.environ[HELD_OUT]).read_text(encoding="utf-8"))

    @cache
    def load(name: str, fold: int) -> models.Model:
        return models.model_of(models.read_arrays(Path(plan["folder"]) / str(fold) / f"{name}.npz"))

    def take(data: bytes) -> None:
        judge.load_model = partial(load, fold=plan["folds"][page_key(data)])

    return take


def page_key(data: bytes) -> str:
    """What a page is known by in the plan for held-out weights."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def load_trafilatura() -> Extract:
    extract = import_module("trafilatura").extract
    return lambda data: extract(data) or ""


def load_readability() -> Extract:
    """Readability prints HTML: its text is taken with a line break where a block begins or ends."""
    document, fromstring = import_module("readability").Document, import_module("lxml.html").fromstring
    return lambda data: "".join(_pieces(fromstring(document(data).summary(html_partial=True))))


def _pieces(element: Any) -> Iterator[str]:
    """The element's text in reading order; by iteration, for pages nest deeper than Python recurses."""
    walk = import_module("lxml.etree").iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event in ("start", "end") and node.tag in _BLOCKS:
            yield "\n"
        if event == "start":
            yield node.text or ""
        elif node is not element:
            yield node.tail or ""


def load_resiliparse() -> Extract:
    """Its main content, without the alternative texts of images, which no gold text has."""
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    tree = import_module("resiliparse.parse.html").HTMLTree
    detect = import_module("resiliparse.parse.encoding").detect_encoding

    def run(data: bytes) -> str:
        page = tree.parse_from_bytes(data, detect(data, from_html_meta=True) or "utf-8")
        return str(extract(page, main_content=True, alt_texts=False))

    return run


def load_justext() -> Extract:
    """With the word list of the page's declared language, English by default, or in the mode that needs no list."""
    library = import_module("justext")
    without_list = {"stoplist": frozenset(), "stopwords_low": 0, "stopwords_high": 0}
    lists: dict[str, frozenset[str]] = {}

    def run(data: bytes) -> str:
        name = _STOPLISTS.get(_language(data))
        if name and name not in lists:
            lists[name] = library.get_stoplist(name)
        paragraphs = library.justext(data, **({"stoplist": lists[name]} if name else without_list))
        return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)

    return run


def load_boilerpy3() -> Extract:
    extractor = import_module("boilerpy3.extractors").ArticleExtractor()
    return lambda data: str(extractor.get_content(_decode(data)))


def load_goose3() -> Extract:
    """With the word list of the page's declared language, which it picks by itself only where words are spaced."""
    goose, texts = import_module("goose3").Goose, import_module("goose3.text")
    special = {code: goose({"stopwords_class": getattr(texts, name)}) for code, name in _GOOSE_CLASSES.items()}
    general = goose()
    return lambda data: special.get(_language(data), general).extract(raw_html=_decode(data)).cleaned_text or ""


def load_newspaper4k() -> Extract:
    newspaper = import_module("newspaper")

    def run(data: bytes) -> str:
        # It insists on a URL, and on loading images from it unless told otherwise.
        article = newspaper.Article("https://example.com/", fetch_images=False)
        return article.download(input_html=_decode(data)).parse().text or ""

    return run


def _language(data: bytes) -> str:
    """The language that the page declares, as its two letters; English if it declares none."""
    declared = _LANGUAGE.search(data[:_HEAD])
    return declared[1].decode().lower() if declared else "en"


def _decode(data: bytes) -> str:
    """For those that want text: as the page declares it, by the rules of browsers."""
    from w3lib.encoding import html_to_unicode

    return html_to_unicode(None, data, default_encoding="utf-8")[1]


EXTRACTORS = (
    Extractor("cleancopy", load_cleancopy, "cleancopy"),
    Extractor("cleancopy --fast", load_cleancopy_fast, "cleancopy"),
    Extractor("cleancopy --extractor trafilatura", load_cleancopy_trafilatura, "cleancopy"),
    Extractor("trafilatura", load_trafilatura, "trafilatura"),
    Extractor("readability-lxml", load_readability, "readability-lxml"),
    Extractor("resiliparse", load_resiliparse, "resiliparse"),
    Extractor("jusText", load_justext, "justext"),
    Extractor("boilerpy3", load_boilerpy3, "boilerpy3"),
    Extractor("goose3", load_goose3, "goose3[all]"),
    Extractor("newspaper4k", load_newspaper4k, "newspaper4k[ja,zh]"),
)
