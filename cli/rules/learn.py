"""`cleancopy rules learn`: propose rules for what repeats on several pages of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ...extractors.article import Status
from ...extractors.errors import CleancopyError, OutputError, SetupError
from ...extractors.options import Limits
from ...extractors.sandbox import Begun, Stopped, apart, too_much_memory, within
from .. import common_options as o
from ..console import Console
from ..declare import INPUT, OUTPUT, argument, flag, value
from ..exits import ExitStatus, status_of

if TYPE_CHECKING:
    from ...extractors.options import Options
    from ...extractors.rules.learn import Learned, Lesson, Sheet

_MOST_PAGES = 200  # of one site: more have nothing new to say
_FEW_PAGES = 5
_PAGE_LIMITS = Limits(advice_time="leave it out", advice_memory="leave it out")

PagesArgument = Annotated[
    list[str] | None,
    argument("SOURCE", "Pages of one site, two or better ten: files, folders, archives, http(s) URLs."),
]
OutputOption = Annotated[
    Path | None,
    value(
        "--output", "-o", metavar="FILE", panel=OUTPUT,
        help="Write the rules to FILE, which must not exist yet.",
    ),
]  # fmt: skip
ForceOption = Annotated[
    bool, flag("--force", panel=OUTPUT, help="Overwrite the file of -o. Example: -o learned.toml --force")
]
SiteOption = Annotated[
    str | None,
    value(
        "--site", metavar="HOST", panel=INPUT,
        help="All pages are of this host, whatever they say.",
    ),
]  # fmt: skip


def learn(
    sources: PagesArgument = None,
    output: OutputOption = None,
    force: ForceOption = False,
    site: SiteOption = None,
    rules: o.RulesOption = None,
    no_rules: o.NoRulesOption = False,
    encoding: o.EncodingOption = None,
    timeout: o.TimeoutOption = 30.0,
    quiet: o.QuietOption = False,
    verbose: o.VerboseOption = False,
) -> int:
    """Propose rules for boilerplate that repeats on several pages of a site and still comes through.

    Nothing is applied: read the file, delete what you do not want, and give it to --rules.

    [bold]cleancopy rules learn saved-pages/ -o learned.toml[/]
    [bold]cleancopy rules learn --site example.com a.txt b.txt c.txt[/]

    Exit status: 0 rules are proposed, 1 nothing repeats, 2 too few different pages, 5 some pages could not be read.
    """
    options = locals()
    console = Console(verbosity=verbose - quiet)
    chosen = o.checked_options(options)
    if output is not None and output.is_file() and not force:
        raise OutputError(str(output), "exists: name another file, or give --force to overwrite it")
    if output is not None:
        from ..output import keep_originals

        keep_originals(str(output), sources or [], chosen)
    return _Learning(chosen, console).over(sources or [], _host(site), output)


def _host(site: str | None) -> str | None:
    """The host of --site, which may be an address. Raises SetupError for anything else."""
    from ...extractors.text import host_of

    if site is None:
        return None
    host = host_of(site if "//" in site else f"//{site}")
    if not host or any(c.isspace() for c in site):
        raise SetupError("--site", f"{site!r} is no host: name one such as news.example.com")
    return host.removeprefix("www.")


@dataclass(frozen=True, slots=True)
class _Page:
    """What became of a page: its sheet, its host if it counts among that host's pages, a line, how it failed."""

    sheet: Sheet | None = None
    host: str | None = None
    is_counted: bool = False
    detail: str | None = None
    failed: tuple[str, Status] | None = None
    is_skipped: bool = False


