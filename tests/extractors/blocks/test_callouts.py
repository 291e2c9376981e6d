from __future__ import annotations

import lxml.html
import pytest

from cleancopy.extractors.blocks.callouts import CALLOUT_TAGS, callout_of


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<div class='admonition note'>", "note"),  # Sphinx, MkDocs
        ("<div class='admonition seealso'>", "note"),
        ("<details class='admonition tip'>", "tip"),
        ("<div class='theme-admonition theme-admonition-tip alert alert--success'>", "tip"),  # Docusaurus
        ("<div class='markdown-alert markdown-alert-important'>", "important"),  # GitHub
        ("<div class='alert alert-danger' role=alert>", "caution"),  # Bootstrap
        ("<div class='admonitionblock caution'>", "caution"),  # Asciidoctor
        ("<div class='callout callout-style-default callout-warning'>", "warning"),  # Quarto
        ("<div class='notecard warning'>", "warning"),  # MDN
        ("<div class='custom-block tip'>", "tip"),  # VuePress
        ("<aside class='starlight-aside starlight-aside--caution'>", "caution"),
        ("<div class=NOTE>", "note"),  # Microsoft Learn
        ("<aside class=warning>", "warning"),
        ("<div class='hint hint-info'>", "note"),
        ("<div class='kg-card kg-callout-card kg-callout-card-blue'>", "note"),  # Ghost
        ("<div class='notion-callout notion-gray_background_co'>", "note"),
        ("<div class='callout-block callout-info'>", "note"),
        ("<aside class='docs__admonition docs__admonition--red'>", "note"),
        ("<div class=callout>", "note"),
        ("<blockquote class='wp-block-quote is-style-warning'>", "warning"),  # WordPress
        ("<div class='wp-block-group is-style-default'>", None),
        ("<div class='callouts-overview'>", None),
        ("<div class='has-callout'>", None),
        ("<div class='kg-callout-text'>", None),
        ("<div>", None),
        ("<div class='notes-list'>", None),
        ("<p class=note>", None),
        ("<div class='note post-body wide column'>", None),
        ("<div class=alert>", None),
        ("<div class='footnote'>", None),
    ],
)
def test_the_boxes_of_documentation_tools(html: str, kind: str | None) -> None:
    element = lxml.html.fromstring(html)
    found = callout_of(element.tag, element.get("class", "")) if element.tag in CALLOUT_TAGS else None

    assert found == kind
