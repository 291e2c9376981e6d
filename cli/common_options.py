"""Options that commands share, what their values mean, and the records that they become."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from ..extractors.errors import SetupError
from ..extractors.option_checks import check_extract_options
from ..extractors.options import EXTRAS, ExtractOptions, Limits, Options, WriteOptions
from . import web_options
from .declare import INPUT, MESSAGES, OUTPUT, argument, flag, value
from .user_folders import rules_folder

# The format that an ending of -o asks for.
SUFFIXES = {
    ".txt": "text", ".text": "text", ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
}  # fmt: skip

# The rules of a project, in its directory.
PROJECT_FILE = Path("cleancopy.toml")

# What --engine named: what judges a page, and in a batch where it runs.
ENGINES = {"cleancopy": "auto", "trafilatura": "trafilatura", "local": "", "dask": ""}

_DECISIONS = "What is kept"

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)
_UNITS = {"": 1 << 20, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_LEAST_MEMORY = 256 << 20


class Format(StrEnum):
    """Output formats; the endings of their files name them as well."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"

    @classmethod
    def _missing_(cls, value: object) -> Format | None:
        name = SUFFIXES.get(f".{value}")
        return None if name is None else cls(name)


class Extractor(StrEnum):
    """What decides what is article, before the rules."""

    AUTO = "auto"
    MODEL = "model"
    TRAFILATURA = "trafilatura"


SourcesArgument = Annotated[
    list[str] | None,
    argument(
        "SOURCE",
        "Files (HTML, text), folders, archives, patterns, http(s) URLs, or - for standard input.",
    ),
]
FormatOption = Annotated[
    Format | None,
    value(
        "--format", "-f", metavar="FORMAT", panel=OUTPUT,
        help="text, json, md or html; else by -o's ending, or text.",
    ),
]  # fmt: skip
OutputOption = Annotated[
    str | None,
    value(
        "--output", "-o", metavar="FILE|DIR", panel=OUTPUT,
        help="Write to FILE, or into DIR/ under the input's name; - prints.",
    ),
]  # fmt: skip
TitleOption = Annotated[bool, flag("--title/--no-title", panel=OUTPUT, help="Print the title above the article.")]
LinksOption = Annotated[bool, flag("--links/--no-links", panel=OUTPUT, help="Keep links in Markdown and HTML.")]
ImagesOption = Annotated[bool, flag("--images/--no-images", panel=OUTPUT, help="Keep images in Markdown and HTML.")]
FrontMatterOption = Annotated[
    bool,
    flag(
        "--front-matter/--no-front-matter", panel=OUTPUT,
        help="Put YAML metadata above Markdown.",
    ),
]  # fmt: skip
WithOption = Annotated[
    list[str] | None,
    value(
        "--with", metavar="FIELDS", panel=OUTPUT,
        help="More JSON fields: markdown, html, blocks.",
    ),
]  # fmt: skip
UrlOption = Annotated[
    str | None,
    value(
        "--url", metavar="URL", panel=INPUT,
        help="Where it came from, for links and site rules.",
    ),
]  # fmt: skip
EncodingOption = Annotated[
    str | None,
    value("--encoding", metavar="NAME", panel=INPUT, help="Charset, whatever the page says."),
]
TimeoutOption = Annotated[
    float | None,
    value(
        "--timeout", metavar="SECONDS", panel=INPUT, min=0.1, max=3600,
        help="Time for a page: 30 to fetch, 8 to extract.",
    ),
]  # fmt: skip
MemoryOption = Annotated[
    str,
    value("--memory", metavar="SIZE", panel=INPUT, help="Memory limit for a page: 1G."),
]
RulesOption = Annotated[
    list[Path] | None,
    value(
        "--rules", metavar="PATH", panel=_DECISIONS,
        help="Your rule file, or a folder of imported ones; may be repeated.",
    ),
]  # fmt: skip
NoRulesOption = Annotated[bool, flag("--no-rules", panel=_DECISIONS, help="Use no rules, built-in or own.")]
ExtractorOption = Annotated[
    Extractor | None,
    value(
        "--extractor", metavar="NAME", panel=_DECISIONS,
        help="What judges the page before the rules: auto, model or trafilatura.",
    ),
]  # fmt: skip
EngineOption = Annotated[
    list[str] | None,
    value("--engine", metavar="NAME", panel=_DECISIONS, hidden=True, help="The older name of --extractor."),
]
FastOption = Annotated[
    bool,
    flag("--fast", panel=_DECISIONS, help="The same as --extractor model: faster, a little less sure."),
]
PrecisionOption = Annotated[
    bool, flag("--precision", panel=_DECISIONS, help="Rather lose a line than keep boilerplate.")
]
RecallOption = Annotated[bool, flag("--recall", panel=_DECISIONS, help="Rather keep boilerplate than lose a line.")]
CommentsOption = Annotated[
    bool,
    flag("--comments", panel=OUTPUT, help="Print readers' comments too, below a heading."),
]
CompanionsOption = Annotated[
    bool,
    flag(
        "--skip-companions/--no-skip-companions", panel=INPUT,
        help="Skip folders with the parts of saved pages.",
    ),
]  # fmt: skip
MinConfidenceOption = Annotated[
    float,
    value(
        "--min-confidence", metavar="X", panel=_DECISIONS, min=0.0, max=1.0,
        help="A page with less confidence (0 to 1) is filtered: not printed.",
    ),
]  # fmt: skip
SourceArgument = Annotated[
    str | None,
    argument("SOURCE", "A file (HTML or plain text, gzipped or not), an http(s) URL, or - for standard input."),
]
HtmlOption = Annotated[
    Path | None,
    value(
        "--html", metavar="FILE", panel=OUTPUT,
        help="Write the whole explanation to FILE as one page for the browser.",
    ),
]  # fmt: skip
JsonOption = Annotated[bool, flag("--json", panel=OUTPUT, help="Print one JSON object.")]
CutOption = Annotated[bool, flag("--cut", panel=OUTPUT, help="Only what was cut.")]
KeptOption = Annotated[bool, flag("--kept", panel=OUTPUT, help="Only what was kept.")]
WhyOption = Annotated[
    bool,
    flag("--why", "-w", panel=OUTPUT, help="Below each block, what spoke most for and against it."),
]
QuietOption = Annotated[bool, flag("--quiet", "-q", panel=MESSAGES, help="No remarks on stderr, only errors.")]
VerboseOption = Annotated[
    bool,
    flag("--verbose", "-v", panel=MESSAGES, help="Say on stderr what was done and which rules fired."),
]


