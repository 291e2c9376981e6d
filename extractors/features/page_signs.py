"""What kind of page it is, by what it declares and what it is built of: a product, a thread, a list, an article."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from .quantise import log_byte

_JSON_LD = {
    "article": "Article NewsArticle BlogPosting Report TechArticle ScholarlyArticle ReportageNewsArticle "
    "OpinionNewsArticle AnalysisNewsArticle LiveBlogPosting",
    "product": "Product ProductGroup IndividualProduct Vehicle Offer AggregateOffer",
    "forum": "DiscussionForumPosting QAPage Question SocialMediaPosting Comment",
    "list": "ItemList CollectionPage SearchResultsPage OfferCatalog",
    "faq": "FAQPage",
    "organization": "Organization LocalBusiness Service Corporation ProfessionalService",
    "breadcrumb": "BreadcrumbList",
    "event": "Event Course JobPosting Book Movie",
    "web": "WebPage WebSite",
}
_OG_TYPES = ("article", "website", "product", "other")
_COUNTED = ("h1", "form", "article", "input", "main")
# In small letters, as what they are looked for in: that is many times as fast as to ignore case.
_GENERATORS = {
    "docs": re.compile(
        r"sphinx|docusaurus|mkdocs|gitbook|readthedocs|docsify|vuepress|vitepress|javadoc|doxygen|jekyll|hugo"
        r"|confluence|mediawiki"
    ),
    "shop": re.compile(r"shopify|woocommerce|magento|prestashop|bigcommerce|opencart|shopware"),
    "forum": re.compile(
        r"discourse|phpbb|vbulletin|xenforo|mybb|invision|ips4|vanilla|flarum|nodebb|stackexchange|khoros|lithium"
    ),
}
_PATHS = {
    "forum": re.compile(r"/(forums?|threads?|topic|t|discussion|community|questions?|viewtopic|showthread|r)\b"),
    "product": re.compile(
        r"/(products?|p|dp|item|itm|shop|buy|app|pd)\b|single-product|product-template|template-product"
    ),
    "list": re.compile(
        r"/(category|categories|collections?|tags?|archive|search|browse|topics|c|list)\b|archive|template-collection"
    ),
    "docs": re.compile(r"/(docs?|documentation|reference|manual|guide|api|help|wiki|library|tutorial)\b"),
    "blog": re.compile(r"/(blog|news|articles?|story|stories|posts?|opinion|20\d\d)\b|single-post|template-article"),
}
SIGNS = (
    *(f"ld_{kind}" for kind in _JSON_LD),
    *(f"og_{kind}" for kind in _OG_TYPES),
    *("published", "price"),
    *(f"made_{name}" for name in _GENERATORS),
    *(f"path_{name}" for name in _PATHS),
    *("path_depth", "path_digits", "path_root"),
    *(f"count_{tag}" for tag in _COUNTED),
)
_TYPE = re.compile(r'"@type"\s*:\s*(\[[^\]]{0,200}\]|"[^"]{0,80}")')
_TYPE_NAME = re.compile(r'\b(\w++)"')
_KIND_OF_TYPE = {name: kind for kind, names in _JSON_LD.items() for name in names.split()}
_DATE_NAMES = frozenset(("article:published_time", "datepublished", "date", "dc.date", "parsely-pub-date"))
_MOST_ELEMENTS, _MOST_ADDRESSES = 3000, 100
_LONGEST_SCRIPT, _LONGEST_NAMES = 200_000, 20_000


def read_signs(tree: HtmlElement, url: str | None = None) -> bytes:
    """Return one byte for each name in SIGNS. `url` is where the page came from; else what it calls itself counts."""
    found: Counter[str] = Counter()
    names: list[str] = []
    canonical = declared = None
    for element in islice(tree.iter("script", "meta", "link", *_COUNTED), _MOST_ELEMENTS):
        tag = element.tag
        if tag in _COUNTED:
            found[f"count_{tag}"] += 1
        elif tag == "meta":
            declared = _read_meta(element, found, names) or declared
        elif tag == "link":
            canonical = canonical or (
                element.get("href") if "canonical" in (element.get("rel") or "").lower() else None
            )
            names.append(element.get("href") or "")
        elif "ld+json" in (element.get("type") or ""):
            for types in _TYPE.findall((element.text or "")[:_LONGEST_SCRIPT]):
                found.update(f"ld_{_KIND_OF_TYPE.get(name)}" for name in _TYPE_NAME.findall(types))
        else:
            names.append(element.get("src") or "")
    for tag in _COUNTED:
        found[f"count_{tag}"] = log_byte(found[f"count_{tag}"])
    _read_names(tree, names, _path_of(url or canonical or declared), found)
    return bytes(min(255, found[sign]) for sign in SIGNS)


def _read_meta(element: HtmlElement, found: Counter[str], names: list[str]) -> str | None:
    """Count what one meta tag says; return the address if it says that."""
    name = (element.get("property") or element.get("name") or "").lower()
    value = element.get("content") or ""
    if name == "og:type":
        kind = "product" if "product" in value else value.strip().lower()
        found[f"og_{kind if kind in _OG_TYPES else 'other'}"] = 1
    elif name in _DATE_NAMES:
        found["published"] = 1
    elif "price" in name:
        found["price"] = 1
    elif name == "generator":
        names.insert(0, value)
    return value if name == "og:url" else None


def _read_names(tree: HtmlElement, names: list[str], path: str, found: Counter[str]) -> None:
    """What the page's own classes, its address and those of its scripts and styles tell."""
    body = tree.find("body")
    own = [value for e in (tree, body) if e is not None for value in (e.get("class"), e.get("id")) if value]
    made = " ".join([*own, *names[:_MOST_ADDRESSES]])[:_LONGEST_NAMES].lower()
    for name, pattern in _GENERATORS.items():
        found[f"made_{name}"] = pattern.search(made) is not None
    place = " ".join([path, *own])[:_LONGEST_NAMES].lower()
    for name, pattern in _PATHS.items():
        found[f"path_{name}"] = pattern.search(place) is not None
    steps = [step for step in path.split("/") if step]
    found["path_depth"] = min(20, len(steps))
    found["path_root"] = path == "/"
    found["path_digits"] = re.search(r"\d{4,}", path) is not None


def _path_of(url: str | None) -> str:
    try:
        return (urlsplit(url).path or "/") if url else ""
    except ValueError:
        return ""
