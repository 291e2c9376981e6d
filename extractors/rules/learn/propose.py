"""Rules for what repeats: the surest first, each tried on all pages before it is proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ...options import ExtractOptions
from ..patterns import SEARCHED, Pattern
from .element_rules import Element, find_elements
from .exclusions import Content
from .line_index import At, Index, Repeat
from .page_lines import Sheet
from .pattern import write_pattern
from .repeats import find_repeats, same
from .verify import apply_all

_MOST_RULES = 100
_LEFT_OF_A_PAGE = 0.5  # of its words, after the rules for sentences with changing parts
_ONE_PAGE = "the rule would cut what one page alone says"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule, not yet written: exactly one of `selector` and `text` is set.

    `takes` are the lines that it cuts, `seen` the number of pages with such a line, `came` of those where it came
    through. `example` is a line that it takes and the page's number; `like` what it must leave, most like it.
    """

    takes: tuple[At, ...]
    seen: int
    selector: str | None = None
    text: str | None = None
    max_words: int | None = None
    varied: bool = False
    like: str | None = None

    @property
    def came(self) -> int:
        """On how many pages it takes something that came through."""
        return len({page for page, _ in self.takes})


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of one site: its pages, the proposals (the surest first) and what was left out and why.

    `repeated` and `covered` count the words of repeated text that come through, and those that the proposals take.
    """

    host: str | None
    sheets: tuple[Sheet, ...]
    proposals: tuple[Proposal, ...]
    remarks: tuple[str, ...]
    repeated: int
    covered: int


def learn_site(host: str | None, sheets: Sequence[Sheet], options: ExtractOptions) -> Learned:
    """Return the rules that the pages of one site suggest.

    Every rule has been applied to every page: none takes a line that comes through and stands on one page only.
    """
    return _Learner(host, sheets, options).run()


class _Learner:
    """The state of learning from one site."""

    def __init__(self, host: str | None, sheets: Sequence[Sheet], options: ExtractOptions) -> None:
        self.host = host
        self.sheets = tuple(sheets)
        self.options = options
        self.index = Index(sheets)
        self.remarks: list[str] = []
        self.members: set[At] = set()
        self.heads: dict[str, list[At]] = {}  # what a text rule can match -> the lines that say it

    def run(self) -> Learned:
        repeats = self._without_series(self._without_content(find_repeats(self.index)))
        repeats.sort(key=lambda r: (-len(r.pages), r.varied, -self.index.line(r.members[0]).words, r.keys[0]))
        self.members = {at for repeat in repeats for at in repeat.members}
        for page, sheet in enumerate(self.sheets):
            for number, line in enumerate(sheet.lines):
                if line.kept or line.headline:
                    self.heads.setdefault(line.text[:SEARCHED], []).append((page, number))
        proposals = list(self._from_elements())
        covered = {at for proposal in proposals for at in proposal.takes}
        proposals += self._from_texts(repeats, covered)
        proposals = sorted(self._confirmed(proposals), key=self._certainty)
        taken = [at for proposal in proposals for at in proposal.takes]
        repeated = [at for at in self.members if self.index.line(at).kept]
        return Learned(
            self.host,
            self.sheets,
            tuple(replace(p, like=self._most_like(p)) for p in proposals),
            tuple(self.remarks),
            sum(self.index.line(at).words for at in repeated),
            sum(self.index.line(at).words for at in taken),
        )

    def _without_content(self, repeats: list[Repeat]) -> list[Repeat]:
        content = Content(self.index)
        found = []
        for repeat in repeats:
            reason = content.claims(repeat)
            if reason is None:
                found.append(repeat)
            else:
                self.remarks.append(f"not proposed: {self._quoted(repeat.members[0])}: {reason}")
        return found

    def _without_series(self, repeats: list[Repeat]) -> list[Repeat]:
        """Pages made of sentences with changing parts (weather, results, prices) are articles and no boilerplate."""
        changing: Counter[int] = Counter()
        for repeat in repeats:
            if repeat.varied:
                for at in self.index.kept(repeat):
                    changing[at[0]] += self.index.line(at).words
        series = {p for p, words in changing.items() if words > _LEFT_OF_A_PAGE * self.sheets[p].kept_words}
        found = []
        for repeat in repeats:
            if not (repeat.varied and repeat.pages & series):
                found.append(repeat)
                continue
            found += [one for key in repeat.keys for one in same(self.index, key)]
            own = self._quoted(repeat.members[0])
            self.remarks.append(f"not proposed: {own}: whole pages are made of such sentences")
        return found

    def _from_elements(self) -> Iterator[Proposal]:
        elements, nearly = find_elements(self.index, self.members)
        for element in elements[:_MOST_RULES]:
            yield Proposal(tuple(element.kept), len(element.pages), selector=element.selector)
        for element in nearly[:_MOST_RULES]:
            self.remarks.append(f"no rule for {element.selector}: {self._spoilt(element)}")

    def _spoilt(self, element: Element) -> str:
        return f"it also holds what one page alone says, {self._quoted(element.spoilt[0])}"

    def _from_texts(self, repeats: list[Repeat], covered: set[At]) -> list[Proposal]:
        """Text rules for what no element holds; `covered` grows with what they take."""
        found: list[Proposal] = []
        left = 0
        queue = list(reversed(repeats))
        while queue:
            repeat = queue.pop()
            if covered.issuperset(self.index.kept(repeat)):
                continue
            if len(found) == _MOST_RULES:
                left += 1
                continue
            proposal = self._from_text(repeat, covered)
            if proposal is not None:
                found.append(proposal)
                covered.update(proposal.takes)
            elif repeat.varied:
                queue += [one for key in reversed(repeat.keys) for one in same(self.index, key)]
        if left:
            self.remarks.append(f"{left} more texts repeat: learn again when these rules are in use")
        return found

    def _from_text(self, repeat: Repeat, covered: set[At]) -> Proposal | None:
        """A rule for one repeat: by the beginning of a long text, else by all of it; None when both take too much."""
        counts = Counter(self.index.line(at).text for at in repeat.members)
        texts = [text for text, _ in counts.most_common()]
        most = max(self.index.line(at).words for at in repeat.members)
        spoilt: At | None = None
        for whole in (False, True):
            pattern = write_pattern(texts, whole)
            if pattern is None:
                continue
            proposal = Proposal(
                takes=(),
                seen=len(repeat.pages),
                text=pattern,
                max_words=most + ceil(most / 4) if repeat.varied else most + 1,
                varied=repeat.varied,
            )
            matched = self._matched(proposal)
            others = [at for at in matched if at not in self.members]
            if repeat.varied and pattern.endswith("$") and all(self._is_alike(at, repeat) for at in others):
                self.members.update(others)
                others = []
            spoilt = next(iter(others), None)
            if spoilt is None and not covered.issuperset(matched):
                return replace(proposal, takes=tuple(at for at in matched if self.index.line(at).kept))
        if spoilt is not None:
            own = self._quoted(repeat.members[0])
            self.remarks.append(f"withdrawn: {own}: {_ONE_PAGE}, {self._quoted(spoilt)}")
        return None

    def _is_alike(self, at: At, repeat: Repeat) -> bool:
        """Whether a line is the same sentence on one more page: it stands where the others do, and tells no news."""
        line, first = self.index.line(at), self.index.line(repeat.members[0])
        one_more = all(page != at[0] for page, _ in repeat.members)
        return one_more and not line.headline and line.place == first.place and not self.index.is_inside(at)

    def _matched(self, proposal: Proposal) -> list[At]:
        """The lines, of those that come through or are headlines, that a text rule takes."""
        assert proposal.text is not None and proposal.max_words is not None
        pattern = Pattern(proposal.text)
        found = []
        for head, places in self.heads.items():
            try:
                matches = pattern.found_in(head)
            except TimeoutError:
                return []
            if matches:
                found += [at for at in places if self.index.line(at).words <= proposal.max_words]
        return found

    def _confirmed(self, proposals: list[Proposal]) -> list[Proposal]:
        """The proposals that take what they should and nothing else when extraction applies them to the pages."""
        while True:
            matchers = [{"text": p.text, "max_words": p.max_words, "selector": p.selector} for p in proposals]
            takes = apply_all(matchers, self.sheets, self.options)
            wrong = {number: at for number, at in takes if at not in self.members or self.index.line(at).headline}
            for number, at in wrong.items():
                name = proposals[number].selector or proposals[number].text
                self.remarks.append(f"withdrawn: {name}: {_ONE_PAGE}, {self._quoted(at)}")
            if not wrong:
                by_rule: dict[int, list[At]] = {}
                for number, at in takes:
                    by_rule.setdefault(number, []).append(at)
                return [replace(proposals[number], takes=tuple(at)) for number, at in by_rule.items()]
            proposals = [proposal for number, proposal in enumerate(proposals) if number not in wrong]

    def _certainty(self, proposal: Proposal) -> tuple[float, bool, bool, int]:
        """Sort key, the surest first: on most pages, the same words, an element, the most words."""
        words = sum(self.index.line(at).words for at in proposal.takes)
        return (-proposal.seen, proposal.varied, proposal.selector is None, -words)

    def _most_like(self, proposal: Proposal) -> str | None:
        """The line of an article that has most words in common with what the rule takes."""
        own = set(self.index.line(proposal.takes[0]).key.split(" "))
        best, shared = None, -1.0
        for head, places in self.heads.items():
            line = self.index.line(places[0])
            if places[0] in self.members or line.headline or line.words < 5:
                continue
            if proposal.selector and places[0][0] != proposal.takes[0][0]:
                continue
            theirs = set(line.key.split(" "))
            likeness = len(own & theirs) / len(own | theirs)
            if likeness > shared:
                best, shared = head, likeness
        return best

    def _quoted(self, at: At) -> str:
        text = self.index.line(at).text
        return f'"{text if len(text) <= 60 else text[:57] + "..."}" ({self.sheets[at[0]].name})'