def read_options(options: Mapping[str, Any], format: str = "text") -> Options:
    """Return the records of a command's options, by the names of its parameters; what it does not have keeps defaults.

    `format` is what the command writes. Raises SetupError for options that make no sense.
    """
    given = options.get
    extract = ExtractOptions(
        **_same(options, "url", "encoding", "min_confidence"),
        extractor=choose_extractor(given("extractor"), given("fast", False), given("engine")),
        lean=choose_lean(given("precision", False), given("recall", False)),
        use_rules=not given("no_rules"),
        rule_files=() if given("no_rules") else rule_files(given("rules")),
    )
    return Options(
        extract=extract,
        write=WriteOptions(
            **_same(options, "title", "front_matter", "links", "images", "comments"),
            format=format,
            extras=choose_extras(given("extra")),
        ),
        fetch=web_options.fetch_options(options),
        limits=page_limits(given("timeout"), given("memory"), extract.extractor),
        **_same(options, "skip_companions"),
    )


def _same(options: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The options that are called like a field of a record and mean the same."""
    return {name: options[name] for name in names if options.get(name) is not None}


def checked_options(options: Mapping[str, Any], format: str = "text") -> Options:
    """As `read_options`. Raises SetupError also for what would only be found out while extracting."""
    chosen = read_options(options, format)
    check_extract_options(chosen.extract, "--{}".format)
    return chosen


def choose_format(given: Format | None, output: str | None) -> str:
    """The output format: as given, by the ending of the output file, else text.

    Raises SetupError for an ending of something that is not written, unless the format is given, and for no name.
    """
    if output == "":
        raise SetupError("-o", "without a name: name a file, a folder, or - for standard output")
    if given is not None:
        return str(given)
    ending = os.path.splitext(output or "")[1].lower()
    if ending in SUFFIXES or not ending or is_folder(output):
        return SUFFIXES.get("" if is_folder(output) else ending, "text")
    from ..extractors.batch.job import FOREIGN

    if ending in FOREIGN:
        wanted = ", ".join(SUFFIXES)
        raise SetupError(f"-o {output}", f"{ending} is not written: use one of {wanted}, or say with -f what it is")
    return "text"


def is_folder(output: str | None) -> bool:
    """Whether -o names a folder: one that is there, or, by the slash at its end, one to be made."""
    return output is not None and (output.endswith(("/", os.sep)) or os.path.isdir(output))


def choose_lean(precision: bool, recall: bool) -> str:
    """Which error is worse. Raises SetupError for both."""
    if precision and recall:
        raise SetupError("", "--precision and --recall want opposite things: give one of them")
    return "precision" if precision else "recall" if recall else "even"


def choose_extractor(extractor: str | None, fast: bool, engine: list[str] | None) -> str:
    """Return what judges the page, by --extractor, --fast and the older --engine.

    Raises SetupError where two of them say different things.
    """
    older = [ENGINES[name] for name in split_commas(engine) if ENGINES.get(name) in ("auto", "trafilatura")]
    said = {str(name) for name in (extractor, "model" if fast else None, *older) if name}
    if len(said) > 1:
        raise SetupError("--extractor", f"{' and '.join(sorted(said))} exclude each other (--fast is model): name one")
    return said.pop() if said else "auto"


def check_engine(values: list[str] | None, known: Iterable[str]) -> list[str]:
    """Return a line on the new option for each use of the older --engine. Raises SetupError for an unknown name."""
    lines = []
    for name in split_commas(values):
        if name not in known:
            raise SetupError(f"--engine {name}", "there is no such engine: use --extractor auto, model or trafilatura")
        if name in ("cleancopy", "trafilatura"):
            lines.append(f"--engine {name}: the option has a new name: write --extractor {ENGINES[name]}")
    return lines


def split_commas(values: list[str] | None) -> tuple[str, ...]:
    """Return the parts of values such as "title,date", in order, each once."""
    parts = [part.strip().lower() for value in values or () for part in value.split(",")]
    return tuple(dict.fromkeys(part for part in parts if part))


def choose_extras(values: list[str] | None) -> frozenset[str]:
    """The fields of --with, commas split. Raises SetupError for one that there is not."""
    if not values:
        return frozenset()
    fields = [f.strip() for value in values for f in value.split(",") if f.strip()]
    unknown = [f for f in fields if f not in EXTRAS]
    if unknown:
        raise SetupError("", f"--with {unknown[0]}: there is no such field: use {', '.join(EXTRAS)}")
    return frozenset(fields)


def parse_size(text: str) -> int:
    """Bytes of "512M", "1.5G" or "800" (MiB). Raises SetupError."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise SetupError("--memory", f"{text!r} is no size: write one such as 512M or 2G")
    size = int(float(match.group(1)) * _UNITS[match.group(2).lower()])
    if size < _LEAST_MEMORY:
        raise SetupError("--memory", f"{text} is too little: give at least 256M")
    return size


def page_limits(timeout: float | None, memory: str | None, extractor: str) -> Limits:
    """What a page may take, by the options --timeout and --memory. Raises SetupError for a size that is none."""
    advice = "give it more with --timeout" + ("" if extractor == "model" else ", or try --fast")
    size = Limits.memory if memory is None else parse_size(memory)
    return Limits(timeout or Limits.seconds, size, advice, "give it more with --memory")


def rule_files(given: list[Path] | None) -> tuple[Path, ...]:
    """Rule files and packs, the strongest first: those given, the project's cleancopy.toml, the user's own folder."""
    return (*(given or ()), *((PROJECT_FILE,) if PROJECT_FILE.is_file() else ()), *user_rule_files())


def user_rule_files() -> tuple[Path, ...]:
    """Return the rule files and the packs of many sites in the user's own folder, in the order of their names.

    Raises SetupError where the folder cannot be read, as with `sudo -u` and another user's home.
    """
    from ..extractors.rules.site_packs import MARKER

    folder = rules_folder()
    if folder is None:
        return ()
    try:
        return tuple(sorted([*folder.glob("*.toml"), *(marker.parent for marker in folder.glob(f"*/{MARKER}"))]))
    except OSError as err:
        reason = (err.strerror or str(err)).lower()
        raise SetupError(str(folder), f"{reason}: say --no-rules, or set HOME to your own folder") from None
