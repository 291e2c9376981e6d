"""Preload what a worker needs, once, in the process that forks the workers (see `pool.py`).

It does a worker's work once, so that a new worker begins at once and all share the memory. Nothing else imports it.
"""

from __future__ import annotations

import gc
import os

from ..article import Source
from ..options import Options, WriteOptions
from ..sandbox import die_with_parent
from .job import Gates
from .work import Recipe, Task, convert

die_with_parent()
# A worker that is stopped while it begins would complain of it on the user's terminal.
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

_PAGE = b"""<!doctype html><html lang="en"><head><title>A page</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>A page</h1><p>The harbour reopened on Monday, nine days after a storm had closed it to all traffic.</p>
<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred on board.</p></article>
</body></html>"""

for _format in ("json", "markdown"):
    _recipe = Recipe(Options(write=WriteOptions(format=_format, extras=frozenset({"markdown"}))), Gates(), files=False)
    convert(Task(0, "page.html", source=Source("page.html", _PAGE)), _recipe)
convert(Task(0, "page.txt", source=Source("page.txt", b"A page\n\nThe harbour reopened on Monday.\n")), _recipe)
gc.collect()
gc.freeze()  # what all workers share is not searched for garbage by each of them, which would copy it
