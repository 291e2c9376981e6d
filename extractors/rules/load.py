"""Rule files to rules: built-in packs by language, a user's own with full validation."""

from __future__ import annotations

import re
import stat
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError, RuleError
from .conditions import normal_language, normal_site
from .patterns import Pattern
from .phrases import KINDS, Phrase
from .rule import Action, Rule, Where
from .site_packs import find_site_file, has_stamp, is_pack

if TYPE_CHECKING:
    from .selectors import Selector

BUILTIN = Path(__file__).parent / "builtin"
_BUILTIN_RANK = 1_000_000
_EXAMPLES = re.compile(r"\n  \[\[rule\.example\]\](?:\n  .*)+")  # as built-in packs are written
_PACK_OF = {"nb": "no", "nn": "no"}  # languages whose pack has another's name
_LARGEST_FILE = 10 << 20
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")
_LONG_NUMBER = re.compile(r"(?<!\w)[+-]?\d[\d_]{4000}")


def load_rules(files: tuple[Path, ...], language: str | None, host: str | None = None) -> tuple[Rule, ...]:
    """Return the rules of `files` (the first file wins) and of the built-in packs for `language` (all if unknown).

    A file may be the folder of a pack of many sites: of it only the rules for `host` are read.
    Raises RuleError with every problem of every file.
    """
    ranked = [_Ranked(file, *_stamp(file), rank) for rank, file in enumerate(files)]
    own = list(_own_rules(tuple(r for r in ranked if not r.is_pack)))
    for pack in (r for r in ranked if r.is_pack):
        file = find_site_file(pack.file, host)
        if file is not None:
            own += _site_rules(_Ranked(file, *_stamp(file), pack.rank))
    return (*own, *_builtin_rules(language))


class _Ranked(NamedTuple):
    """A rule file or the folder of a pack, what changes with it, and its place: 0 is the strongest."""

    file: Path
    is_pack: bool
    modified: int
    size: int
    rank: int


def _stamp(file: Path) -> tuple[bool, int, int]:
    """Whether it is the folder of a pack, and what changes with a file."""
    try:
        found = file.stat()
    except OSError:
        return False, 0, 0
    return stat.S_ISDIR(found.st_mode) and is_pack(file), found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _own_rules(files: tuple[_Ranked, ...]) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    problems: list[str] = []
    for one in files:
        try:
            rules.extend(read_rule_file(one.file, one.rank))
        except RuleError as err:
            problems.extend(err.problems)
    if problems:
        raise RuleError(", ".join(str(one.file) for one in files), tuple(problems))
    return tuple(rules)


@lru_cache(maxsize=256)
def _site_rules(one: _Ranked) -> tuple[Rule, ...]:
    """The rules of one site of a pack: those that were validated when they were written need it no more."""
    text = _read_text(one.file)
    return compile_rules(tomllib.loads(text), rank=one.rank) if has_stamp(text) else read_rule_file(one.file, one.rank)


@lru_cache(maxsize=64)
def _builtin_rules(language: str | None) -> tuple[Rule, ...]:
    files = sorted(BUILTIN.glob("*.toml"))
    pack = _PACK_OF.get(language or "", language)
    chosen = [f for f in files if _language_of(f) == pack] if pack else files
    rules = [rule for file in chosen for rule in _builtin_pack(file)]
    # Rules that drop single blocks are tried together, block by block: the others must not part them.
    return tuple(sorted(rules, key=lambda rule: rule.action is Action.DROP and rule.until is None))


def _language_of(file: Path) -> str:
    """The language of a built-in pack: a language may have several, `en.toml` and `en-forum.toml`."""
    return file.stem.partition("-")[0]


@lru_cache(maxsize=64)
def _builtin_pack(file: Path) -> tuple[Rule, ...]:
    # The tests validate these: reading them without the schema and without their examples takes a third of the time.
    document = tomllib.loads(_EXAMPLES.sub("", file.read_text(encoding="utf-8")))
    return compile_rules(document, rank=_BUILTIN_RANK, stoppable=False)


def read_rule_file(file: Path, rank: int = 0) -> tuple[Rule, ...]:
    """Read and validate one rule file. Raises RuleError with all that is wrong in it."""
    return compile_rules(read_document(file)[0], rank=rank)


