"""How a block is marked: the tags, classes, ids and roles of the elements it stands in.

Sites name their parts in one vocabulary of some hundred words, in whatever spelling: `class="post__comment-list"`,
`id="commentList"`. A name is parted into its words, and the words into groups. What a name says is remembered by its
value, never by the page that it stood on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from . import chosen

_TAGS = tuple(
    "nav header footer aside main article form ul ol table li blockquote figure section noscript button dl p td "
    "details div span a pre".split()
)
_GROUPS = {
    "articlebody": "articlebody storybody postbody entrycontent articlecontent postcontent",
    "article": "article story post entry hentry content body text maintext prose richtext wysiwyg markdown copy rte "
    "artikel text texto texte inhalt articulo noticia",
    "main": "main primary",
    "comment": "comment comments disqus reply replies respond kommentar kommentare commentlist",
    "share": "share sharing social facebook twitter follow whatsapp sharebar addthis",
    "nav": "nav navigation menu navbar menubar topbar submenu megamenu dropdown",
    "related": "related recommended recommendation recommendations readmore similar suggested suggestions also latest "
    "popular trending mostread recent relacionadas verwandt",
    "footer": "footer foot colophon contentinfo bottom",
    "header": "header masthead banner top",
    "sidebar": "sidebar aside rail complementary right left secondary side col column",
    "ad": "ad ads advert advertisement advertising sponsor sponsored promo promotion promoted banner teads adslot dfp "
    "anzeige",
    "newsletter": "newsletter subscribe signup subscription paywall optin mailchimp donate",
    "author": "author byline bio contributor autor writer profile avatar",
    "meta": "meta date time published timestamp info datetime postmeta",
    "tags": "tag tags topic topics category categories keyword keywords label labels badge",
    "caption": "caption figcaption credit credits copyright legend",
    "modal": "modal popup overlay dialog tooltip lightbox drawer offcanvas alertdialog",
    "product": "product pdp sku variant variants",
    "price": "price prices cart basket checkout shipping buy purchase",
    "review": "review reviews rating ratings stars testimonial",
    "forum": "thread message messages topic post posts forum discussion answer answers question",
    "search": "search filter filters facet facets sort refine",
    "pager": "pagination pager paging next prev previous pages",
    "widget": "widget module block component",
    "card": "teaser card cards tile tiles item items listing grid list results result",
    "lead": "lead lede leadtext intro introduction summary excerpt standfirst deck dek description desc subtitle "
    "subhead chapo ingress vorspann perex abstract",
    "hidden": "hidden hide sr screenreader visuallyhidden invisible collapsed collapse",
    "button": "button btn cta action actions link links",
    "title": "title headline heading head hed",
    "quote": "quote blockquote pullquote",
    "specs": "spec specs specification specifications feature features detail details attributes",
    "faq": "faq faqs accordion tab tabs tabpanel panel",
    "gallery": "gallery slider carousel slide slides swiper slick media image video",
    "user": "user username avatar member signature sig",
    "wrapper": "wrapper container row inner",
    "code": "code highlight snippet",
}
MARKING = (*(f"tag_{tag}" for tag in _TAGS), *(f"mark_{group}" for group in _GROUPS))
_TAG_PLACES = {tag: place for place, tag in enumerate(_TAGS)}
_HIDDEN_PLACE = MARKING.index("mark_hidden")
_NAMING = ("class", "id", "role", "itemprop", "data-testid")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
FAR = 12  # levels up, and no such element at all
NOWHERE = bytes([FAR] * len(MARKING))
_ONE_FURTHER = bytes(min(FAR, distance + 1) for distance in range(256))
_LONGEST_NAME = 400
_REMEMBERED = 1 << 14

name_parts = lru_cache(maxsize=_REMEMBERED)(chosen.name_parts)  # by value: a name has the same parts on every page


def name_of(attributes: Mapping[str, str]) -> str:
    """Everything that names an element's part on the page: class, id, role, itemprop, test id, itemtype."""
    if len(attributes) == 1 and "class" in attributes:
        return attributes["class"][:_LONGEST_NAME]
    found = [attributes[key] for key in _NAMING if key in attributes]
    if "itemtype" in attributes:
        found.append(attributes["itemtype"].rpartition("/")[2])
    return " ".join(found)[:_LONGEST_NAME]


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element's attributes say that it is not shown."""
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or ("style" in attributes and _HIDING_STYLE.search(attributes["style"]) is not None)
    )


def distances(tag: str, name: str, hidden: bool, above: bytes) -> bytes:
    """For each name in MARKING how many levels up the nearest such element is: 0 for this one, 12 for none or far.

    `above` is the parent's row.
    """
    row = bytearray(above.translate(_ONE_FURTHER))
    place = _TAG_PLACES.get(tag)
    if place is not None:
        row[place] = 0
    for place in _groups_of(name):
        row[place] = 0
    if hidden:
        row[_HIDDEN_PLACE] = 0
    return bytes(row)


@lru_cache(maxsize=_REMEMBERED)
def _groups_of(name: str) -> tuple[int, ...]:
    return tuple({place for part in name_parts(name) for place in _PLACES.get(part, ())})


def _places() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, members in enumerate(_GROUPS.values(), len(_TAGS)):
        for member in members.split():
            found[member] = (*found.get(member, ()), place)
    return found


_PLACES = _places()
