"""The results as a table (in Markdown, to be pasted) and as a chart of quality against time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from results import Result, collections, page_types
from rich import box
from rich.table import Table
from rich.text import Text
from timed import Failure

Column = tuple[str, Callable[[Result], str]]

_OWN = "cleancopy"
_SIZE = (12, 7)  # inches, of 100 pixels each
# Where a label may stand, seen from its point (in points): the first place that is free is taken.
_PLACES = (
    (10, -5, "left"),
    (-10, -5, "right"),
    (0, 11, "center"),
    (0, -21, "center"),
    *((x, y, side) for y in (12, -22, 30, -40) for x, side in ((10, "left"), (-10, "right"))),
)
_DOT = 7  # pixels around the middle of a point that a label leaves free


def build_table(results: Sequence[Result]) -> Table:
    """One row an extractor, the best first: quality, time, failures."""
    table = Table(box=box.MARKDOWN)
    columns = _columns(results)
    for i, (title, _) in enumerate(columns):
        table.add_column(title, justify="right" if i else "left", no_wrap=True)
    for result in ranked(results):
        row = [Text(cell(result)) for _, cell in columns]
        table.add_row(*row, style="bold" if result.name.startswith(_OWN) else None)
    return table


def caption(results: Sequence[Result]) -> str:
    """What stands above the table: how many pages of what, and what its columns mean."""
    pages, names = len(results[0].pages), ", ".join(collections(results))
    columns = ["word F1 (mean of the pages)"] if page_types(results) else []
    columns += ["segment F1"] if any(r.segment_f1() is not None for r in results) else []
    return f"{pages} pages of {names}: {', '.join(columns)}, CPU milliseconds a page, pages that failed"


def first_errors(results: Sequence[Result]) -> list[str]:
    """A line for each extractor that raised or died, with the first reason."""
    lines = []
    for result in ranked(results):
        bad = [p for p in result.pages if p.failure in (Failure.ERROR, Failure.CRASH)]
        if bad:
            lines.append(f"{result.name} failed on {len(bad)}, first on {bad[0].ident}: {bad[0].why}")
    return lines


def ranked(results: Sequence[Result]) -> list[Result]:
    """The results, the best first."""
    return sorted(results, key=lambda r: r.quality or 0.0, reverse=True)


def _columns(results: Sequence[Result]) -> list[Column]:
    """Only what the gold can tell: no word F1 without texts, no segment F1 without snippets."""
    types, names = page_types(results), collections(results)
    columns: list[Column] = [("extractor", lambda r: f"{r.name} {r.version}".rstrip())]
    if types:
        columns.append(("all", lambda r: _share(r.f1())))
    if len(types) > 1:
        columns += [(t, lambda r, t=t: _share(r.f1(t))) for t in types]  # type: ignore[misc]
    for name in names:
        suffix = f" {name}" if len(names) > 1 else ""
        if suffix and any(r.f1(collection=name) is not None for r in results):
            columns.append((name, lambda r, n=name: _share(r.f1(collection=n))))  # type: ignore[misc]
        if any(r.segment_f1(name) is not None for r in results):
            columns.append((f"segments{suffix}", lambda r, n=name: _share(r.segment_f1(n))))  # type: ignore[misc]
    columns.append(("ms/page", lambda r: _number(r.milliseconds)))
    columns.append(("median", lambda r: _number(r.median_milliseconds)))
    columns.append(("failed", lambda r: ", ".join(f"{n} {f.value}" for f, n in r.failures.items()) or "0"))
    return columns


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def draw_chart(results: Sequence[Result], file: Path) -> None:
    """Write a PNG: quality upwards, CPU time to the right. Raises ImportError without matplotlib."""
    import_module("matplotlib").use("Agg")
    figure, axes = import_module("matplotlib.pyplot").subplots(figsize=_SIZE, dpi=100)
    shown = [(r, r.milliseconds, r.quality) for r in ranked(results)]
    points = [(r.name, x, y) for r, x, y in shown if x and y is not None]
    axes.set_xscale("log")
    for name, x, y in points:
        own = name.startswith(_OWN)
        axes.scatter(x, y, s=130 if own else 80, color="#c2410c" if own else "#475569", zorder=3)
    axes.margins(0.16, 0.12)
    axes.set_xlabel("CPU milliseconds a page (less is better)", fontsize=15)
    axes.set_ylabel(f"{'word' if page_types(results) else 'segment'} F1 (more is better)", fontsize=15)
    axes.tick_params(labelsize=13)
    ticker = import_module("matplotlib.ticker")
    axes.xaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(ticker.NullFormatter())
    axes.grid(alpha=0.3, which="both")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    _label(figure, axes, points)
    figure.savefig(file, pil_kwargs={"optimize": True})
    import_module("matplotlib.pyplot").close(figure)


def _label(figure: Any, axes: Any, points: Sequence[tuple[str, float, float]]) -> None:
    """Write each point's name beside it, where it hides neither another point nor another name."""
    renderer, frame = figure.canvas.get_renderer(), axes.bbox
    dots = [axes.transData.transform((x, y)) for _, x, y in points]
    taken: list[Any] = []
    for (name, x, y), own_dot in zip(points, dots, strict=True):
        label = axes.annotate(name, (x, y), textcoords="offset points", xytext=(0, 0), fontsize=14)
        label.set_weight("bold" if name.startswith(_OWN) else "normal")
        for right, up, side in _PLACES:  # where none is free, the last stays: better over something than not at all
            label.set(position=(right, up), ha=side)
            space = label.get_window_extent(renderer)
            free = not any(space.overlaps(t) for t in taken)
            clear = not any(space.padded(_DOT).contains(*d) for d in dots if d is not own_dot)
            if free and clear and frame.x0 <= space.x0 and space.x1 <= frame.x1:
                break
        taken.append(label.get_window_extent(renderer))
