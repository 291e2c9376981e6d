"""Values of options are what Typer would make of them, and Typer says what is wrong with one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.cli import coercion
from cleancopy.cli.commands import COMMANDS, command_line, load_command
from cleancopy.cli.common_options import Format

VALUES = (
    None, (), [], "", " ", "5", " 5", "-5", "+5", "05", "5.0", "5.", ".5", "0.7", "1e-1", "1_0", "nan", "inf", "-0.0",
    "9" * 400, "٥", "0x5", 0, 1, 5, 0.0, 0.5, 30.0, float("nan"), True, False, "true", "no", "json", "JSON", "json ",
    "trafilatura", Format.JSON, "a b", "ü", "\udcff", "a\0b", "/", "/dev/null", "/nowhere/at/all", "~", "-", b"x",
    Path("x"), ("a",), ["a", "b"], ("\udcff", ""), ("5", "x"), ("/", "/nowhere"), (5,), ("a\0b",),
)  # fmt: skip


def _params(command: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    with typer.Context(command, info_name="cleancopy", help_option_names=["-h", "--help"]) as ctx:
        yield from (((command.name, param.name), param) for param in command.get_params(ctx))
    for below in getattr(command, "commands", {}).values():
        yield from _params(below)


PARAMS = dict(chain(*map(_params, [command_line(), *map(load_command, COMMANDS)])))


def _outcome(param: Any, value: Any) -> tuple[str, Any, Any]:
    """What comes of a value: its type and itself, or the message."""
    try:
        made = param.get_runtime_param().coerce(value, param=param, ctx=None)
    except typer.TyperException as err:
        return "wrong", type(err), err.format_message() if hasattr(err, "format_message") else str(err)
    kinds = [type(one) for one in made] if isinstance(made, list | tuple) else None
    return type(made).__name__, kinds, repr(made)


def _both(param: Any, value: Any) -> tuple[Any, Any]:
    stand_in = param._runtime_param
    try:
        param._runtime_param = coercion._StandIn(param)
        ours = _outcome(param, value)
        param._runtime_param = None
        return ours, _outcome(param, value)
    finally:
        param._runtime_param = stand_in


def test_every_parameter_has_a_stand_in() -> None:
    assert len(PARAMS) > 60
    for name, param in PARAMS.items():
        assert isinstance(param._runtime_param, coercion._StandIn), name


@pytest.mark.parametrize("key", PARAMS, ids="-".join)
def test_the_values_and_messages_are_those_of_typer(key: tuple[str, str]) -> None:
    for value in (*VALUES, PARAMS[key].default):
        ours, typers = _both(PARAMS[key], value)
        if ours != typers:  # what Typer takes for the working directory, or calls too large
            given = value if isinstance(value, list | tuple) else (value,)
            assert ours[0] == "wrong", value
            assert "" in given or "nan" in map(str, given), value
            assert re.search("the name is empty: name|nan is no number: give", ours[2]), value


NUMBERS = [param for param in PARAMS.values() if param.type_descriptor.annotation in (int, float)]


@given(
    st.sampled_from(NUMBERS),
    st.one_of(st.from_regex(r"[-+ ]?[0-9_]{0,20}[.e]?[0-9]{0,20}"), st.floats(allow_nan=False).map(str)),
)
def test_numbers_are_those_of_typer(param: Any, text: str) -> None:
    ours, typers = _both(param, text)
    assert ours == typers


@pytest.mark.parametrize(
    ("name", "format"), [("md", "markdown"), ("txt", "text"), ("jsonl", "json"), ("ndjson", "json"), ("htm", "html")]
)
def test_a_format_is_named_by_the_ending_of_its_files_too(name: str, format: str) -> None:
    for command in ("extract", "batch"):
        assert PARAMS[command, "format"].get_runtime_param().coerce(name, param=None, ctx=None) == format


def test_a_file_that_cannot_be_read_is_left_to_typer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "shut.toml"
    file.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    param = PARAMS["extract", "cookies"]
    ours, typers = _both(param, str(file))
    assert ours == typers
    assert "not readable" in ours[2]


class _Kept:
    """A validator as another Typer might have it."""

    label = "theirs"

    def coerce(self, value: Any, *, other: str) -> Any:
        return value, other


def test_where_typer_has_another_place_for_its_validators_it_is_left_alone() -> None:
    params = [SimpleNamespace(name="a"), SimpleNamespace(_runtime_param=None), SimpleNamespace(_runtime_param=_Kept())]
    before = [dict(vars(param)) for param in params]
    command = SimpleNamespace(params=params, get_params=lambda _ctx: params)
    assert coercion.without_pydantic(command).get_params(None) == params
    assert [vars(param) for param in params] == before
    bare = SimpleNamespace(params=params)
    assert coercion.without_pydantic(bare) is bare


def test_where_typer_describes_and_calls_it_otherwise_its_own_validator_is_called() -> None:
    param = SimpleNamespace(multiple=False, nargs=1, _runtime_param=None)
    param.get_runtime_param = lambda: _Kept() if param._runtime_param is None else param._runtime_param
    command = SimpleNamespace(get_params=lambda _ctx: [param])
    coercion.without_pydantic(command).get_params(None)
    stand_in = param.get_runtime_param()
    assert isinstance(stand_in, coercion._StandIn)
    assert stand_in.coerce("x", other="y") == ("x", "y")
    assert coercion._StandIn(param).label == "theirs"
