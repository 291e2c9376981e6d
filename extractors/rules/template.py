"""The starter of a rule file for one site: complete, valid, and with everything explained."""

from __future__ import annotations

import re

from ..errors import SetupError
from ..text import host_of

_HOST = re.compile(r"(\*\.)?([\w-]{1,63}\.)*[\w-]{1,63}")
_STARTER = """\
# Rules for {host}. Try them on saved pages of the site:
#   cleancopy rules check {file}
#   cleancopy rules test {file}
#   cleancopy rules try {file} PAGE.html
# A file named cleancopy.toml is used in its directory; one in the folder that `cleancopy rules path` names, everywhere.

[pack]
name = "{name}"
about = "what {host} prints around its articles"
# languages = ["en"]                    # only pages in these languages; left out: any

# A box that stays and should go, by what it says. A block (a paragraph, heading, list item …) is taken that begins with
# one of the phrases: {{a|b}} is one of these, {{a|b}}? one or none, … any few words. There are the lists `equals`,
# `contains` and `ends` as well; `text` is a regular expression for what phrases cannot say.
[[rule]]
id = "{name}-newsletter"
action = "drop"
sites = ["{site}"]
begins = ["sign up {{for|to}} our … newsletter"]
max_words = 30                          # only blocks of at most so many words: spares an article about newsletters
# where = "after"                       # before, inside, after (the last quarter and below), anywhere
# until = "^you can unsubscribe"        # takes the blocks up to this one as well
why = "newsletter sign-up box"          # shown wherever the rule is named

  [[rule.example]]                      # `cleancopy rules test` holds the rule to these
  drops = ["Sign up for our free weekly newsletter"]
  keeps = ["Readers sign up for newsletters less often than they did, a study found."]
  # page = "saved-page.html"            # on a whole page: drops and keeps are then pieces of its blocks

# The same by the markup, with a CSS selector (or xpath = "…"):
#
# [[rule]]
# id = "{name}-related"
# action = "drop"                       # keep brings back what was cut; drop-to-end drops this and all that follows;
# sites = ["{site}"]           # unwrap: the element is no list, table or quotation
# selector = "aside.related, div.promo"
# why = "related stories"
#
# Where the article stands, if nothing else finds it, and what its page says of it:
#
# [[rule]]
# id = "{name}-body"
# action = "body"
# sites = ["{site}"]
# selector = "div.article-text"
#
# [[rule]]
# id = "{name}-author"
# action = "author"                     # or title, date
# sites = ["{site}"]
# selector = ".byline a"
"""


def starter_for(site: str, file: str = "rules.toml") -> str:
    """A commented rule file for a site, given as a host, a host pattern (`*.example.com`) or an address.

    Raises SetupError if it is none of these.
    """
    host = (host_of(site) or "") if "://" in site else site.strip().partition("/")[0].lower()
    if not _HOST.fullmatch(host) or len(host) > 250:
        raise SetupError("", f"{site!r} is no site: give a host such as example.com or *.example.com")
    bare = host.removeprefix("*.").removeprefix("www.")
    name = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return _STARTER.format(host=bare, site=host.removeprefix("www."), name=name or "site", file=file)
