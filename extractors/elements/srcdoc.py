"""Put pages that are written into a frame (srcdoc) where the frame is: mail readers and saved pages have them."""

from __future__ import annotations

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

_MOST_FRAMES = 20
_FEWEST_WORDS = 40  # of a frame's page: advertisements and buttons have fewer
_MOST_CHARACTERS = 5_000_000


def unfold_frames(root: HtmlElement) -> None:
    """Replace frames whose page stands in their own attribute by what is in its body."""
    frames = [frame for frame in root.iter("iframe") if frame.get("srcdoc")]
    for frame in frames[:_MOST_FRAMES]:
        inner = _body(frame.get("srcdoc"))
        if inner is None or frame.getparent() is None:
            continue
        inner.tag = "div"
        inner.attrib.clear()
        inner.tail = frame.tail
        frame.getparent().replace(frame, inner)


def _body(document: str) -> HtmlElement | None:
    """Return the body of a frame's page; None where it has little text."""
    if not document.strip() or len(document) > _MOST_CHARACTERS:
        return None
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        page = lxml.html.document_fromstring(document.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    body = page.find("body")
    if body is None:
        return None
    etree.strip_elements(body, "script", "style", with_tail=False)
    return body if len("".join(map(str, body.itertext())).split()) >= _FEWEST_WORDS else None
