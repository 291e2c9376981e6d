"""Mutators: a page's bytes made into another page, a broken or a hostile one. All chance comes from one seed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Sequence
from random import Random

from hostile_tokens import ATTRIBUTES, CHARSETS, CODECS, CONTROLS, ENTITIES, EVERYTHING, JSON_LD, NUMBERS, RUNS, TEXTS

# Growing stops here: what a page does at ten megabytes is for a benchmark, not for thousands of mutants.
LARGEST = 200_000
_MOST_CHANGES = 4
_MANY = 4000
_PACKED = 0.02
_TAG = re.compile(rb"<[a-zA-Z/!][^<>]{0,2000}>")
_VALUE = re.compile(rb"""=\s*"[^"<>]{0,2000}"|=\s*'[^'<>]{0,2000}'""")
_ENTITY = re.compile(rb"&#?\w{1,30};")
_NUMBER = re.compile(rb"\d+")
_SPACE = re.compile(rb"[ \n]")
_QUOTED = re.compile(rb""""[^"\n]{0,2000}"|'[^'\n]{0,2000}'|(?<=: )[^\r\n]{0,2000}""")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?[\w-]*""", re.I)
_SCRIPT = re.compile(rb"(<script[^>]*ld\+json[^>]*>)(.*?)(</script>)", re.I | re.S)
_DECLARED = re.compile(rb"""(<title>)([^<]*)|(\bcontent\s*=\s*["'])([^"'<>]*)|(<h1[^>]*>)([^<]*)""", re.I)
# Elements that may stand within themselves.
_NESTING = (
    b"div span ul><li table><tr><td blockquote dl><dd b i a section font pre sup aside details em><b p><i".split()
)

_BLOCKS = (
    b"p p p p h2 h3 li td th tr table caption ul ol dl dt dd pre code blockquote cite figure figcaption sup q div "
    b"section aside details summary form nav footer menu address".split()
)
_META = b"og:title og:image og:site_name og:description og:url og:type article:published_time author keywords".split()
_LD = b'<script type="application/ld+json">'
PROSE = b"The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic by sea. "

Mutator = Callable[[bytes, Random, Sequence[bytes]], bytes]


def mutant(page: bytes, dice: Random, donors: Sequence[bytes]) -> bytes:
    """The page after one to four changes; some of its parts may come from the donors."""
    for _ in range(dice.randint(1, _MOST_CHANGES)):
        page = dice.choice(MUTATORS)(page, dice, donors)[: max(LARGEST, len(page))]
    return pack(page, dice) if dice.random() < _PACKED else page


def soup(dice: Random) -> bytes:
    """A page of nothing but tokens and prose in elements that do not belong together."""
    parts = [b"<html><head><title>Harbour ", _token(dice), b"</title>"]
    if dice.random() < 0.5:
        parts += [_LD, dice.choice(JSON_LD), b"</script>"]
    for _ in range(dice.randrange(4)):
        parts += [b'<meta property="', dice.choice(_META), b'" content="', _token(dice), b'">']
    parts.append(b"</head><body><article><h1>Harbour</h1>")
    for _ in range(dice.choice((3, 10, 40))):
        tag = dice.choice(_BLOCKS)
        attribute = b" " + dice.choice(ATTRIBUTES) if dice.random() < 0.4 else b""
        parts += [b"<" + tag + attribute + b">", *[PROSE] * dice.randrange(2)]
        for _ in range(dice.randrange(4)):
            parts += [_inline(dice) if dice.random() < 0.3 else _token(dice), dice.choice((b"", b" ", b"\n", PROSE))]
        parts.append(b"</" + tag + b">" if dice.random() < 0.8 else b"")
    return b"".join(parts)[:LARGEST]


def _inline(dice: Random) -> bytes:
    tag = dice.choice(b"a b i em code sup sub span kbd q del strong".split())
    return b"<" + tag + b" " + dice.choice(ATTRIBUTES) + b">" + _token(dice) + dice.choice((b"</" + tag + b">", b""))


def _spot(data: bytes, dice: Random) -> int:
    return dice.randint(0, len(data))


def _range(data: bytes, dice: Random) -> tuple[int, int]:
    """A part of the page: mostly a short one, sometimes any."""
    begin = _spot(data, dice)
    longest = dice.choice((8, 80, 800, len(data)))
    return begin, min(len(data), begin + dice.randint(0, longest))


def _found(pattern: re.Pattern[bytes], data: bytes, dice: Random) -> tuple[int, int]:
    """Where the pattern matches first behind some spot; an empty part at the spot if it does not."""
    at = _spot(data, dice)
    match = pattern.search(data, at) or pattern.search(data)
    return match.span() if match else (at, at)


def _replaced(data: bytes, part: tuple[int, int], new: bytes) -> bytes:
    return data[: part[0]] + new + data[part[1] :]


def _token(dice: Random) -> bytes:
    return dice.choice(dice.choice(EVERYTHING))


def flip_bytes(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 4, 64))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.choice((dice.randrange(256), 0x3C, 0x3E, 0x22, 0x26, 0, 0xFF))
    return bytes(changed)


def delete_range(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return _replaced(data, _range(data, dice), b"")


def double_range(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    begin, end = _range(data, dice)
    return _replaced(data, (end, end), data[begin:end])


def swap_ranges(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    (a, b), (c, d) = sorted((_range(data, dice), _range(data, dice)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def splice(data: bytes, dice: Random, donors: Sequence[bytes]) -> bytes:
    """A part of another page in the place of a part of this one."""
    other = dice.choice(donors)
    begin, end = _range(other, dice)
    return _replaced(data, _range(data, dice), other[begin:end])


def cut_off(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return data[: _spot(data, dice)]


def break_tag(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """A tag loses its end, its beginning or a quotation mark, or goes altogether."""
    begin, end = _found(_TAG, data, dice)
    tag = data[begin:end]
    broken = dice.choice(
        (b"", tag[:-1], tag[1:], tag.replace(b'"', b"", 1), tag.replace(b"/", b""), tag[::-1], tag + tag)
    )
    return _replaced(data, (begin, end), broken)


def rename_tag(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """All tags of one name get another one: every paragraph a term, every division a cell."""
    begin, end = _found(_TAG, data, dice)
    name = re.match(rb"</?([a-zA-Z0-9]+)", data[begin:end])
    new = dice.choice(
        b"p div span li td tr dt dd pre code h2 a b sup br img figure figcaption script select q aside".split()
    )
    return re.sub(rb"(</?)" + name.group(1) + rb"\b", rb"\1" + new, data) if name else data


def add_attribute(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    begin, end = _found(_TAG, data, dice)
    return _replaced(data, (end - 1, end - 1), b" " + dice.choice(ATTRIBUTES)) if end > begin else data


def change_value(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """An attribute's value is another one, maybe the first that changed all others too."""
    begin, end = _found(_VALUE, data, dice)
    new = (
        b'="' + dice.choice((_token(dice), dice.choice(ENTITIES), dice.choice(NUMBERS), b"javascript:alert(1)")) + b'"'
    )
    if end > begin and dice.random() < 0.2:
        return data.replace(data[begin:end], new)
    return _replaced(data, (begin, end), new)


def change_entity(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return _replaced(data, _found(_ENTITY, data, dice), dice.choice(ENTITIES))


def change_number(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    return _replaced(data, _found(_NUMBER, data, dice), dice.choice(NUMBERS))


def change_charset(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """The page declares another charset, begins with a mark, or is written in another one."""
    kind = dice.randrange(4)
    name = dice.choice(CHARSETS)
    if kind == 0:
        return _replaced(data, _found(_CHARSET, data, dice), b"charset=" + name)
    if kind == 1:
        return b'<?xml version="1.0" encoding="' + name + b'"?><meta charset="' + name + b'">' + data
    if kind == 2:
        return dice.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00")) + data
    return data.decode("utf-8", "replace").encode(dice.choice(CODECS), "replace")


def nest(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """A part of the page so deep within itself that nobody means it; its end tags may be missing."""
    begin, end = sorted((_found(_TAG, data, dice)[0], _found(_TAG, data, dice)[1]))
    tags = dice.choice(_NESTING).split(b"><")
    depth = min(dice.choice((20, 300, 2100, _MANY)), LARGEST // 10 // len(b"".join(tags)))
    opening = b"".join(b"<" + tag + b">" for tag in tags) * depth
    closing = b"".join(b"</" + tag + b">" for tag in reversed(tags)) * dice.choice((0, depth, depth, depth + 1))
    return _replaced(data, (begin, end), opening + data[begin:end] + closing)


def repeat(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """Something some thousand times: a part of the page, a tag of it, a sign, a token."""
    begin, end = dice.choice((_range(data, dice), _found(_TAG, data, dice), (_spot(data, dice),) * 2))
    part = data[begin:end][:2000] or dice.choice((dice.choice(RUNS), dice.choice(RUNS), _token(dice)))
    times = min(dice.choice((10, 100, 1000, _MANY)), LARGEST // 4 // len(part))
    return _replaced(data, (begin, end), part * times)


def insert_tokens(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """Tokens of the dictionary in the text, in tags, anywhere."""
    for _ in range(dice.choice((1, 3, 12))):
        part = dice.choice((_found(_SPACE, data, dice), _found(_TAG, data, dice)[1:] * 2, (_spot(data, dice),) * 2))
        data = _replaced(data, part, dice.choice((b"", b" ")) + _token(dice) + dice.choice((b"", b" ")))
    return data


def insert_control(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    for _ in range(dice.choice((1, 10))):
        at = _found(_SPACE, data, dice)[0]
        data = _replaced(data, (at, at), dice.choice(CONTROLS))
    return data


def insert_text(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """Whole paragraphs, headings, items and cells of texts that mean something in the output's format."""
    for _ in range(dice.choice((1, 5))):
        tag = dice.choice(b"p h2 li td pre code blockquote strong a figcaption dt dd caption sup q title".split())
        text = b" ".join(dice.choice(TEXTS) for _ in range(dice.choice((1, 1, 3))))
        at = _found(_TAG, data, dice)[1]
        data = _replaced(data, (at, at), b"<" + tag + b">" + text + b"</" + tag + b">")
    return data


def change_metadata(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """A title or what a <meta> says: a token before, behind or in the place of it."""
    begin, end = _found(_DECLARED, data, dice)
    match = _DECLARED.match(data, begin, end)
    if match is None:
        return data
    index = (match.lastindex or 1) - 1
    old = match.group(index + 1)
    new = dice.choice((old + _token(dice), _token(dice) + old, _token(dice), dice.choice(TEXTS), b"", old * 50))
    return _replaced(data, (begin, end), match.group(index) + new)


def change_json_ld(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """The page's JSON-LD broken, or another one for it."""
    script = _SCRIPT.search(data)
    if script is None or dice.random() < 0.4:
        at = _found(_TAG, data, dice)[1]
        return _replaced(data, (at, at), _LD + dice.choice(JSON_LD) + b"</script>")
    text = script.group(2)
    mutators = (flip_bytes, delete_range, double_range, swap_ranges, insert_control, change_number, change_json_value)
    return _replaced(data, script.span(2), dice.choice(mutators)(text, dice, ()))


def change_json_value(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """A string of some JSON is another value."""
    value = dice.choice(
        (dice.choice(JSON_LD), b"null", b"[]", b"{}", b"1e999", b"true", b'"' + dice.choice(TEXTS) + b'"')
    )
    return _replaced(data, _found(re.compile(rb'"(?:[^"\\]|\\.)*"'), data, dice), value)


def swap_case(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    begin, end = _range(data, dice)
    return _replaced(data, (begin, end), data[begin:end].swapcase())


def strip_markup(data: bytes, dice: Random, _: Sequence[bytes]) -> bytes:
    """The page as plain text, or a part of it."""
    begin, end = dice.choice(((0, len(data)), _range(data, dice)))
    return _replaced(data, (begin, end), _TAG.sub(b"\n", data[begin:end]))


def pack(data: bytes, dice: Random) -> bytes:
    """Gzip, whole, cut off or with a changed byte."""
    packed = gzip.compress(data, 1, mtime=0)
    return dice.choice((packed, packed + packed, packed[: _spot(packed, dice)], flip_bytes(packed, dice, ())))


MUTATORS: tuple[Mutator, ...] = (
    *(flip_bytes, delete_range, double_range, swap_ranges, splice, splice, break_tag, break_tag, rename_tag),
    *(add_attribute, add_attribute, change_value, change_value, change_entity, change_number, change_charset),
    *(nest, repeat, repeat, insert_tokens, insert_tokens, insert_tokens, insert_control, insert_text, insert_text),
    *(change_metadata, change_metadata, change_json_ld, change_json_ld, swap_case, strip_markup, cut_off),
)


def altered(data: bytes, dice: Random, tokens: Sequence[bytes]) -> bytes:
    """Another kind of file than a page after a few changes: bytes, parts, numbers, and tokens of its own format."""
    for _ in range(dice.choice((1, 1, 1, 2, _MOST_CHANGES))):
        kind = dice.randrange(5)
        if kind == 0:
            changes = (flip_bytes, delete_range, double_range, swap_ranges, insert_control, change_number, cut_off)
            data = dice.choice(changes)(data, dice, ())
        elif kind <= 2:  # in the place of a value
            data = _replaced(data, _found(_QUOTED, data, dice), dice.choice(tokens))
        else:
            at = dice.choice((_found(_SPACE, data, dice)[0], _spot(data, dice)))
            data = _replaced(data, (at, at), dice.choice(tokens))
    return data
