"""What a batch is to do, as frozen records: the job, where it goes, its limits, and the gates for outputs."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from .. import __version__
from ..errors import SetupError
from ..options import Options
from ..rules.site_packs import files_in
from ..write.json_record import schema
from .devices import is_device

# What a single output file may be, the longer ending first where one ends in the other.
ONE_FILE = (".jsonl.gz", ".jsonl.zst", ".jsonl", ".ndjson", ".parquet")
EXTENSIONS = {"text": ".txt", "json": ".json", "markdown": ".md", "html": ".html"}
# Endings that people know of what is not written: who names an output so would get something else than is meant.
FOREIGN = frozenset(
    ".zip .tar .tgz .gz .bz2 .xz .zst .7z .rar .pdf .doc .docx .odt .rtf .epub .mobi .tex .rst .csv .tsv .xls .xlsx "
    ".ods .xml .xhtml .yaml .yml .toml .sqlite .db .parquet .warc .mhtml".split()
)
# What is written, but for a single page.
_PAGES = frozenset((".json", ".md", ".markdown", ".txt", ".text", ".html", ".htm"))
FIELDS = ("title", "authors", "date", "modified", "site", "url", "language", "description", "image", "tags", "license")


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists of sources: names of files, or "-" for standard input. One source a line or, with `nul`, parted by NUL."""

    names: tuple[str, ...]
    nul: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Feeds and sitemaps (addresses or files) whose pages are sources; of each the newest `limit` since a day."""

    where: tuple[str, ...]
    since: date | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where outputs go: a directory (`ending` is None), one file with one of the endings of `ONE_FILE`, or standard
    output (the path is "-")."""

    path: str
    ending: str | None = None

    @property
    def is_directory(self) -> bool:
        """Whether each input has an output file of its own."""
        return self.ending is None

    @property
    def is_stream(self) -> bool:
        """Whether records go to standard output as they come."""
        return self.path == "-"

    @property
    def work(self) -> str:
        """The folder beside it that holds the journal; of a link to a device, beside the link."""
        return (os.path.abspath if is_device(self.path) else os.path.realpath)(self.path) + ".cleancopy"


@dataclass(frozen=True, slots=True)
class Gates:
    """What an article must have to be taken. `require` are names of `FIELDS`, `languages` ISO 639 codes."""

    min_words: int = 0
    require: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One batch. `sources` and what `listing` names are files, directories, patterns, archives and URLs; the pages that
    `links` lead to are added to them. `workers` processes extract, each document under the limits of the options.

    `redo` does again what an earlier run has done; `skip_existing` passes over inputs whose output is there, whoever
    wrote it; `dedupe` marks near-duplicates; `with_filtered` has articles that do not pass the gates written as well;
    `prune` removes outputs whose input is gone; `all_failures` has inputs named that failed before just so; `report` is
    a JSON file for the account.
    """

    sources: tuple[str, ...]
    target: Target
    options: Options
    listing: Listing | None = None
    links: Links | None = None
    gates: Gates = field(default_factory=Gates)
    workers: int = 1
    redo: bool = False
    skip_existing: bool = False
    dedupe: bool = False
    with_filtered: bool = False
    all_failures: bool = False
    prune: bool = False
    report: str | None = None

    @property
    def extension(self) -> str:
        """The ending of each output's name, where each input has one."""
        return EXTENSIONS[self.options.write.format]

    @property
    def journal(self) -> str:
        """The path of the journal; a directory that holds outputs in several formats has one for each.

        Empty for standard output and its like: there is nothing to go on with.
        """
        if self.target.is_stream or (is_device(self.target.path) and not self.target.path.lower().endswith(ONE_FILE)):
            return ""
        name = f"journal{self.extension}.sqlite" if self.target.is_directory else "journal.sqlite"
        return os.path.join(self.target.work, name)

    @property
    def fingerprint(self) -> str:
        """Equal for two jobs whose outputs for an input are the same: options, rules, gates, format, version.

        How pages are fetched does not count, but for what changes their text; rules count by what is in them.
        """
        options = self.options
        rules = [_digest_of(path) for path in options.extract.rule_files]
        extract = replace(options.extract, rule_files=())
        write = replace(options.write, extras=frozenset()), sorted(options.write.extras)
        fetch = options.fetch.follow_pages, options.fetch.render
        chosen = extract, write, fetch, options.limits.max_bytes
        one_file = not self.target.is_directory
        said = repr((__version__, schema(), chosen, rules, self.gates, one_file, self.dedupe))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _digest_of(rules: Path) -> str:
    """Another one when a rule file is, or any file of a pack of many sites, by its name or by what is in it.

    Raises SetupError when one cannot be read.
    """
    digest = hashlib.sha256()
    for file in files_in(rules):
        try:
            data = file.read_bytes()
        except OSError as err:
            raise SetupError(str(file), f"cannot be read: {(err.strerror or str(err)).lower()}") from None
        digest.update(os.fsencode(file.relative_to(rules)) + b"\0%d\0" % len(data))
        digest.update(data)
    return digest.hexdigest()


def choose_target(path: str) -> Target:
    """A directory or one file, by the ending of the name. Raises SetupError for a name that is neither."""
    lower = path.lower()
    if path == "-":
        return Target(path, ".jsonl")
    if path.endswith(("/", os.sep)) or os.path.isdir(path):
        return Target(path)
    for ending in ONE_FILE:
        if lower.endswith(ending):
            return Target(path, ending)
    if is_device(path):  # /dev/stdout, or what a shell makes of >(jq .title)
        return Target(path, ".jsonl")
    if Path(lower).suffix in FOREIGN | _PAGES:
        wanted = ", ".join(ONE_FILE)
        raise SetupError(
            f"-o {path}", f"a batch goes to a directory (write {path}/ if it is one) or to one of {wanted}"
        )
    return Target(path)