def read_document(file: Path) -> tuple[dict[str, Any], str]:
    """The validated contents of a rule file, and its text. Raises RuleError with all that is wrong in it."""
    from .rule_schema import problems_in

    text = _read_text(file)
    document = _parsed(text, file)
    problems = problems_in(document, text, str(file))
    if problems:
        raise RuleError(str(file), problems)
    return document, text


def _parsed(text: str, file: Path) -> dict[str, Any]:
    long = _LONG_KEY.search(text)
    if long:  # the library's memory grows with the square of a key's parts
        raise RuleError(str(file), (f"{file}:{_spot_of(long.start(), text)}: a key of too many parts: shorten it",))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as err:
        message, _, at = str(err).rpartition(" (at ")
        raise RuleError(str(file), (f"{file}:{_spot_in(at, text)}: not valid TOML: {message}",)) from None
    except RecursionError:
        raise RuleError(str(file), (f"{file}:1:1: not valid TOML: nested too deep",)) from None
    except ValueError:  # Python refuses to read a number of thousands of digits
        number = _LONG_NUMBER.search(text)
        spot = _spot_of(number.start() if number else 0, text)
        raise RuleError(str(file), (f"{file}:{spot}: not valid TOML: a number of too many digits",)) from None


def _spot_in(words: str, text: str) -> str:
    """The place that tomllib names in words, as LINE:COLUMN; the last one for "end of document"."""
    numbers = re.findall(r"\d+", words)
    return ":".join(numbers) if len(numbers) == 2 else _spot_of(len(text), text)


def _spot_of(at: int, text: str) -> str:
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def _read_text(file: Path) -> str:
    try:
        data = _bytes_of(file)
        if len(data) > _LARGEST_FILE:
            raise RuleError(str(file), (f"{file}: larger than 10 MiB: split it",))
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except IsADirectoryError:
        raise RuleError(str(file), (f"{file}: a folder, not a rule file: name a .toml file in it",)) from None
    except FileNotFoundError:
        raise RuleError(str(file), (f"{file}: no such rule file: check the path",)) from None
    except UnicodeDecodeError:
        raise RuleError(str(file), (f"{file}: not UTF-8: save it in that encoding",)) from None
    except OSError as err:
        raise RuleError(str(file), (f"{file}: cannot be read: {err.strerror or err}",)) from None


def _bytes_of(file: Path) -> bytes:
    """The file's bytes, one more than may be at most; a named pipe is waited for as a page in one is."""
    from ..files import await_writer, open_unwaiting

    with open(file, "rb", opener=open_unwaiting) as data:
        try:
            await_writer(data, str(file))
        except InputError as err:
            raise RuleError(str(file), (str(err),)) from None
        return data.read(_LARGEST_FILE + 1)


def compile_rules(document: dict[str, Any], rank: int = 0, *, stoppable: bool = True) -> tuple[Rule, ...]:
    """Return the rules of a rule file's contents, which are valid; those of built-in packs need not be `stoppable`."""
    return tuple(_rule(entry, document["pack"], rank, stoppable) for entry in document["rule"])


def _rule(entry: dict[str, Any], pack: dict[str, Any], rank: int, stoppable: bool) -> Rule:
    text, until = (Pattern(entry[key], stoppable=stoppable) if key in entry else None for key in ("text", "until"))
    phrases = (Phrase(one, kind, stoppable=stoppable) for kind in KINDS for one in entry.get(kind, ()))
    return Rule(
        id=entry["id"],
        action=Action(entry["action"]),
        pack=pack["name"],
        why=entry.get("why") or "",
        rank=rank,
        text=text,
        phrases=tuple(phrases),
        path=_selector(entry) if "selector" in entry or "xpath" in entry else None,
        until=until,
        where=Where(entry.get("where", Where.ANYWHERE)),
        max_words=entry.get("max_words"),
        sites=tuple(map(normal_site, entry.get("sites", ()))),
        languages=tuple(map(normal_language, entry.get("languages") or pack.get("languages", ()))),
        prune=bool(entry.get("prune")),
    )


def _selector(entry: dict[str, Any]) -> Selector:
    from .selectors import compile_css, compile_xpath  # built-in packs have none

    return compile_css(entry["selector"]) if "selector" in entry else compile_xpath(entry["xpath"])
