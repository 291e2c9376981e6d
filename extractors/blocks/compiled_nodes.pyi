from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from .nodes import Ancestors, Nodes

def read_nodes(root: HtmlElement, skipped: Collection[str]) -> Nodes: ...
def read_ancestors(elements: Sequence[HtmlElement]) -> Ancestors: ...
