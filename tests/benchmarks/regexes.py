"""How the time of each regular expression of the package grows with the length of a text made to slow it down.

    python tests/benchmarks/regexes.py [--only TEXT] [--all]

The patterns are read off the source: every `re.compile`, `re.search` and so on, built ones too, and the calls that use
them; and off the data: the built-in rule packs, and the words of walls. For each, texts are made of its own parts: what
leads to a repetition, what is repeated many times, what then fails; and runs of all common kinds of characters. A row
for each pattern that is slow: the seconds at LENGTH and twice LENGTH characters, and the factor; 2 is linear, 4 is
quadratic.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import cleancopy.extractors
from cleancopy.extractors import walls
from cleancopy.extractors.rules.load import BUILTIN, read_rule_file
from cleancopy.extractors.walls import recognise

LENGTH = 3_000
SLOW = 0.008  # seconds at twice LENGTH: what takes less is not looked at again
MOST_GROWTH = 3.0
_PATIENCE = 0.5
_CONFIRMATIONS = 3
_PACKAGE = Path(cleancopy.extractors.__file__).parent.parent
_LEFT_OUT = ("train", "dask")
_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_WHOLE = ("agree", "mounts")  # tables of words.toml that a whole text is matched against
_MANY = 30  # a repetition of at least so many is one that may be long
_KINDS = (
    " ",
    "\t",
    "\n",
    "\xa0",
    "a",
    "A",
    "1",
    "é",
    ".",
    ",",
    "-",
    "'",
    '"',
    "(",
    "[",
    "{",
    "<",
    "&",
    "|",
    "/",
    "\\",
    ":",
)
_RUNS = (*_KINDS, "a ", "1 ", "A. ", "a\n", "a,", "a-", " \n", "\r\n", "1.", "1/", "a.", "<a ", "&a", '="', "['")
# Where a pattern that grows faster is used on short texts alone: how long they are.
BOUNDED = {
    "extractors/blocks/embeds.py: _COMPILED": "an address of at most 2,000 characters, and matched, not searched",
    "extractors/metadata/dates.py: _TIME_AFTER": "a window of 40 characters",
    "extractors/page/foreign.py: _BEGINNINGS": "matched at the beginning, not searched",
    "extractors/rules/ftr/xpath_rewriting.py: _LAST_STEP": "at most 5,000 characters, once a rule",
}
_ENDS = ("", "\0", "a", "!", "\n!")


@dataclass
class Use:
    """A pattern, where it is in the source, and the methods that are called of it."""

    where: str
    pattern: Any
    methods: set[str] = field(default_factory=set)


def uses() -> Iterator[Use]:
    """Every pattern of the package; one that cannot be had without running its function is left out."""
    named: dict[tuple[str, str], Use] = {}
    calls: dict[tuple[str, str], set[str]] = {}  # by module, but for names that others may import
    for file in sorted(f for part in ("cli", "extractors") for f in (_PACKAGE / part).rglob("*.py")):
        place = file.relative_to(_PACKAGE)
        if any(part in str(place) for part in _LEFT_OUT):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        name = ".".join(("cleancopy", *place.with_suffix("").parts)).removesuffix(".__init__")
        if place.stem == "__main__" or place.stem == "server":
            continue
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            for number, pattern in enumerate(_patterns_in(value)):
                if getattr(module, "__name__", "") == name and _is_assigned(tree, key):
                    named[name, f"{key}[{number}]"] = Use(
                        f"{place}: {key}", pattern, calls.setdefault(_scope(name, key), set())
                    )
        inner = {call for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for call in ast.walk(f)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "re" and node.args:
                    with _unreadable():
                        flags = _flags(node, node.func.attr, vars(module))
                        pattern = re.compile(_value(node.args[0], vars(module)), flags)
                        yield Use(f"{place}:{node.lineno}", pattern, {node.func.attr})
                elif isinstance(owner, ast.Name):
                    calls.setdefault(_scope(name, owner.id), set()).add(node.func.attr)
                elif isinstance(owner, ast.Attribute):
                    calls.setdefault(_scope(name, owner.attr), set()).add(node.func.attr)
                elif isinstance(owner, ast.Call) and "compile" in ast.dump(owner.func):
                    with _unreadable():
                        yield Use(f"{place}:{node.lineno}", eval(ast.unparse(owner), vars(module)), {node.func.attr})
            elif isinstance(node, ast.Call) and node in inner and ast.unparse(node.func) == "re.compile":
                with _unreadable():
                    yield Use(f"{place}:{node.lineno}", eval(ast.unparse(node), dict(vars(module))))
    yield from named.values()


def data_uses() -> Iterator[Use]:
    """Every pattern of the package's data, compiled as the package compiles it and called as the package calls it."""
    for file in sorted(BUILTIN.glob("*.toml")):
        for rule in read_rule_file(file):
            for pattern in (rule.text, rule.until, *(phrase.pattern for phrase in rule.phrases)):
                if pattern is not None:
                    search: Any = pattern._search_without_limit  # of a compiled pattern, which it belongs to
                    yield Use(f"{file.relative_to(_PACKAGE)}: {rule.id}", search.__self__, {search.__name__})
    words = Path(walls.__file__).with_name("words.toml")
    for table, parts in recognise._words().items():
        methods = {"fullmatch" if table in _WHOLE else "search"}
        for pattern in (*(re.compile(part, re.I) for part in parts), recognise._pattern(table)):
            yield Use(f"{words.relative_to(_PACKAGE)}: {table}", pattern, methods)


