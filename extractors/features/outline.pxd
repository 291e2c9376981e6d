# Types for outline.py where it is compiled: they change its speed, and nothing that it does.
cimport cython

@cython.locals(totals=cython.double[::1], i=cython.Py_ssize_t, owner=cython.Py_ssize_t, parent=cython.Py_ssize_t, value=double)
cpdef list add_up(tuple parents, tuple owners, object values)

@cython.locals(i=cython.Py_ssize_t, above=cython.Py_ssize_t, found=list)
cpdef list find_wanted(tuple parents, object wanted, bint outermost)

@cython.locals(least=double, i=cython.Py_ssize_t, end=cython.Py_ssize_t, met=list, on_path=bytearray)
cpdef list main_path(tuple parents, tuple depths, list totals, double share)
