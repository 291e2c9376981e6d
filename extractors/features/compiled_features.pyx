# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Features of blocks in C: wording, the parts of names, shares as bytes.

An installation without a compiler does without this module (see `chosen.py`): `wording.py`, `odds.py`, `class_names.py`
and `quantise.py` say what each function does, and do the same in Python. They also hold what is looked for; the numbers
below are places in a row, in the order of `wording.WORDING`.
"""

from cpython.bytearray cimport PyByteArray_AS_STRING
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t

from . import class_names as naming
from . import odds
from . import quantise
from . import wording

cdef enum:  # what a character is: bits of _kinds
    COMMA = 1
    QUOTE = 2
    BAR = 4
    FULL_STOP = 8
    WIDE_STOP = 16
    CLOSER = 32
    EXACT = 4096

cdef enum:  # what _hints finds
    PRICE = 1
    DATE = 2
    TIME = 4

cdef uint8_t _kinds[0x10000]
cdef uint8_t _logarithms[EXACT]
cdef Py_ssize_t _WIDTH = len(wording.WORDING)
cdef Py_ssize_t _LOOKED_AT = wording.LOOKED_AT, _LONG_SCAN = wording.LONG_SCAN
cdef Py_ssize_t _WORDS_READ = odds.WORDS_READ
cdef uint8_t _EVEN = odds.EVEN
cdef double _WHOLE = quantise.WHOLE
cdef Py_ssize_t _LONGEST_PART = naming.LONGEST_PART, _LONGEST_TOKEN = naming.LONGEST_TOKEN
cdef str _CLOSERS = wording.CLOSERS
cdef dict _ENDS = wording.ENDS
cdef dict _KIND_FLAGS = {kind: bytes(row) for kind, row in wording.KIND_FLAGS.items()}
cdef frozenset _FUNCTION_WORDS = wording.FUNCTION_WORDS
cdef object _has_price = wording.PRICE.search
cdef object _has_date = wording.DATE.search
cdef object _has_time = wording.TIME.search


cdef _fill():
    cdef Py_UCS4 character
    cdef int kind
    for members, kind in (
        (wording.COMMAS, COMMA),
        (wording.QUOTES, QUOTE),
        (wording.BARS, BAR),
        (wording.STOPS, FULL_STOP),
        (wording.WIDE_STOPS, WIDE_STOP),
        (wording.STOP_CLOSERS, CLOSER),
    ):
        for character in members:
            _kinds[character] |= kind
    for kind in range(EXACT):
        _logarithms[kind] = quantise.log_byte(kind)


_fill()


cdef inline uint8_t _log(Py_ssize_t count):
    return _logarithms[count] if count < EXACT else quantise.log_byte(count)


cdef inline uint8_t _share(double part, double whole) noexcept:
    return <uint8_t> (_WHOLE * part / whole + 0.5) if whole > 0 else 0


def name_parts(str name not None):
    """See class_names.name_parts."""
    cdef dict found = {}
    cdef list parts
    cdef str token, part, joined
    cdef Py_ssize_t i, start, count
    for token in name.split():
        parts = []
        count = len(token)
        i = 0
        while i < count:
            start = i
            while i < count and c"A" <= token[i] <= c"Z":
                i += 1
            if i < count and c"a" <= token[i] <= c"z":
                if i - start > 1:  # capitals before a word that begins with one
                    parts.append(token[start : i - 1].lower())
                    start = i - 1
                while i < count and c"a" <= token[i] <= c"z":
                    i += 1
            if i > start:
                parts.append(token[start:i].lower())
            else:
                i += 1
        for part in parts:
            if 1 < len(part) < _LONGEST_PART:
                found[part] = None
        if len(parts) > 1:
            joined = "".join(parts)
            if len(joined) < _LONGEST_TOKEN:
                found[joined] = None
    return tuple(found)


def share_column(parts, wholes):
    """See quantise.share_column."""
    cdef bytearray found = bytearray()
    cdef double part, whole
    for part, whole in zip(parts, wholes):
        found.append(_share(part, whole))
    return bytes(found)


def log_column(counts):
    """See quantise.log_column."""
    cdef bytearray found = bytearray()
    cdef Py_ssize_t count
    for count in counts:
        found.append(_log(count))
    return bytes(found)


def read_odds(dict table not None, words):
    """See odds.read_odds."""
    cdef bytes rows = PyBytes_FromStringAndSize(NULL, 4 * len(words))
    cdef uint8_t *row = <uint8_t *> PyBytes_AS_STRING(rows)
    cdef Py_ssize_t read, known, total
    cdef int least, greatest, value
    for own in words:
        read = known = total = 0
        least, greatest = 255, 0
        for word in own:
            if read == _WORDS_READ:
                break
            read += 1
            found = table.get(word)
            if found is not None:
                value = found
                known += 1
                total += value
                least, greatest = min(least, value), max(greatest, value)
        if known:
            row[0], row[1], row[2], row[3] = least, greatest, total // known, _share(known, read)
        else:
            row[0] = row[1] = row[2] = _EVEN
            row[3] = 0
        row += 4
    return rows


def read_wordings(blocks, words):
    """See wording.read_wordings."""
    cdef bytes rows = PyBytes_FromStringAndSize(NULL, _WIDTH * len(blocks))
    cdef uint8_t *row = <uint8_t *> PyBytes_AS_STRING(rows)
    for block, own in zip(blocks, words, strict=True):
        _read(block, own, row)
        row += _WIDTH
    return rows


cdef int _read(block, own, uint8_t *row) except -1:
    cdef str text = block.text
    cdef const uint8_t *kind
    cdef Py_ssize_t i, functions = 0
    cdef str word
    cdef double link_share = block.link_share
    if len(text) > _LONG_SCAN or (text and text[0].isspace()):
        text = text.lstrip()[:_LONG_SCAN]
    for i in range(_WIDTH):
        row[i] = 0
    row[0] = block.level
    flags = _KIND_FLAGS.get(block.kind)
    if flags is not None:
        kind = <const uint8_t *> PyBytes_AS_STRING(flags)
        for i in range(5):
            row[1 + i] = kind[i]
    row[6] = 1 if block.continues else 0
    row[7] = _share(link_share, 1)
    if not own or not text:
        return 0
    for word in own:
        functions += word in _FUNCTION_WORDS
    row[8] = _log(len(own))
    row[15] = _log(functions)
    row[16] = _share(functions, len(own))
    row[11] = _end(text)
    row[12] = _first(text[0])
    row[14] = text.isupper()
    _scan(text, len(own), row)
    return 0


cdef int _end(str text):
    cdef Py_ssize_t i = len(text) - 1
    while i > 0 and text[i] in _CLOSERS:
        i -= 1
    if text[i] in _CLOSERS:
        i = len(text) - 1
    return _ENDS.get(text[i], 0)


cdef int _first(Py_UCS4 c) noexcept:
    if c.islower():
        return 1
    if c.isupper():
        return 2
    if c.isdigit():
        return 3
    return 4 if c.isalpha() else 5


cdef int _scan(str text, Py_ssize_t words, uint8_t *row) except -1:
    """What is counted of a text, character by character."""
    cdef Py_ssize_t i, k, count = len(text), begun = -1, tokens = 0, longest = 0, capitals = 0
    cdef Py_ssize_t commas = 0, digits = 0, quotes = 0, bars = 0, stops = 0, lines = 0, parentheses = 0, colons = 0
    cdef bint at = False, copyright = False, sign = False
    cdef int hints
    cdef uint8_t kind
    cdef Py_UCS4 c
    for i in range(count):
        c = text[i]
        if c.isspace():
            if begun >= 0:
                longest = max(longest, i - begun)
                begun = -1
            if c == c"\n":
                lines += 1
            sign = sign or c != c" "
            continue
        if begun < 0:
            begun = i
            tokens += 1
            capitals += c.isupper()
        if c < 128 and c.isalpha():
            continue
        if c"0" <= c <= c"9":
            digits += 1
            sign = True
            continue
        if not sign and c != c"_" and not c.isalnum():
            sign = True
        kind = _kinds[c] if c < 0x10000 else 0
        if kind & COMMA:
            commas += 1
        if kind & QUOTE:
            quotes += 1
        if kind & BAR and i < _LOOKED_AT:
            bars += 1
        if kind & WIDE_STOP:
            stops += 1
        elif kind & FULL_STOP:
            k = i + 1
            while k < count and text[k] < 0x10000 and _kinds[text[k]] & CLOSER:
                k += 1
            stops += k == count or text[k].isspace()
        elif c == c"(":
            parentheses += 1
        elif c == c":":
            colons += 1
        elif c == c"@":
            at = True
        elif c == 0xA9:
            copyright = True
    if begun >= 0:
        longest = max(longest, count - begun)
    row[9] = min(255, 12 * count // words)
    row[10] = min(255, 8 * longest)
    row[13] = _share(capitals, tokens)
    if not sign:
        return 0
    row[17] = _log(stops)
    row[18] = _log(commas)
    row[19] = _share(min(1.0, 4.0 * commas / tokens), 1)
    row[20] = _share(digits, count)
    row[21] = _log(quotes)
    row[22] = _log(parentheses)
    row[23] = _log(colons)
    row[24] = _log(bars)
    row[25] = _log(lines)
    row[26] = at
    row[27] = copyright
    row[28] = "http" in text or "www." in text
    if digits:
        start = text[:_LOOKED_AT]
        hints = _hints(start)
        row[29] = hints & PRICE and _has_price(start) is not None
        row[30] = hints & DATE and _has_date(start) is not None
        row[31] = hints & TIME and _has_time(start) is not None
    return 0


cdef inline bint _digit(str text, Py_ssize_t i, Py_ssize_t count):
    """Whether there is what \\d matches."""
    return 0 <= i < count and (c"0" <= text[i] <= c"9" or (text[i] > 127 and text[i].isdecimal()))


cdef int _hints(str text):
    """What of PRICE, DATE and TIME there may be: the searches for them take longer than all else of a block."""
    cdef int found = 0, points = 0
    cdef Py_ssize_t i, k, count = len(text)
    cdef Py_UCS4 c
    for i in range(count):
        if not _digit(text, i, count):
            continue
        k = i - 2 if i > 1 and text[i - 1].isspace() else i - 1
        if k >= 0 and text[k] in "$€£¥₹₽":
            found |= PRICE
        if i + 1 == count:
            break
        c = text[i + 1]
        if c in ":./-" and _digit(text, i + 2, count):
            points += c != c":"
            found |= TIME if c == c":" or c == c"." else 0
        if ((text[i] == c"1" and c == c"9") or (text[i] == c"2" and c == c"0")) and _digit(text, i + 2, count):
            found |= DATE
        k = i + 2 if c.isspace() else i + 1
        if k < count and text[k] in "$€£¥₹₽UEGkzKрCл":  # and how USD, EUR, GBP, kr, zł, Kč, руб, CHF, лв begin
            found |= PRICE
        while k < count and text[k].isspace():
            k += 1
        if k < count and text[k] in "mhdwySU":  # min, months, hours, days, weeks, years, Std, Uhr
            found |= TIME
    return found | DATE if points > 1 else found
