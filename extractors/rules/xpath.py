"""Reading an XPath 1.0 expression: how its cost grows with the page, and how it can be evaluated under a clock.

libxml2 cannot be told to stop, and `//p/following-sibling::p` takes it seconds on a few thousand paragraphs, for it
compares what each node finds with what all before it found. Two things help. A path can be cut before such a step, and
the rest be asked of one node after the other. And libxml2 calls a function of ours in a predicate, whose error ends
the evaluation: `//p` becomes `/descendant-or-self::node()[tick()]/child::node()[tick()][self::p]`, where each node that
is looked at ticks and not only each that fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

TICK = "tick"
_TOKEN = re.compile(
    r"\s*+(\"[^\"]*\"|'[^']*'|\d+(?:\.\d*)?|\.\d+|\.\.|::|//|!=|<=|>=|[-./|+=<>()\[\]@,*]"
    r"|\$?[^\W\d][\w.-]*(?::(?!:)(?:\*|[^\W\d][\w.-]*))?)"
)
_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")
_OPERATORS = frozenset(("and", "or", "div", "mod", "*", "+", "-", "=", "!=", "<", "<=", ">", ">=", "|"))
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
# Functions for which no text of a node is read.
_READ_NOTHING = frozenset("position last count not true false boolean name local-name namespace-uri".split())
_LETTERS_A_STEP = 16  # that are read in the time of a step from one node to the next
_NODE_TYPES = ("node", "text", "comment", "processing-instruction")
_WIDE = frozenset(
    "descendant descendant-or-self ancestor ancestor-or-self following preceding following-sibling "
    "preceding-sibling".split()
)
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a path, to be evaluated from one node: plain, and with a clock in it.

    At worst the cost grows with the page's size to the power of `degree`. `merges` marks one in which libxml2 merges
    sets of nodes, which no clock can end.
    """

    plain: str
    ticked: str
    degree: int
    merges: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression as alternatives (what `|` parts), each as pieces of which one starts where the last one ended.

    `degree` is that of the whole, evaluated at once. All texts of the page may be read as often as it has nodes, to the
    power of `reads` (None: none is read), and each time `strings` times.
    """

    alternatives: tuple[tuple[Piece, ...], ...]
    degree: int
    reads: int | None = None
    strings: int = 0

    @property
    def merges(self) -> bool:
        """Whether a part of it merges sets of nodes."""
        return any(piece.merges for pieces in self.alternatives for piece in pieces)

    def reading_cost(self, nodes: int, letters: int) -> float:
        """Return the steps that reading may take at worst on a page with so many nodes, and letters in all texts."""
        return 0.0 if self.reads is None else self.strings * letters / _LETTERS_A_STEP * float(nodes) ** self.reads


@dataclass(frozen=True, slots=True)
class _Part:
    """What has been read of an expression. `many`: it may stand for many nodes. `down`: these were found by only going
    down from the context node, so that all contexts together see each node once. `elements`: they are elements, of
    which a next piece can be asked. `reads` is as in a Reading. `before` are pieces cut off already."""

    plain: str = ""
    ticked: str = ""
    degree: int = 0
    many: bool = False
    down: bool = True
    merges: bool = False
    elements: bool = True
    reads: int | None = None
    before: tuple[Piece, ...] = ()

    def plus(self, plain: str, ticked: str | None = None) -> _Part:
        return replace(self, plain=self.plain + plain, ticked=self.ticked + (plain if ticked is None else ticked))

    @property
    def piece(self) -> Piece:
        return Piece(self.plain, self.ticked, max(1, self.degree), self.merges)


def read_xpath(expression: str) -> Reading:
    """Return the reading of an expression that libxml2 accepts. Raises ValueError for one that is nested too deep."""
    tokens, at = [], 0
    while match := _TOKEN.match(expression, at):
        tokens.append(match.group(1))
        at = match.end()
    if expression[at:].strip():
        raise ValueError(f"not an XPath 1.0 expression: {expression[at:].strip()[:20]!r} is not understood")
    strings = sum(sign in _COMPARISONS or following == "(" for sign, following in pairwise([*tokens, ""]))
    if "translate" in tokens:  # it looks for each letter in a list
        strings *= max(map(len, tokens))
    return replace(_Reader(tokens).read(), strings=strings)


def _most(*powers: int | None) -> int | None:
    return max((power for power in powers if power is not None), default=None)


class _Reader:
    """One pass over the tokens, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def read(self) -> Reading:
        parts = [self._operand()]
        while self._peek() == "|":
            self._take()
            parts.append(self._operand())
        if self._peek():  # another operator: the whole is a number, a string or a truth
            self.at = 0
            parts = [self._expression()]
        alternatives = tuple((*part.before, part.piece) for part in parts)
        cost = max(3 if len(pieces) > 1 else pieces[0].degree for pieces in alternatives)
        return Reading(alternatives, max(cost, 2 if len(parts) > 1 else 1), _most(*(part.reads for part in parts)))

    def _peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def _expression(self) -> _Part:
        """Operands between operators; their precedence changes neither cost nor text."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"nested too deep: at most {_DEEPEST} brackets in one another")
        whole = self._operand()
        while self._peek() in _OPERATORS:
            operator = self._take()
            other = self._operand()
            union = operator == "|"
            whole = replace(
                whole.plus(f" {operator} {other.plain}", f" {operator} {other.ticked}"),
                degree=max(whole.degree, other.degree, 2 * union),
                many=union,
                down=whole.down and other.down,
                elements=whole.elements and other.elements,
                merges=whole.merges or other.merges or union,
                # Of many nodes each text is read, and for many others again.
                reads=_most(whole.reads, other.reads, None if union else whole.many + other.many),
            )
        self.depth -= 1
        return whole

    def _operand(self) -> _Part:
        signs = ""
        while self._peek() == "-":
            signs += self._take()
        first, following = self._peek(), self._peek(1)
        if first == "(":
            self._take()
            inner = self._expression()
            self._take()
            part = self._filtered(replace(inner, plain=f"({inner.plain})", ticked=f"({inner.ticked})"))
        elif first[:1] in ("'", '"', "$") or _NUMBER.fullmatch(first):
            part = _Part().plus(self._take())
        elif following == "(" and first not in _NODE_TYPES:
            part = self._filtered(self._call())
        else:
            part = self._path()
        return replace(part, plain=signs + part.plain, ticked=signs + part.ticked) if signs else part

    def _call(self) -> _Part:
        name = self._take()
        self._take()
        arguments = []
        while self._peek() not in (")", ""):
            arguments.append(self._expression())
            if self._peek() == ",":
                self._take()
        self._take()
        many = name == "id"
        each = name in ("id", "sum") and any(a.many for a in arguments)
        own = None if name in _READ_NOTHING else int(each)
        return _Part(
            f"{name}({', '.join(a.plain for a in arguments)})",
            f"{name}({', '.join(a.ticked for a in arguments)})",
            max((a.degree for a in arguments), default=0),
            many,
            not many,
            any(a.merges for a in arguments),
            reads=_most(own, *(a.reads for a in arguments)),
        )

    def _filtered(self, part: _Part) -> _Part:
        """What may follow a parenthesis or a call: predicates, and a path from there."""
        while self._peek() == "[":
            if self._peek(1).isdigit() and self._peek(2) == "]":
                part = replace(part, many=False)
            part = self._predicate(part)
        return self._steps(part)

    def _path(self) -> _Part:
        if self._peek() == "/" and (self._peek(1) in _OPERATORS - {"*"} or self._peek(1) in ("", ")", "]", ",")):
            return replace(_Part(), down=False).plus(self._take())
        if self._peek() in ("/", "//"):
            return self._steps(replace(_Part(), down=False))
        return self._steps(self._step(_Part(), ""))

    def _steps(self, part: _Part) -> _Part:
        while self._peek() in ("/", "//"):
            slash = "/"
            if self._take() == "//":
                part = self._moved(part, slash, "descendant-or-self", "node()")
            while self._peek() == "/":  # libxml2 takes ///p for //p
                self._take()
            part = self._step(part, slash)
        return part

    def _step(self, part: _Part, slash: str) -> _Part:
        if self._peek() == ".":
            self._take()
            return part.plus(f"{slash}self::node()")
        if self._peek() == "..":
            self._take()
            return self._moved(part, slash, "parent", "node()")
        axis = "child"
        if self._peek() == "@":
            self._take()
            axis = "attribute"
        elif self._peek(1) == "::":
            axis = self._take()
            self._take()
        part = self._moved(part, slash, axis, self._node_test())
        while self._peek() == "[":
            part = self._predicate(part)
        return part

    def _node_test(self) -> str:
        test = self._take()
        if test in _NODE_TYPES and self._peek() == "(":
            while self._peek() not in (")", ""):
                test += self._take()
            test += self._take()
        return test

    def _moved(self, part: _Part, slash: str, axis: str, test: str) -> _Part:
        """The part after a step. A wide one from many nodes begins a new piece, unless it stands in brackets."""
        costly = part.many and (axis in _WIDE or axis == "parent")
        if costly and part.elements and not self.depth:
            part, slash = _Part(before=(*part.before, part.piece)), ""
            costly = False
        ticked = f"{axis}::node()[{TICK}()]" + ("" if test == "node()" else f"[self::{test}]")
        if axis in ("attribute", "namespace"):
            ticked = f"{axis}::{test}"
        cost = (3 if costly else 1) if axis in _WIDE else 2 * costly if axis == "parent" else not part.down
        return replace(
            part.plus(f"{slash}{axis}::{test}", slash + ticked),
            degree=max(part.degree, int(cost)),
            many=part.many or axis in _WIDE or axis in ("child", "namespace") or (axis == "attribute" and test == "*"),
            down=part.down and axis not in _WIDE and axis != "parent",
            merges=part.merges or costly,
            elements=axis not in ("attribute", "namespace") and not test.endswith(")"),
        )

    def _predicate(self, part: _Part) -> _Part:
        self._take()
        inner = self._expression()
        self._take()
        # One that only goes down from each node sees every node of the page once, for all of them together.
        cost = inner.degree + part.many if inner.degree else int(part.many and not part.down)
        reads = None if inner.reads is None else inner.reads + part.many
        reads = _most(part.reads, reads)
        part = replace(part, degree=max(part.degree, cost), merges=part.merges or inner.merges, reads=reads)
        return part.plus(f"[{inner.plain}]", f"[{inner.ticked}]")


# Fewest and most arguments of XPath 1.0's functions, and of the node types that look like calls.
_ARGUMENTS: dict[str, tuple[int, int]] = {
    "last": (0, 0), "position": (0, 0), "count": (1, 1), "id": (1, 1), "local-name": (0, 1), "namespace-uri": (0, 1),
    "name": (0, 1), "string": (0, 1), "concat": (2, 10_000), "starts-with": (2, 2), "contains": (2, 2),
    "substring-before": (2, 2), "substring-after": (2, 2), "substring": (2, 3), "string-length": (0, 1),
    "normalize-space": (0, 1), "translate": (3, 3), "boolean": (1, 1), "not": (1, 1), "true": (0, 0), "false": (0, 0),
    "lang": (1, 1), "number": (0, 1), "sum": (1, 1), "floor": (1, 1), "ceiling": (1, 1), "round": (1, 1),
    "text": (0, 0), "node": (0, 0), "comment": (0, 0), "processing-instruction": (0, 1),
}  # fmt: skip
_WORD_OPERATORS = frozenset(("and", "or", "div", "mod"))
_CALL_TOKEN = re.compile(r""""[^"]*"|'[^']*'|[\w-]+(?:\s*(?=\())?|[^\s\w]""")


