# Types for standing.py where it is compiled: they change its speed, and nothing that it does.
cimport cython

@cython.locals(i=cython.Py_ssize_t, parent=cython.Py_ssize_t, found=list)
cpdef list _larger(object outline, list blocks)

@cython.locals(i=cython.Py_ssize_t, totals=dict)
cpdef dict _by_shape(list shapes, object values)
