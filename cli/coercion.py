"""The usual values of options, taken without pydantic.

Typer gives every value of an option or argument, defaults included, to a validator of pydantic's, whose import costs
more than all the rest of the command line. `without_pydantic` puts a stand-in in front of each of these validators. It
takes what is plainly right: a string, a number within its range, the exact name of a choice, a path that can be read,
and lists of these. Whatever else there is goes to Typer as ever, and so does all that is wrong: what is taken and what
is said does not change, but for an empty path, which Typer takes for the working directory, and "nan". The place for
the stand-in is private to Typer: where it is not found as it is known here, parameters stay as they are, and are only
slower.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

_LONG = 16  # a number with as many digits is nothing usual
# What a path's declaration can ask for that is not looked at here, with what it is when it does not.
_PLAIN_PATH = {"exists": False, "file_okay": True, "dir_okay": True, "allow_dash": False, "resolve_path": False}


class _Unsure(Exception):
    """Typer has to say what the value is."""


def without_pydantic(command: Any) -> Any:
    """The command, whose parameters get stand-ins for Typer's validators, as do those of the commands below it."""
    known = getattr(command, "get_params", None)
    if known is None:
        return command

    def get_params(ctx: Any) -> Any:
        params = known(ctx)  # only here --help is among them
        for param in params:
            if getattr(param, "_runtime_param", False) is None and hasattr(param, "get_runtime_param"):
                param._runtime_param = _StandIn(param)
        return params

    command.get_params = get_params
    for below in getattr(command, "commands", {}).values():
        without_pydantic(below)
    return command


class _WrongError(Exception):
    """What is wrong with a value, where Typer would not say it well."""


class _StandIn:
    """Stands where Typer keeps the validator of a parameter; what it cannot do itself, that one does."""

    def __init__(self, param: Any) -> None:
        self._param = param

    def coerce(self, value: Any, *args: Any, **more: Any) -> Any:
        """The value as the parameter's type. Raises Typer's error for what is wrong, with what to give instead."""
        try:
            return _taken(value, self._param)
        except _WrongError as err:
            from typer import BadParameter

            raise BadParameter(str(err), param=self._param) from None
        except (_Unsure, AttributeError):  # the latter where Typer has changed
            return self._typers().coerce(value, *args, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._typers(), name)

    def _typers(self) -> Any:
        self._param._runtime_param = None
        return self._param.get_runtime_param()


def _taken(value: Any, param: Any) -> Any:
    several = param.multiple or param.nargs == -1
    if value is None:
        return () if several else None
    known, info = param.type_descriptor.annotation, param.type_descriptor.parameter_info
    if info.parser is not None or several != (get_origin(known) is list):
        raise _Unsure
    if not several:
        return _one(value, known, info)
    if not isinstance(value, list | tuple):
        raise _Unsure
    return [_one(one, get_args(known)[0], info) for one in value]


def _one(value: Any, known: Any, info: Any) -> Any:
    if known is str and type(value) is str:
        return value
    if known in (int, float):
        return _number(value, known, info)
    if known is Path and type(value) is str:
        return _path(value, info)
    if isinstance(known, type) and issubclass(known, Enum) and info.case_sensitive:
        try:
            return known(value)
        except ValueError:
            pass
    raise _Unsure


def _number(value: Any, known: type[int | float], info: Any) -> int | float:
    if known is float and str(value).strip().lower().lstrip("+-") == "nan":
        limits = (("at least", info.min), ("at most", info.max))
        wanted = " and ".join(f"{words} {limit:g}" for words, limit in limits if limit is not None)
        raise _WrongError(f"{value} is no number: give one of {wanted}" if wanted else f"{value} is no number")
    if type(value) is str and _is_plain(value, known):
        value = known(value)
    if type(value) is not known or info.clamp:
        raise _Unsure
    if not (info.min is None or value >= info.min) or not (info.max is None or value <= info.max):
        raise _Unsure
    return value


def _is_plain(text: str, known: type[int | float]) -> bool:
    """Whether it is digits, for a float perhaps with a point among them."""
    whole, point, part = text.partition(".")
    parts = (whole, part) if point and known is float else (text,)
    return len(text) < _LONG and all(one.isascii() and one.isdigit() for one in parts)


def _path(text: str, info: Any) -> Path:
    if not text:  # for Path it would be the working directory
        raise _WrongError("the name is empty: name a file or folder")
    if (
        "\0" in text
        or info.path_type is not None
        or any(getattr(info, name) != usual for name, usual in _PLAIN_PATH.items())
    ):
        raise _Unsure
    path = Path(text)
    wanted = (os.R_OK if info.readable else 0) | (os.W_OK if info.writable else 0)
    if os.path.exists(path) and not os.access(path, wanted):
        raise _Unsure
    return path