def _scope(module: str, name: str) -> tuple[str, str]:
    return (module if name.startswith("_") else "", name)


@contextmanager
def _unreadable() -> Iterator[None]:
    """What depends on a function's own names is met where it is compiled when the tests run it."""
    with suppress(NameError, AttributeError, TypeError, re.error):
        yield


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    return eval(ast.unparse(node), dict(names))


def _flags(node: ast.Call, method: str, names: dict[str, Any]) -> int:
    place = {"sub": 4, "subn": 4, "split": 3}.get(method, 2)
    given = [word.value for word in node.keywords if word.arg == "flags"] + node.args[place : place + 1]
    return int(_value(given[0], names)) if given else 0


def _is_assigned(tree: ast.Module, name: str) -> bool:
    targets = [t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets]
    targets += [n.target for n in tree.body if isinstance(n, ast.AnnAssign)]
    return any(isinstance(t, ast.Name) and t.id == name for target in targets for t in ast.walk(target))


def _patterns_in(value: object, depth: int = 0) -> Iterator[Any]:
    """The patterns in a value of a module: itself, or in tuples, dicts, records."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, tuple | list | frozenset | set):
        for one in value:
            yield from _patterns_in(one, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _patterns_in(one, depth + 1)
    elif depth < 4 and type(value).__module__.startswith("cleancopy"):
        for name in getattr(type(value), "__slots__", None) or getattr(value, "__dict__", {}):
            yield from _patterns_in(getattr(value, name, None), depth + 1)


def parsed(pattern: Any) -> Any:
    """The parse tree of a pattern of `re`, or of `regex`, which reads what the rules may hold in the same way."""
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern, re.Pattern) else re.IGNORECASE
    return parser.parse(pattern.pattern, flags)


def attacks(pattern: Any) -> list[tuple[str, str, str]]:
    """Beginning, what is repeated, and end of texts that may slow a pattern down."""
    found: dict[tuple[str, str, str], None] = {}
    tree = parsed(pattern)
    for before, pump in _repetitions(list(tree), ""):
        for end in _ENDS:
            found[before, pump, end] = None
        if before:
            found["", before + pump, ""] = None
            found["", before, ""] = None
            found["", before + pump * 3, "\0"] = None
    first = _sample(list(tree)[:1])
    for run in (first, _sample(list(tree)), *_RUNS):
        if run:
            found["", run, ""] = None
            found["", run, "\0"] = None
    return list(found)


def _repetitions(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """For each repetition that may be long: a text that leads to it, and one that it repeats."""
    for op, argument in items:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = argument
            yield from _repetitions(list(body), before)
            if most is sre.MAXREPEAT or most >= _MANY:
                for sample in _samples(list(body)):
                    if sample:
                        yield before, sample
        elif op is sre.SUBPATTERN:
            yield from _repetitions(list(argument[3]), before)
        elif op is sre.ATOMIC_GROUP:
            yield from _repetitions(list(argument), before)
        elif op is sre.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(list(branch), before)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repetitions(list(argument[1]), before)
        before += _sample([(op, argument)])


def _samples(items: list[Any]) -> list[str]:
    """A few texts that a part matches: for a class one of each common kind of characters in it."""
    if len(items) == 1 and items[0][0] in (sre.IN, sre.ANY, sre.NOT_LITERAL):
        return _chars(items[0])[:8]
    if len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        return _samples(list(items[0][1][3]))
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return [s for branch in items[0][1][1] for s in _samples(list(branch))[:2]][:8]
    return [_sample(items)]


def _sample(items: list[Any]) -> str:
    """A short text that a part matches, but for what looks around."""
    text = ""
    for op, argument in items:
        if op is sre.LITERAL:
            text += chr(argument)
        elif op in (sre.IN, sre.ANY, sre.NOT_LITERAL):
            text += (_chars((op, argument)) or [""])[0]
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            text += _sample(list(argument[2])) * min(int(argument[0]), 200)
        elif op is sre.SUBPATTERN:
            text += _sample(list(argument[3]))
        elif op is sre.ATOMIC_GROUP:
            text += _sample(list(argument))
        elif op is sre.BRANCH:
            text += _sample(list(argument[1][0]))
    return text


def _chars(item: Any) -> list[str]:
    """Characters that a class matches, one of each common kind and its first own one."""
    op, argument = item
    if op is sre.ANY:
        return [c for c in _KINDS if c != "\n"]
    if op is sre.NOT_LITERAL:
        return [c for c in _KINDS if ord(c) != argument]
    single = parser.SubPattern(parser.State(), [item])
    own = [chr(a if o is sre.LITERAL else a[0]) for o, a in argument if o in (sre.LITERAL, sre.RANGE)]
    state = single.state
    state.str, state.flags = "", 0
    from re import _compiler as compiler  # type: ignore[attr-defined]

    matches = compiler.compile(single).match
    return [c for c in (*_KINDS, *own, "字", "\u2028") if matches(c)]


def seconds_of(call: Callable[[Any], object], text: Any) -> float:
    """How long a call takes; `_PATIENCE` where it takes longer."""

    def stop(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
    began = time.process_time()
    try:
        call(text)
    except TimeoutError:
        return _PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - began


def calls_of(use: Use) -> list[Callable[[Any], object]]:
    """How it is used, or searched for where that is not known."""
    names = {"search" if name in ("split", "findall") else name for name in use.methods} or {"search"}
    if "search" in names or "sub" in names or "finditer" in names:
        names -= {"match", "fullmatch"}  # tried at each place as well
    pattern = use.pattern
    empty = b"" if isinstance(pattern.pattern, bytes) else ""
    known: dict[str, Callable[[Any], object]] = {
        "search": pattern.search, "match": pattern.match, "fullmatch": pattern.fullmatch,
        "sub": lambda text: pattern.sub(empty, text), "subn": lambda text: pattern.sub(empty, text),
        "finditer": lambda text: [0 for _ in pattern.finditer(text)],
    }  # fmt: skip
    return [known[name] for name in sorted(names)]


@dataclass(frozen=True)
class Growth:
    """What a text costs a pattern at LENGTH and at twice LENGTH."""

    use: Use
    attack: tuple[str, str, str]
    once: float
    twice: float

    @property
    def factor(self) -> float:
        return self.twice / max(self.once, 1e-4)

    @property
    def is_too_much(self) -> bool:
        """Whether it grows faster than the text, or never ended."""
        return self.twice >= _PATIENCE or self.factor > MOST_GROWTH


def own_attacks(pattern: Any) -> list[tuple[str, str, str]]:
    """The attacks on the repetitions of a pattern alone, each with the end that fails most surely; few or none."""
    led = dict(_repetitions(list(parsed(pattern)), ""))  # one for each beginning: the last kind of character
    return [attack for before, pump in led.items() for attack in ((before, pump, "\0"), ("", before + pump * 3, "\0"))]


def text_of(attack: tuple[str, str, str], length: int) -> str:
    """The text of about so many characters."""
    before, pump, end = attack
    return before + pump * (length // len(pump)) + end


def measured(use: Use, call: Callable[[Any], object], attack: tuple[str, str, str], length: int) -> Growth:
    """The growth of one call from texts of `length` to twice that, the best of three."""
    texts: list[Any] = [text_of(attack, length), text_of(attack, 2 * length)]
    if isinstance(use.pattern.pattern, bytes):
        texts = [text.encode("latin-1", "replace") for text in texts]
    if seconds_of(call, texts[1]) <= SLOW:
        return Growth(use, attack, 0.0, 0.0)
    return Growth(use, attack, *(min(seconds_of(call, text) for _ in range(3)) for text in texts))


def worst(use: Use, length: int = LENGTH, tried: Iterable[tuple[str, str, str]] | None = None) -> Growth | None:
    """The text that a pattern is slowest on, if it is slow on one; of those that are to be tried, or of all."""
    found: list[Growth] = []
    for attack in attacks(use.pattern) if tried is None else tried:
        for call in calls_of(use):
            growth = measured(use, call, attack, length)
            for _ in range(_CONFIRMATIONS):  # one measurement may fall into a moment of other work
                if growth.is_too_much and growth.twice < _PATIENCE:
                    growth = measured(use, call, attack, 4 * length)
            if growth.twice > SLOW:
                found.append(growth)
                if growth.is_too_much:
                    return growth
    return max(found, key=lambda g: g.twice, default=None)


def main() -> None:
    """Print a row for each slow pattern."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="where the pattern is: a part of the file's name or the constant's")
    options.add_argument("--all", action="store_true", help="also those that are fast")
    given = options.parse_args()
    count = 0
    for use in (*uses(), *data_uses()):
        if given.only not in use.where:
            continue
        count += 1
        growth = worst(use)
        if growth is None:
            if given.all:
                print(f"| {use.where} | {'/'.join(sorted(use.methods))} | fast |")
            continue
        mark = (
            "" if not growth.is_too_much else f" bounded: {BOUNDED[use.where]}" if use.where in BOUNDED else " TOO MUCH"
        )
        shown = tuple(part if len(part) < 30 else part[:30] + "…" for part in growth.attack)
        print(
            f"| {use.where} | {'/'.join(sorted(use.methods))} | {shown!r} | {growth.once:.3f} | {growth.twice:.3f} | "
            f"{growth.factor:.1f}{mark} |",
            flush=True,
        )
    print(f"{count} patterns")


if __name__ == "__main__":
    main()
