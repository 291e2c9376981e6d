# Types for surroundings.py where it is compiled: they change its speed, and nothing that it does.
cimport cython

@cython.locals(words=cython.Py_ssize_t)
cpdef bint is_prose(object block)

@cython.locals(
    count=cython.Py_ssize_t, whole=cython.Py_ssize_t, total=cython.Py_ssize_t, all_prose=cython.Py_ssize_t,
    n=cython.Py_ssize_t, i=cython.Py_ssize_t,
)
cpdef dict describe_positions(object counts, object prose)

@cython.locals(i=cython.Py_ssize_t, h=cython.Py_ssize_t, headings=list, column=bytes)
cpdef dict describe_headings(object blocks, dict columns)

@cython.locals(met=cython.Py_ssize_t, before=bytearray, keys=list, counts=dict)
cpdef dict describe_copies(object words)
