# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The words of a text and its white space folded, in C: text.py does the same in Python where there is no compiler."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcmp

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    Py_UCS4 PyUnicode_READ(int, void *, Py_ssize_t)
    str PyUnicode_Substring(object, Py_ssize_t, Py_ssize_t)
    str PyUnicode_FromKindAndData(int, const void *, Py_ssize_t)

cdef enum:  # what a character is, as _letter says
    OTHER = 0
    LETTER = 1
    MARK = 2
    IDEOGRAPH = 3
    LATIN = 0x300  # below it a character is a letter of a word or none

cdef uint8_t _latin[LATIN]
cdef int _character
for _character in range(LATIN):
    _latin[_character] = LETTER if chr(_character).isalnum() else OTHER


cdef inline int _letter(Py_UCS4 c) noexcept:
    """What a character is to text.WORD."""
    if c < LATIN:
        return _latin[c]
    if 0x3040 <= c and (c <= 0x30FF or 0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0xAC00 <= c <= 0xD7AF):
        return IDEOGRAPH
    if c.isalnum():
        return LETTER
    if 0x900 <= c <= 0x17D3 and (
        c <= 0x963 or 0x966 <= c <= 0xDFF or 0xE00 <= c <= 0xEFF or 0x1000 <= c <= 0x109F or 0x1780 <= c
    ):
        return LETTER
    if c <= 0x6DC and (
        c <= 0x36F
        or 0x591 <= c <= 0x5BD
        or 0x5BF <= c <= 0x5C7
        or 0x610 <= c <= 0x61A
        or 0x64B <= c <= 0x65F
        or c == 0x670
        or 0x6D6 <= c
    ):
        return MARK
    return OTHER


def words(str text not None):
    """See text.words."""
    cdef str small = text.lower()
    cdef int width = PyUnicode_KIND(small), letter
    cdef void *data = PyUnicode_DATA(small)
    cdef Py_ssize_t i, start = -1, count = len(small)
    cdef list found = []
    for i in range(count):
        letter = _letter(PyUnicode_READ(width, data, i))
        if letter == LETTER:
            if start < 0:
                start = i
        elif letter != MARK or start < 0:
            if start >= 0:
                found.append(PyUnicode_Substring(small, start, i))
                start = -1
            if letter == IDEOGRAPH:
                found.append(PyUnicode_Substring(small, i, i + 1))
    if start >= 0:
        found.append(PyUnicode_Substring(small, start, count))
    return found


ctypedef fused character:
    uint8_t
    uint16_t
    uint32_t


cdef Py_ssize_t _fold(const character *text, Py_ssize_t count, character *folded) noexcept:
    """Copy a text with its white space folded, and return its length: -1 if some of it cannot be printed."""
    cdef Py_ssize_t i, length = 0
    cdef Py_UCS4 c
    cdef bint gap = False
    for i in range(count):
        c = text[i]
        if c <= 32 or c >= 127:
            if c.isspace():
                gap = True
                continue
            if not c.isprintable():
                return -1
        if gap and length:
            folded[length] = 32
            length += 1
        gap = False
        folded[length] = text[i]
        length += 1
    return length


def folded_if_printable(str text not None):
    """Return a text with its white space folded; None if some of it cannot be printed."""
    cdef int width = PyUnicode_KIND(text)
    cdef Py_ssize_t count = len(text), length
    cdef bint same
    cdef const void *data = PyUnicode_DATA(text)
    cdef void *folded = PyMem_Malloc((count + 1) * width)
    if folded == NULL:
        raise MemoryError
    try:
        if width == 1:
            length = _fold[uint8_t](<const uint8_t *> data, count, <uint8_t *> folded)
        elif width == 2:
            length = _fold[uint16_t](<const uint16_t *> data, count, <uint16_t *> folded)
        else:
            length = _fold[uint32_t](<const uint32_t *> data, count, <uint32_t *> folded)
        if length < 0:
            return None
        same = length == count and memcmp(data, folded, count * width) == 0
        return text if same else PyUnicode_FromKindAndData(width, folded, length)
    finally:
        PyMem_Free(folded)
