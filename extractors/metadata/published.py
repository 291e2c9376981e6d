"""Gather what may be the date of an article, with the signs for each: `metadata_reader` chooses among these offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..article import Block, Kind
from ..page.json_ld import is_article, types_of
from ..text import host_of
from .dates import LONGEST, Written, declared_date, is_machine_date, machine_date, written_dates
from .evidence import AROUND_TITLE, Evidence, zone
from .language import find_language
from .live_entries import live_entries
from .marks import OTHERS, Mark
from .vote import Offer, or_none

_PUBLISHED = frozenset(
    "datepublished dc.date.issued parsely-pub-date citation_publication_date og:published_time "
    "og:article:published_time "
    "citation_date citation_online_date dc.date dc.date.created dcterms.created dcterms.issued dcterms.date "
    "sailthru.date "
    "article.published pubdate publishdate publish-date publish_date date date.issued datecreated "
    "article_date_original "
    "cxenseparse:recs:publishtime cxenseparse:publishtime rnews:datepublished published_time originalpublicationdate "
    "displaydate bt:pubdate post_date article.created created published published_at publication_date".split()
)
_MODIFIED = frozenset(
    "article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified lastmod last-modified "
    "og:article:modified_time revised article.updated modified updated modified_time".split()
)
_MEMBERS = {
    "datePublished": "pub", "dateCreated": "created", "dateModified": "mod", "uploadDate": "upload",
    "datePosted": "posted",
}  # fmt: skip
_PROPERTIES = {
    "datepublished": "pub",
    "datemodified": "mod",
    "datecreated": "created",
    "dateupdated": "mod",
    "created": "created",
}
_UPDATED = re.compile(
    r"updat|modif|revis|aktualis|geändert|mis à jour|mise à jour|màj|actualiz|atualiz|aggiorn|обновл|更新|güncell"
    r"|bijgewerkt|수정|edited|reviewed|last changed|oppdatert|uppdaterad|opdateret|zaktualiz|păivitetty|تحديث",
    re.I,
)
_SAID = re.compile(
    r"publi|posted|veröffentlicht|erstellt|publié|pubbl|опубл|发布|公開|登録|입력|gepubliceerd|created|\bon\b|date|datum|verfasst|geschrieben|wurde\b.{0,12}\bam\b|fecha|дата|日期|pubblicat",
    re.I,
)
# In so many words, right before or behind the date: the page has one then.
_SAID_PLAINLY = re.compile(
    r"(?:publi|posted|veröffentlicht|erschienen|опубл|发布|發布|發佈|公開日|掲載|gepubliceerd|geplaatst|opublikowan|publicerad|udgivet"
    r"|julkaistu|yayın|نشر)[^.!?]{0,60}$",
    re.I,
)
_SOURCE_BEHIND = re.compile(r"[\s\d:：|｜]{0,12}(?:来源|來源|作者|記者|记者|编辑|編輯|출처|기자)\s?[:：]")
_DATED_CLASS = re.compile(
    r"date|time|publi|posted|pub-|created|updated|modified|meta|info|byline|datum|fecha|author", re.I
)
_PUBLISHED_CLASS = re.compile(r"publi|posted|created|dt-pub|(?:entry|post)-date")  # themes write "entry-date updated"
_ARTICLE_SCOPE, _REPLY_SCOPE = (
    re.compile(r"Article|Posting|Report|Question|Recipe"),
    re.compile(r"Review|Comment|Answer"),
)
_IN_PATH = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<![\d-])(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>20\d\d)(?![\d-])"),
)
_DAY_FIRST = re.compile(r"en[-_](?:gb|au|nz|ie|in|za|sg|hk|ng|ke|mt)", re.I)
# Domains of countries that write the month first, and those that anybody takes.
_NO_COUNTRY = frozenset("us ph pr gu as io co tv me ai ly fm cc to gg ws nu la sh st".split())
_COLONS = (":", "：")
_MAIL_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_HEADER_LINE = re.compile(r"\W{0,3}[^\W\d][\w ]{1,18}[:：]\s*\S")  # of a mail: "Sent: …"
_HEADER_LINES = 4
_MOST_MARKS, _LONGEST_MARK, _LONGEST_LINE_WORDS = 60, 200, 60
_LINES_ABOVE, _LINES_BELOW = 5, 8
_PREFIX = 30
_LINE_WORDS, _LABEL_WORDS = 25, 5
_LINES_BEHIND = 8
_LAST_LINES = 2  # of an article, where themes put its days
_BESIDE_TITLE, _REST_OF_DAY = 2, 14  # blocks; characters
_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](?:19|20)\d\d(?![\d./-])")
_BLOCKS_FOR_ORDER, _BLOCKS_FOR_LANGUAGE = 400, 20
_FIRM = frozenset(("ld.art.pub", "meta.article", "item.pub.art.ok", "said", "alone"))


class DateOffers:
    """All that may be the day when one article was published; `changes` are the days, as ISO 8601, on which it was
    changed, as lines around the article or the class of a <time> say."""

    def __init__(self, evidence: Evidence, title: int | None) -> None:
        self.evidence = evidence
        self.title = title
        self.month_first = is_month_first(evidence.head.language, evidence.url)
        self.offers: dict[str, Offer] = {}
        self.changes: list[str] = []
        self.passed_over: frozenset[int] = frozenset()  # blocks whose days are not the page's own

    def gather(self) -> list[Offer]:
        """The offers with all of their signs; the last one is that the page has no date."""
        entries = live_entries(self.evidence, lambda mark: self._declared_day(mark.value or mark.text[:_LONGEST_MARK]))
        # A live blog says its day apart from its entries, or began with the earliest one.
        for self.passed_over in entries or (frozenset(),):
            self.offers, self.changes = {}, []
            self._declared()
            self._marked()
            self._written()
            self._behind()
            self._in_addresses()
            self._looks()
            if any(offer.signs & _FIRM for offer in self.offers.values()):
                break
        count = min(4, len(self.offers))
        evidence = self.evidence
        signs = {"none", f"none:{evidence.kind}", f"none:{count}"} | ({"none:home"} if evidence.is_home else set())
        found = list(self.offers.values())
        if any(offer.signs & _FIRM for offer in found):
            # Where the day of publication is declared, a day that is only that of a change cannot be it.
            found = [offer for offer in found if "onlymod" not in offer.signs]
        return or_none(found, _FIRM, signs)

    def _put(self, value: object, sign: str, source: str) -> None:
        iso = self._declared_day(value.strip()[:LONGEST]) if isinstance(value, str) else None
        if iso is None:
            return
        offer = self.offers.setdefault(iso[:10], Offer((iso,)))
        if len(iso) > len(offer.values[0]):
            offer.values = (iso,)
        offer.add(sign, source)

    def _declared_day(self, value: str) -> str | None:
        if is_machine_date(value):
            return machine_date(value)
        return next((day.iso for day in self._days_in(value)), None)

    def _days_in(self, text: str) -> Iterator[Written]:
        """The dates in a text; 03/04/2020 is read as the rest of the page has it."""
        for day in written_dates(text, self.month_first):
            yield day if day.other is None or not self._is_other(day) else replace(day, iso=day.other)

    def _is_other(self, day: Written) -> bool:
        """Whether month and day are the other way round: so that another place says the same day, as in the page's
        other dates, or as its language has it."""
        assert day.other is not None
        if day.iso[:10] in self.offers or day.other[:10] in self.offers:
            return day.iso[:10] not in self.offers
        if self._clear_order is not None:
            return self._clear_order is not self.month_first
        return self.month_first is not is_month_first(self._language, self.evidence.url)

    @cached_property
    def _language(self) -> str | None:
        """The language of the page, with its region where it is declared: a text that is surely in another one wins."""
        evidence = self.evidence
        text = " ".join(evidence.blocks[i].text for i in sorted(evidence.kept)[:_BLOCKS_FOR_LANGUAGE])
        declared, found = evidence.head.language, find_language(evidence.head.language, text)
        return declared if declared and found and declared.lower().startswith(found) else found

    @cached_property
    def _clear_order(self) -> bool | None:
        """Whether the page's dates begin with the month, by those with a number above 12; None if there are none."""
        found: set[bool] = set()
        for block in self.evidence.blocks[:_BLOCKS_FOR_ORDER]:
            if block.words <= _LONGEST_LINE_WORDS:
                for first, second in _NUMBERS.findall(block.text):
                    if int(first) <= 12 < int(second) <= 31 or int(second) <= 12 < int(first) <= 31:
                        found.add(int(first) <= 12)
        return found.pop() if len(found) == 1 else None

    def _declared(self) -> None:
        for node in self.evidence.nodes:
            types = types_of(node)
            forum = any(
                "Posting" in t or t in ("Question", "QAPage") for t in types - {"BlogPosting", "LiveBlogPosting"}
            )
            page = any("Page" in t for t in types)
            what = "forum" if forum else "art" if is_article(node) else "page" if page else "thing"
            for member, kind in _MEMBERS.items():
                self._put(node.get(member), f"ld.{what}.{kind}", f"json-ld {member}")
        for name, values in self.evidence.head.meta.items():
            sign = "meta.article" if name == "article:published_time" else None
            sign = sign or ("meta.pub" if name in _PUBLISHED else "meta.mod" if name in _MODIFIED else None)
            for value in values[:2] if sign else ():
                self._put(value, sign or "", name)

    def _marked(self) -> None:
        blocks = self.evidence.blocks
        times = classes = 0
        for mark in self.evidence.marks:
            where = zone(self.evidence, mark.block, self.title)
            standing = "bad" if mark.inside else "ok"
            if self.evidence.kind != "forum" and where not in AROUND_TITLE and not mark.inside.isdisjoint(OTHERS):
                continue  # a reply, a related post
            if mark.block in self.passed_over or (mark.block >= 0 and self._is_quoted(mark.block)):
                continue
            if self.evidence.kind != "forum" and mark.tag != "meta" and self.evidence.is_of_another(mark, self.title):
                continue
            if mark.by in ("itemprop", "property"):
                self._property(mark, where, standing)
            elif mark.by == "time" and times < _MOST_MARKS:
                around = blocks[mark.block].text[:80] if mark.block >= 0 else ""
                kind = "upd" if _UPDATED.search(f"{mark.name} {around}") else "pub"
                self._put(mark.value or mark.text, f"time.{kind}.{where}.{standing}", "<time>")
                self._put(mark.value or mark.text, f"time#{min(times, 2)}", "<time>")
                times += 1
                self._note_change(mark, where)
            elif mark.by == "class" and classes < _MOST_MARKS and _DATED_CLASS.search(mark.name):
                text = mark.text
                found = min(self._days_in(text), key=lambda w: w.start, default=None)
                if found is None or len(text) > _LONGEST_MARK:
                    continue
                kind = "upd" if _UPDATED.search(mark.name) or _UPDATED.search(text[:100]) else "pub"
                self._put(found.iso, f"class.{kind}.{where}.{standing}", "class name")
                self._put(found.iso, f"class#{min(classes, 2)}", "class name")
                classes += 1

    def _note_change(self, mark: Mark, where: str) -> None:
        """Keep the day of a <time> whose own class says that it is that of a change, and not that of both."""
        is_near = where in AROUND_TITLE or where == "below" or abs(mark.block - self.evidence.end) < _LAST_LINES
        if is_near and _UPDATED.search(mark.name) and not _PUBLISHED_CLASS.search(mark.name):
            day = self._declared_day((mark.value or mark.text).strip()[:LONGEST])
            if day and mark.inside.isdisjoint(OTHERS):
                self.changes.append(day)

    def _property(self, mark: Mark, where: str, standing: str) -> None:
        kind = _PROPERTIES.get(mark.name)
        if kind is None:
            return
        article, reply = _ARTICLE_SCOPE.search(mark.scope), _REPLY_SCOPE.search(mark.scope)
        scope = "art" if article else "reply" if reply else "x"
        value = mark.value or mark.text
        self._put(value, f"item.{kind}.{scope}.{standing}", f"{mark.by} {mark.name}")
        if mark.tag != "meta":
            self._put(value, f"item@{where}", f"{mark.by} {mark.name}")

    def _written(self) -> None:
        """Dates in the short lines around the title."""
        evidence = self.evidence
        blocks, start = evidence.blocks, evidence.start
        anchor = self.title if self.title is not None else start
        last = max(start, self.title or 0) + _LINES_BELOW
        for i in range(max(0, anchor - _LINES_ABOVE), min(len(blocks), last)):
            block = blocks[i]
            if block.words > _LONGEST_LINE_WORDS or i in self.passed_over or self._is_quoted(i):
                continue
            last_end = 0
            days = sorted(self._days_in(block.text), key=lambda w: w.start)[:2]
            if days and (evidence.is_of_another(i, self.title)):
                continue
            for found in days:
                label = self._label(i, found.start, last_end)
                so_far, last_end = block.text[last_end : found.start], found.end
                updated = _UPDATED.search(label)
                kind = "upd" if updated else "pub" if _SAID.search(label) else "x"
                if kind != "pub" and i > evidence.end and evidence.is_of_site(i):
                    continue
                length = "short" if block.words <= 12 else "long"
                side = "after" if self.title is not None and i > self.title else "before"
                self._put(found.iso, f"text.{kind}.{length}.{side}", "text near the title")
                self._put(found.iso, "text@start" if found.start < 25 else "text@mid", "text near the title")
                if block.words > _LINE_WORDS:
                    continue
                if updated:
                    self.changes.append(found.iso)
                elif _SAID_PLAINLY.search(so_far) or _SOURCE_BEHIND.match(block.text, found.end):
                    self._put(found.iso, "said", "text near the title")
                elif self._is_alone(i, found):
                    self._put(found.iso, "alone", "text near the title")

    def _is_quoted(self, place: int) -> bool:
        """Whether a line is that of what is quoted: in it, or above it, as "On Monday … Ann <ann@example.org> wrote:"
        and the header of a mail that stands below the answer to it."""
        blocks = self.evidence.blocks
        block = blocks[place]
        if _is_in_quotation(block):
            return True
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if block.text.endswith(_COLONS) and (
            _MAIL_ADDRESS.search(block.text) or (following is not None and _is_in_quotation(following))
        ):
            return True
        around = range(max(0, place - _HEADER_LINES), min(len(blocks), place + _HEADER_LINES + 1))
        header = [blocks[i].text for i in around if _HEADER_LINE.match(blocks[i].text)]
        return (
            len(header) > 1
            and block.text in header
            and any(map(_MAIL_ADDRESS.search, header))
            and any(i < place and not _HEADER_LINE.match(blocks[i].text) for i in self.evidence.kept)
        )

    def _label(self, place: int, start: int, begin: int = 0) -> str:
        """What is said right before a date: in its own line, else in a few words on the line above."""
        blocks = self.evidence.blocks
        before = blocks[place].text[max(begin, start - _PREFIX) : start]
        if before.strip() or not place or blocks[place - 1].words >= _LABEL_WORDS:
            return before
        return blocks[place - 1].text

    def _is_alone(self, place: int, day: Written) -> bool:
        """Whether a line beside the title says nothing but a day, its name and an hour."""
        if self.title is None or abs(place - self.title) > _BESIDE_TITLE:
            return False
        text = self.evidence.blocks[place].text
        return len(text) - (day.end - day.start) <= _REST_OF_DAY

    def _behind(self) -> None:
        """Dates in short lines below the article, up to the next heading: blogs say there when it was posted."""
        evidence = self.evidence
        for i in range(evidence.end + 1, min(len(evidence.blocks), evidence.end + 1 + _LINES_BEHIND)):
            block = evidence.blocks[i]
            if block.kind is Kind.HEADING and not any(self._days_in(block.text)):
                return
            if block.words > _LONGEST_LINE_WORDS or self._is_quoted(i) or evidence.is_of_site(i):
                continue
            day = min(self._days_in(block.text), key=lambda w: w.start, default=None)
            if day is None or evidence.is_of_another(i, self.title):
                continue
            label = self._label(i, day.start)
            kind = "upd" if _UPDATED.search(label) else "pub" if _SAID.search(label) else "x"
            length = "short" if block.words <= _LINE_WORDS else "long"
            self._put(day.iso, f"behind.{kind}.{length}", "text below the article")
            if kind == "upd" and length == "short":
                self.changes.append(day.iso)

    def _in_addresses(self) -> None:
        """The day in the page's own address, and in that of the picture that stands for it."""
        picture = self.evidence.head.first("og:image") or ""
        for path, sign, source in ((self.evidence.path, "url", "address"), (picture, "image", "og:image")):
            match = next((m for m in (form.search(path) for form in _IN_PATH) if m), None)
            if match:
                year, month, day = (int(match[name]) for name in ("y", "m", "d"))
                self._put(f"{year:04d}-{month:02d}-{day:02d}", sign, source)

    def _looks(self) -> None:
        days = sorted(self.offers)
        for day, offer in self.offers.items():
            signs = offer.signs
            signs.add(f"nsrc{min(3, len({re.split('[.@#]', s)[0] for s in signs}))}")
            if day == days[0]:
                signs.add("earliest")
            if day == days[-1]:
                signs.add("latest")
            published = any(
                ".pub" in s or s in ("meta.article", "url", "said", "alone") or "created" in s for s in signs
            )
            if not published:
                signs.add("onlymod")
            elif any(".mod" in s for s in signs):
                signs.add("pub&mod")


