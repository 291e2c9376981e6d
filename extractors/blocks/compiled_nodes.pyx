# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The walk of nodes.py, which says what it returns, over libxml2's own nodes: no proxy for an element nobody asks for.

Of libxml2 only the fields of a node that lead to others are read here; text, tags, attributes and elements are made by
lxml's public functions, so they are what lxml gives. No call depends on the depth of a tree. Where lxml or libxml2 are
not as they were at installation, the import fails, and nodes.py goes on without this module.
"""

from array import array

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.ref cimport PyObject
from libc.stdint cimport uintptr_t
from lxml.includes cimport etreepublic as lxml_api
from lxml.includes.tree cimport XML_ELEMENT_NODE, const_xmlChar, xmlNode

from .nodes import Ancestors

lxml_api.import_lxml__etree()

cdef extern from "Python.h":
    const char *PyUnicode_AsUTF8(object) except NULL

cdef enum:
    KNOWN_TAGS = 256
    FIRST_ROOM = 1024  # elements


cdef class CompiledNodes:
    """See nodes.Nodes."""

    cdef readonly list tags
    cdef readonly list texts
    cdef readonly list tails
    cdef readonly object parents
    cdef lxml_api._Document _document  # keeps the tree
    cdef xmlNode **_nodes
    cdef Py_ssize_t _room

    def __init__(self, lxml_api._Element root not None, skipped):
        if root._c_node == NULL:
            raise ValueError("an element that is no longer there")
        self._document = root._doc
        self.tags, self.texts, self.tails, self.parents = [], [], [], array("i")
        self._walk(root._c_node, skipped)

    def __dealloc__(self):
        PyMem_Free(self._nodes)

    cdef int _walk(self, xmlNode *root, skipped) except -1:
        cdef TagNames names = TagNames(skipped)
        cdef xmlNode *node = root
        cdef xmlNode *following
        cdef list parents = []  # the numbers of the elements that are open
        cdef int parent = -1
        cdef Py_ssize_t count = 0
        while True:
            if count == self._room:
                self._grow()
            self._nodes[count] = node
            tag = names.of(node)
            self.tags.append(tag)
            self.parents.append(parent)
            self.texts.append(_text_at(node.children, node, True))
            self.tails.append(_text_at(node.next, node, False))
            following = NULL if names.is_skipped else _element_at(node.children)
            if following != NULL:
                parents.append(parent)
                parent = count
            count += 1
            while following == NULL and node != root:
                following = _element_at(node.next)
                if following == NULL:
                    node = node.parent
                    parent = parents.pop()
            if following == NULL:
                return 0
            node = following

    cdef int _grow(self) except -1:
        cdef Py_ssize_t room = 2 * self._room or FIRST_ROOM
        cdef void *larger = PyMem_Realloc(self._nodes, room * sizeof(xmlNode *))
        if larger == NULL:
            raise MemoryError
        self._nodes, self._room = <xmlNode **> larger, room
        return 0

    cdef xmlNode *_at(self, Py_ssize_t i) except NULL:
        if not 0 <= i < len(self.tags):
            raise IndexError(i)
        return self._nodes[i]

    def get(self, Py_ssize_t i, str name not None):
        """See nodes.Nodes."""
        cdef xmlNode *node = self._at(i)
        if node.properties == NULL:
            return None
        return lxml_api.attributeValueFromNsName(node, NULL, <const_xmlChar *> PyUnicode_AsUTF8(name))

    def element(self, Py_ssize_t i):
        """See nodes.Nodes."""
        return lxml_api.elementFactory(self._document, self._at(i))


cdef struct KnownTag:
    const_xmlChar *name
    PyObject *tag  # held by TagNames._held
    bint is_skipped


cdef class TagNames:
    """The tags of one document as Python's strings. libxml2 keeps each name once, so its address tells it."""

    cdef bint is_skipped  # of the tag that was asked for last
    cdef object _skipped
    cdef list _held
    cdef KnownTag _known[KNOWN_TAGS]

    def __init__(self, skipped):
        self._skipped = skipped
        self._held = []

    cdef str of(self, xmlNode *node):
        cdef KnownTag *known = &self._known[(<uintptr_t> node.name >> 3) % KNOWN_TAGS]
        if node.ns == NULL and known.tag != NULL and known.name == node.name:
            self.is_skipped = known.is_skipped
            return <str> known.tag
        cdef str tag = lxml_api.namespacedName(node)
        self.is_skipped = tag in self._skipped
        if node.ns == NULL and known.tag == NULL:  # a place is given once: what is held stays bounded
            self._held.append(tag)
            known.name, known.tag, known.is_skipped = node.name, <PyObject *> tag, self.is_skipped
        return tag


cdef inline xmlNode *_element_at(xmlNode *node) noexcept nogil:
    """The first element among a node and its next siblings."""
    while node != NULL and node.type != XML_ELEMENT_NODE:
        node = node.next
    return node


cdef inline str _text_at(xmlNode *first, xmlNode *node, bint inside):
    """The text of a node, or its tail: `first` is the node that it would begin with."""
    if first == NULL or first.type == XML_ELEMENT_NODE:
        return None
    return lxml_api.textOf(node) if inside else lxml_api.tailOf(node)


def read_nodes(root, skipped):
    """See nodes.nodes_by_lxml."""
    return CompiledNodes(root, skipped)


def read_ancestors(elements):
    """See nodes.ancestors_by_lxml."""
    cdef dict index = {}  # address of a node: its number
    cdef list tags = [], parents = [], attributes = [], places = [], chain
    cdef lxml_api._Element one
    cdef xmlNode *node
    cdef TagNames names = TagNames(())
    for one in elements:
        chain = []
        node = one._c_node
        while node != NULL and node.type == XML_ELEMENT_NODE:
            parent = index.get(<uintptr_t> node)
            if parent is not None:
                break
            chain.append(<uintptr_t> node)
            node = node.parent
        else:
            parent = 0
        for address in reversed(chain):
            node = <xmlNode *> <uintptr_t> address
            parents.append(parent)
            attributes.append(dict(lxml_api.collectAttributes(node, 3)) if node.properties != NULL else None)
            parent = index[address] = len(tags)
            tags.append(names.of(node))
        places.append(parent)
    return Ancestors(tags, parents, attributes, places)


def _check():
    """Raise ImportError unless a small tree is read as lxml reads it: libxml2's structs may have changed."""
    from lxml import etree

    root = etree.HTML("<div id=a>b<p class=c>d<svg><g>e</g></svg>f</p><!-- g -->h<br>i</div>").find(".//div")
    nodes = CompiledNodes(root, frozenset(("svg",)))
    read = (nodes.tags, list(nodes.parents), nodes.texts, nodes.tails, nodes.get(1, "class"), nodes.get(3, "id"))
    if read != (["div", "p", "svg", "br"], [-1, 0, 1, 0], ["b", "d", None, None], [None, None, "f", "i"], "c", None):
        raise ImportError("libxml2 is not as it was at installation")
    if nodes.element(2) is not root[0][0] or read_ancestors([root[0][0]])[0] != ["html", "body", "div", "p", "svg"]:
        raise ImportError("libxml2 is not as it was at installation")


_check()
