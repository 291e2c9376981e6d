"""Pages of which every block comes through: what learning makes of them does not hang on the model."""

from __future__ import annotations

from pathlib import Path

from cleancopy.extractors.article import Article, By, Decision, Metadata, Source, Status
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.learn import Learned, Sheet, learn, sheet_of
from cleancopy.extractors.rules.learn.page_lines import layout_of

OWN = (
    "The ferry left at noon with more passengers than the captain liked to remember afterwards.",
    "An engineer from the valley measured the old pumps twice and shook her head at what she read.",
    "Nobody had expected the swallows to come back before the harbour wall was mended again.",
    "A retired baker sold the last of his eels to the museum and bought a telescope instead.",
    "Two witnesses spoke of a light above the northern quay that went out when the tide turned.",
    "The orchestra practised in the salt house because the theatre roof was open to the rain.",
    "His brother counted eleven sheep on the far bank and none at all on the near one.",
    "The minister read the long report on a train that never quite reached the coast.",
    "A diver of sixteen found a coin from another century under the boards of the pier.",
    "The choir of the lower town refused to sing until the windows were painted green.",
)

MORE = (
    "Every window of the town hall was lit when the last bus from the capital finally came in.",
    "She bought a notebook, a lamp and two ropes, and told the clerk that it would be enough.",
    "Seven letters were returned unopened, although the address had been written in capitals.",
    "Rain fell on the market for a week, which pleased the gardeners and hardly anyone else.",
    "It took the jury longer to agree on lunch than on the question that it had been asked.",
    "Old maps show an island here; no sailor of today has ever seen so much as a rock.",
    "What remained of the archive fitted into a suitcase, together with a pair of gloves.",
    "Critics called the play too quiet, and then stayed for the second performance as well.",
    "Behind the mill grows a pear tree whose fruit ripens in the first days of December.",
    "Snow closed the pass in October, earlier than in any year since records were first kept.",
)


def html(number: int, *more: str, title: str | None = None) -> str:
    """A page with two paragraphs of its own and `more` markup after them."""
    head = title or f"Headline {'ABCDEFGHIJ'[number]}"
    own = f"<p>{OWN[number]}</p><p>{OWN[(number + 3) % 10].replace('the', f'the {OWN[number].split()[1]}')}</p>"
    body = f"<article><h1>{head}</h1>{own}{''.join(more)}</article>"
    return f"<html><head><title>{head}</title></head><body>{body}</body></html>"


def sheet(text: str, name: str = "page.html", cut: tuple[str, ...] = ()) -> Sheet:
    """The sheet of a page that extraction keeps whole, but for its <h1> and the blocks in `cut`."""
    source = Source(name, text.encode())
    layout, page = layout_of(source, ExtractOptions())
    title = next((b.text for b in layout.blocks if b.level == 1), layout.blocks[0].text if page.tree is None else "")
    decisions = tuple(
        Decision(False, By.TITLE, "") if block.text == title else Decision(block.text not in cut, By.MODEL, "")
        for block in layout.blocks
    )
    article = Article(name, Status.OK, Metadata(title=title), layout.blocks, decisions)
    return sheet_of(source, article, ExtractOptions())


def learnt(pages: list[str], suffix: str = "html") -> Learned:
    """What is learned from pages of one site, all of them kept."""
    lesson = learn([sheet(text, f"{i}.{suffix}") for i, text in enumerate(pages)], None, ExtractOptions())
    return lesson.sites[0]


def taken(site: Learned) -> set[str]:
    """The texts that the proposed rules take."""
    return {site.sheets[p].lines[n].text for proposal in site.proposals for p, n in proposal.takes}


def write(folder: Path, pages: list[str], suffix: str = "html") -> Path:
    """The pages as files of a new folder."""
    folder.mkdir()
    for i, text in enumerate(pages):
        (folder / f"{i}.{suffix}").write_text(text, encoding="utf-8")
    return folder