def check_calls(expression: str) -> None:
    """Raise ValueError with a sentence if an expression calls a function that there is not, or with too few or too
    many arguments. The expression must have been compiled: brackets match."""
    open_calls: list[tuple[str, int]] = []  # the function (or "") before each open bracket, and its commas
    parts = _CALL_TOKEN.findall(expression)
    for i, part in enumerate(parts):
        if part in ("(", "["):
            before = parts[i - 1].strip() if i and part == "(" else ""
            is_call = before[:1].isalpha() and before not in _WORD_OPERATORS
            if is_call and before not in _ARGUMENTS:
                raise ValueError(f"there is no function {before}()")
            open_calls.append((before if is_call else "", 0))
        elif part == "," and open_calls:
            name, commas = open_calls[-1]
            open_calls[-1] = (name, commas + 1)
        elif part in (")", "]") and open_calls:
            name, commas = open_calls.pop()
            if name:
                _check(name, 0 if parts[i - 1] == "(" else commas + 1)


def _check(name: str, given: int) -> None:
    fewest, most = _ARGUMENTS[name]
    if not fewest <= given <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} or more" if most > fewest + 1 else f"{fewest} or {most}"
        raise ValueError(f"{name}() takes {wanted} argument{'' if wanted == '1' else 's'}, not {given}")
