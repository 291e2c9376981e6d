# Types for lexicon.py where it is compiled: they change its speed, and nothing that it does.
cimport cython

@cython.locals(
    i=cython.Py_ssize_t, parent=cython.Py_ssize_t, low=cython.int, high=cython.int, mean=cython.int,
    least=list, greatest=list, own=list, total=list,
)
cpdef tuple add_up_odds(tuple parents, list known)
