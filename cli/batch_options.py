"""Options of `cleancopy batch`, and what turns them into one Job."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from ..extractors.errors import SetupError
from .common_options import Format, split_commas
from .declare import INPUT, MESSAGES, OUTPUT, argument, flag, value

if TYPE_CHECKING:
    from ..extractors.batch.job import Gates

_GATES, _RUNNING = "What is filtered, and what is a failure", "How it runs"

SourcesArgument = Annotated[
    list[str] | None,
    argument("SOURCE", "Files, folders, archives, patterns, http(s) URLs, or - for standard input."),
]
OutOption = Annotated[
    str,
    value(
        "--output", "-o", metavar="OUT", panel=OUTPUT,
        help="A folder, .jsonl[.gz|.zst], .parquet, or - (JSON Lines).",
    ),
]  # fmt: skip
ListOption = Annotated[
    list[str] | None,
    value(
        "--list", "-l", metavar="FILE", panel=INPUT,
        help="More sources, one a line; - is standard input; may be repeated.",
    ),
]  # fmt: skip
NulOption = Annotated[
    bool,
    flag(
        "--null", "-0", panel=INPUT,
        help="Names in the list end with NUL, as find -print0 writes them.",
    ),
]  # fmt: skip
JobsOption = Annotated[
    int | None,
    value("--jobs", "-j", metavar="N", panel=_RUNNING, min=1, max=4096, help="Worker processes: CPUs."),
]
DeadlineOption = Annotated[
    float,
    value(
        "--timeout", metavar="SECONDS", panel=_RUNNING, min=0.1, max=86400.0,
        help="Deadline for each document, and for fetching a URL: 30.",
    ),
]  # fmt: skip
RedoOption = Annotated[bool, flag("--redo", panel=_RUNNING, help="Do again what is done already.")]
SkipExistingOption = Annotated[
    bool,
    flag(
        "--skip-existing", panel=_RUNNING,
        help="Pass over inputs whose output file is there, whoever wrote it.",
    ),
]  # fmt: skip
WhereOption = Annotated[
    list[str] | None,
    value(
        "--engine", metavar="NAME", panel=_RUNNING, hidden=True,
        help="The older name of --extractor, and of --cluster (local, dask).",
    ),
]  # fmt: skip
ClusterOption = Annotated[
    str | None,
    value(
        "--cluster", metavar="ADDRESS", panel=_RUNNING,
        help="Run on a Dask cluster: local, or such as tcp://10.0.0.1:8786.",
    ),
]  # fmt: skip
SchedulerOption = Annotated[
    str | None,
    value(
        "--scheduler", metavar="ADDRESS", panel=_RUNNING, hidden=True,
        help="The older name of --cluster ADDRESS, beside --engine dask.",
    ),
]  # fmt: skip
MinWordsOption = Annotated[
    int,
    value(
        "--min-words", metavar="N", panel=_GATES, min=0, help="At least so many words.",
    ),
]  # fmt: skip
RequireOption = Annotated[
    list[str] | None,
    value(
        "--require", metavar="FIELDS", panel=_GATES,
        help="Only with all of these: title, authors, date, language ...",
    ),
]  # fmt: skip
LanguageOption = Annotated[
    list[str] | None,
    value(
        "--language", metavar="CODES", panel=_GATES, help="Only in one of these languages.",
    ),
]  # fmt: skip
PruneOption = Annotated[
    bool,
    flag(
        "--prune-outputs", panel=OUTPUT,
        help="Remove outputs whose input is gone; else they are only named.",
    ),
]  # fmt: skip
MaxFailuresOption = Annotated[
    str,
    value(
        "--max-failures", metavar="N|N%", panel=_GATES,
        help="Status 0 with up to so many failures. Example: --max-failures 2%",
    ),
]  # fmt: skip
AllFailuresOption = Annotated[
    bool,
    flag(
        "--all-failures", panel=MESSAGES,
        help="Name also what failed in an earlier run just so; else it is only counted.",
    ),
]  # fmt: skip
QuietOption = Annotated[
    bool,
    flag("--quiet", "-q", panel=MESSAGES, help="Say nothing, but one line if something is wrong."),
]
WithFilteredOption = Annotated[
    bool,
    flag(
        "--with-filtered", panel=_GATES,
        help="Write what does not pass as well, its record saying so: status filtered.",
    ),
]  # fmt: skip
DedupeOption = Annotated[
    bool,
    flag(
        "--dedupe", panel=OUTPUT,
        help="Mark near-duplicates with duplicate_of, in JSON.",
    ),
]  # fmt: skip
ReportOption = Annotated[
    str | None,
    value(
        "--report", metavar="FILE", panel=OUTPUT,
        help="Write the account as JSON: counts, and each failure.",
    ),
]  # fmt: skip
ProgressOption = Annotated[
    bool,
    flag(
        "--progress/--no-progress", panel=MESSAGES,
        help="A bar on a terminal; in a pipe there is none.",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MaxFailures:
    """How many failures leave a batch a success: a number, or a share in percent."""

    most: float
    is_share: bool = False

    def allows(self, failed: int, of: int) -> bool:
        """Whether so many failures are none too many, `of` the inputs that were found and not skipped."""
        return failed * 100 <= self.most * of if self.is_share else failed <= self.most

    def __str__(self) -> str:
        return f"{self.most:g}{'%' if self.is_share else ''}"


def parse_max_failures(text: str) -> MaxFailures:
    """The number or share that --max-failures names. Raises SetupError for something else."""
    found = re.fullmatch(r"\s*(\d{1,12})(?:(\.\d{1,6})?\s*(%))?\s*", text, re.ASCII)
    if found is None or (found[3] and float(found[1] + (found[2] or "")) > 100):
        raise SetupError("", f"--max-failures {text}: give a number such as 10, or a share such as 2%")
    return MaxFailures(float(found[1] + (found[2] or "")), found[3] is not None)


def choose_gates(min_words: int, require: list[str] | None, language: list[str] | None) -> Gates:
    """The gates that the options ask for. Raises SetupError for a field or code that there is not."""
    from ..extractors.batch.job import FIELDS, Gates

    fields, languages = split_commas(require), split_commas(language)
    for field in fields:
        if field not in FIELDS:
            raise SetupError("", f"--require {field}: there is no such field: use {', '.join(FIELDS)}")
    for code in languages:
        if not re.fullmatch("[a-z]{2,3}", code):
            raise SetupError("", f"--language {code}: not a language code: use ISO 639 codes such as de or fr")
    return Gates(min_words, fields, languages)


def choose_cluster(cluster: str | None, where: str | None, scheduler: str | None) -> tuple[str | None, str | None]:
    """The cluster's address, "local" for one that is begun here or None for no cluster; and a line on older names.

    `where` is what `--engine` says of it. Raises SetupError when two options say different things.
    """
    if cluster is not None and (where or scheduler):
        raise SetupError("--cluster", "says where the batch runs: leave out --scheduler, --engine dask and local")
    if scheduler is not None and where != "dask":
        raise SetupError("--scheduler", "write --cluster ADDRESS instead (or add --engine dask)")
    if where is None:
        return cluster, None
    if where == "local":
        return None, "--engine local: where a batch runs is said by --cluster now; without it, on this machine"
    chosen = scheduler or "local"
    return chosen, f"--engine dask: where a batch runs is said by --cluster now: write --cluster {chosen}"


def choose_batch_format(given: Format | None, path: str, one_file: bool) -> str:
    """The format of the outputs: as given, else text; one file holds JSON records. Raises SetupError."""
    if not one_file:
        return str(given or Format.TEXT)
    if given not in (None, Format.JSON):
        where = "standard output" if path == "-" else path
        raise SetupError(
            f"-f {given}",
            f"{where} holds JSON records: leave out -f, name a directory, or add --with markdown or html",
        )
    return str(Format.JSON)


def check_records(with_filtered: bool, format: str) -> None:
    """Raise SetupError where what was filtered would be written and nothing could say so."""
    if with_filtered and format != "json":
        raise SetupError("--with-filtered", "needs records, which say what was filtered: add -f json, or name one file")


def checked_sources(sources: list[str] | None, listing: list[str] | None, null: bool, links: bool) -> tuple[str, ...]:
    """The sources that were named. Raises SetupError when there are none, or when two want standard input."""
    named = tuple(sources or ())
    if not named and not listing and not links:
        raise SetupError("", "no source: name files, directories or URLs, or a list of them with --list")
    if (*named, *(listing or ())).count("-") > 1:
        raise SetupError("-", "standard input can be read once: name files for the others")
    if null and not listing:
        raise SetupError("-0", "is about the names in a list: add --list FILE, or --list - for standard input")
    return named
