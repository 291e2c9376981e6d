# Types for split.py where it is compiled: they change its speed, and nothing that it does.
cdef object read_nodes, Chunk, Block, Container, Silent, words, safe_fold, callout_of

cdef class _Splitter:
    cdef object nodes
    cdef list blocks, chunks, owners, words, open, levels, silent, waiting, inner_links, parts, pending
    cdef dict numbers, containers, steps, cells
    cdef Py_ssize_t links, code, in_links
    cdef bint has_text, continues

    cdef _reset(self)
    cdef _end(self, Py_ssize_t i, str tag)
    cdef _open(self, Py_ssize_t i, str tag)
    cdef _close(self, str tag)
    cdef _hush(self, Py_ssize_t i, str tag)
    cdef _keep_silent(self, Py_ssize_t i, Py_ssize_t before)
    cdef _hold(self, Py_ssize_t i, bint tail)
    cdef _enter(self, Py_ssize_t i, str tag)
    cdef _container(self, Py_ssize_t i, str tag, tuple outer)
    cdef _check_box(self, Py_ssize_t i)
    cdef _line_in_code(self)
    cdef _text(self, Py_ssize_t i, str text, bint tail)
    cdef _break(self, Py_ssize_t i)
    cdef _image(self, Py_ssize_t i)
    cdef _flush(self)
    cdef _append(self, object kind, str text, tuple chunks, double link_share)