class _Learning:
    """The state of one run: the pages read and what failed."""

    def __init__(self, options: Options, console: Console) -> None:
        self.options = options
        self.console = console
        self.failed: Counter[Status] = Counter()
        self.sheets: list[Sheet] = []
        self.of_host: Counter[str | None] = Counter()

    def over(self, names: Iterable[str], site: str | None, output: Path | None) -> ExitStatus:
        """Read the pages, learn, and write the rules; return the exit status."""
        from ...extractors.rules import load_rules
        from ...extractors.rules.learn import FEWEST_PAGES, learn, rule_file
        from ..output import open_output

        extract = self.options.extract
        if extract.use_rules:
            load_rules(extract.rule_files, "none")  # what is wrong with them is said before anything is read
        self._read(names)
        lesson = learn(self.sheets, site, extract)
        for remark in lesson.remarks:
            self.console.note(remark)
        if not lesson.sites:
            raise SetupError("", f"nothing to compare: give at least {FEWEST_PAGES} different pages of one site")
        self._say(lesson)
        if not lesson.rules:
            self.console.error("nothing repeats that still comes through: there is no rule to propose")
            return ExitStatus.SOME_FAILED if self.failed else ExitStatus.NO_ARTICLE
        folder = output.parent if output is not None else Path()
        with open_output(output, self.console) as out:
            out.write(rule_file(lesson, folder))
        return ExitStatus.SOME_FAILED if self.failed else ExitStatus.OK

    def _read(self, names: Iterable[str]) -> None:
        """Extract every page; what cannot be read is named, and the rest is used."""
        from ..messages import skipped

        passed_over = 0
        for page in apart(lambda start: self._pages(names, start), _PAGE_LIMITS):
            if isinstance(page, Stopped):
                self._failed(f"{page.name}: {page.problem}", Status.UNREADABLE)
                continue
            if page.detail:
                self.console.detail(page.detail)
            if page.failed:
                self._failed(*page.failed)
            passed_over += page.is_skipped
            if page.is_counted:
                self.of_host[page.host] += 1
            if page.sheet:
                self.sheets.append(page.sheet)
        if passed_over:
            self.console.note(skipped(passed_over))
        for host, count in self.of_host.items():
            if count > _MOST_PAGES:
                self.console.note(
                    f"{host or 'pages without an address'}: the first {_MOST_PAGES} of {count} pages used"
                )

    def _pages(self, names: Iterable[str], start: int) -> Iterator[Begun | _Page]:
        """What is to be learned from each page, in the process that reads them."""
        from ...extractors.sources import find_sources
        from ..messages import surprise

        for number, found in islice(enumerate(find_sources(names)), start, None):
            yield Begun(found.name, number + 1)
            if found.skipped:
                yield _Page(detail=f"{found.name}: skipped: {found.skipped}", is_skipped=True)
                continue
            try:
                if found.error:
                    raise found.error
                page = self._taken(found.name)
            except SetupError:
                raise
            except CleancopyError as err:
                page = _Page(failed=(str(err), status_of(err)))
            except MemoryError:
                page = _Page(failed=(f"{found.name}: {too_much_memory(_PAGE_LIMITS)}", Status.UNREADABLE))
            except Exception as err:  # one page's surprise must not cost the others
                page = _Page(failed=(f"{found.name}: {surprise(err)}", Status.INTERNAL))
            if page.is_counted:
                self.of_host[page.host] += 1
            yield page

    def _taken(self, name: str) -> _Page:
        from ...extractors.pipeline import extract
        from ...extractors.rules.learn import host_in, sheet_of
        from ...extractors.sources import read_source
        from ...extractors.text import is_url

        source = read_source(name, self.options.fetch) if is_url(name) else None
        with within(_PAGE_LIMITS):
            source = source or read_source(name, stdin=self.console.stdin)
            if max(self.of_host.values(), default=0) >= _MOST_PAGES:
                host = host_in(source, self.options.extract)
                if self.of_host[host] >= _MOST_PAGES:
                    return _Page(host=host, is_counted=True)
            article = extract(source, self.options.extract)
            sheet = sheet_of(source, article, self.options.extract)
        no_article = f"{name}: no article found: it only shows what repeats elsewhere"
        return _Page(sheet, sheet.host, True, no_article if article.status is not Status.OK else None)

    def _failed(self, line: str, status: Status) -> None:
        self.failed[status] += 1
        self.console.error(line)

    def _say(self, lesson: Lesson) -> None:
        """For each site one line on what was learned; with --verbose also what was left out, and why."""
        for site in lesson.sites:
            for remark in site.remarks:
                self.console.detail(remark)
            self.console.note(_summary(site))
            if len(site.sheets) < _FEW_PAGES and site.proposals:
                self.console.note(f"from {len(site.sheets)} pages little can be told: give ten if you have them")


def _summary(site: Learned) -> str:
    from ..messages import counted

    line = f"{site.host or 'one site'}: {counted(len(site.proposals), 'rule')} from {len(site.sheets)} pages"
    if site.repeated:
        line += f", for {100 * site.covered // site.repeated} % of the words found to be boilerplate"
    withdrawn = sum(remark.startswith("withdrawn") for remark in site.remarks)
    return line + (f"; {withdrawn} withdrawn for what one page alone says (-v names them)" if withdrawn else "")