def _is_in_quotation(block: Block) -> bool:
    return any(container.tag == "blockquote" for container in block.containers) or block.text.startswith(">")


def modified_date(
    evidence: Evidence, published: str | None, said: Sequence[str] = ()
) -> tuple[str | None, list[tuple[str, str]]]:
    """When the article was last changed, and all that says so, in order: JSON-LD, meta tags, microdata, and
    what the page shows (`said`, as ISO 8601).

    None if it is earlier than the day of publication: then one of the two is about something else.
    """
    found: list[tuple[str, str]] = []

    def put(value: object, source: str) -> None:
        iso = declared_date(value) if isinstance(value, str) else None
        if iso:
            found.append((iso, source))

    for wanted in (True, False):
        for node in evidence.nodes:
            if is_article(node) is wanted and (wanted or any("Page" in t for t in types_of(node))):
                put(node.get("dateModified"), "json-ld dateModified")
    for name in sorted(_MODIFIED & evidence.head.meta.keys()):
        put(evidence.head.first(name), name)
    for mark in evidence.marks:
        if mark.by in ("itemprop", "property") and _PROPERTIES.get(mark.name) == "mod" and not mark.inside:
            put(mark.value or mark.text, f"{mark.by} {mark.name}")
    found += [(iso, "text of the page") for iso in said]
    later = [(iso, source) for iso, source in found if not published or iso[:10] >= published[:10]]
    return (later[0][0] if later else None), later


def is_month_first(language: str | None, url: str | None) -> bool:
    """Return whether 03/04/2020 is the fourth of March: in English, but for other countries' domains and languages."""
    language = (language or "en").lower()
    domain = (host_of(url) or "").rpartition(".")[2]
    is_of_country = len(domain) == 2 and domain.isalpha() and domain not in _NO_COUNTRY
    return language.startswith("en") and not is_of_country and not _DAY_FIRST.match(language)
