"""The tree of errors. Every one names its source and says, in one line, what is wrong and what to do.

CleancopyError
├── InputError          the input cannot be read as a page
│   ├── MissingError    there is no such file
│   ├── NotAPageError   it is something else: an image, a PDF, an archive
│   └── TooLargeError   over the size limit, packed or unpacked
├── NetworkError        a URL could not be fetched
│   └── StatusError     the server answered, and not with a page
├── OutputError         the result cannot be written
└── SetupError          a wrong option, rule file or missing extra: nothing was extracted
    └── RuleError       problems in rule files, all of them at once
"""

from __future__ import annotations


class CleancopyError(Exception):
    """Base of all: `source` is the input (or file) concerned, `problem` the sentence about it."""

    def __init__(self, source: str, problem: str) -> None:
        super().__init__(source, problem)
        self.source = source
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.source}: {self.problem}" if self.source else self.problem


class InputError(CleancopyError):
    """The input cannot be read as a page."""


class MissingError(InputError):
    """There is no such file."""


class NotAPageError(InputError):
    """The input is not a web page or a text."""


class TooLargeError(InputError):
    """The input is over the size limit, packed or unpacked."""


class NetworkError(CleancopyError):
    """A URL could not be fetched."""


class StatusError(NetworkError):
    """The server answered, and not with a page: `status` is HTTP's."""

    def __init__(self, source: str, problem: str, status: int = 0) -> None:
        super().__init__(source, problem)
        self.status = status


class OutputError(CleancopyError):
    """The result cannot be written."""


class SetupError(CleancopyError):
    """A wrong option or a missing extra; nothing was extracted."""


class RuleError(SetupError):
    """Problems in rule files; `problems` holds one line for each, with file and line number."""

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        super().__init__(source, "; ".join(problems))
        self.args = (source, problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.problems)
