"""No file is opened and no server is asked because of what a page says."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hostile_words import SECRET, everything, references
from making import BEGIN, page
from pages import write

import cleancopy.extractors

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "cleancopy.cli")
Run = Callable[..., subprocess.CompletedProcess[bytes]]  # what the fixture `run` is
WAYS = (
    ("-f", "json", "--with", "markdown,html,blocks"),
    ("-f", "markdown", "--comments"),
    ("--extractor", "trafilatura"),
    ("explain", "--json"),
)
# Where the program's own code and data are; the pages name nothing there.
CODE = (str(ROOT), str(Path(cleancopy.extractors.__file__).parent), sys.prefix, f"{sys.base_prefix}/lib")
_OPENED = re.compile(r'\bopen(?:at2?)?\((?:[^,"]+, )?"((?:[^"\\]|\\.)*)"')
_ASKED = re.compile(r"\b(?:connect|sendto)\([^)]*(?:AF_INET|AF_UNIX).*")


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A server that takes connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def asked(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.fixture
def pages(tmp_path: Path, server: socket.socket) -> tuple[list[str], list[str]]:
    """Pages that refer to files and to a server in every way, and as many plain ones with the same names."""
    address = f"http://127.0.0.1:{server.getsockname()[1]}/there"
    (tmp_path / "next-door.html").write_text(page(f"<p>{SECRET}</p>"))
    names = [os.fsdecode(path) for path in write(references(), tmp_path)]
    for number, url in enumerate((address, address.removeprefix("http:"), "next-door.html", "../next-door.html")):
        dtd = f'<!DOCTYPE html SYSTEM "{url}" [<!ENTITY leak SYSTEM "{url}"><!ENTITY % all SYSTEM "{url}">%all;]>'
        sheet = f'<?xml version="1.0"?><?xml-stylesheet href="{url}" type="text/xsl"?>'
        html = everything(url).replace("The log", "The log &leak;").removeprefix("<!DOCTYPE html>")
        for ending in ("html", "xhtml"):
            names.append(f"references/{number}.{ending}")
            (tmp_path / names[-1]).write_text(sheet + dtd + html)
    plain = tmp_path / "plain"
    for name in names:
        (plain / name).parent.mkdir(parents=True, exist_ok=True)
        (plain / name).write_text(page('<p>The log has <a href="/x">pages</a> and <img src="/y.png" alt="lamps">.</p>'))
    # Whatever the tool loads for one page or another, the samples have it loaded.
    samples = sorted(
        str(path) for path in (Path(__file__).parents[2] / "samples/pages").glob("*.html") if path.stem != "no-article"
    )
    return names, [f"plain/{name}" for name in names] + samples


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_no_secret_comes_out_and_no_server_is_asked(
    run: Run, pages: tuple[list[str], list[str]], server: socket.socket, way: tuple[str, ...]
) -> None:
    names = pages[0][:1] if way[0] == "explain" else pages[0]
    for some in [names] if way[0] != "explain" else [[name] for name in pages[0][::4]]:
        done = run(*way, *some)
        assert done.returncode == 0
        assert done.stdout.count(BEGIN.encode()) >= len(some)
        assert SECRET.encode() not in done.stdout + done.stderr
        assert b"root:x:0" not in done.stdout
    assert not asked(server)


def traces() -> bool:
    """Whether strace is there, and allowed to do its work."""
    return (
        bool(shutil.which("strace"))
        and not subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], check=False).returncode
    )


def traced(arguments: tuple[str, ...], names: list[str], folder: Path) -> tuple[set[str], list[str]]:
    """The files other than the program's own that a command opens or tries to, and what it says to servers."""
    log = folder / "strace.log"
    calls = "trace=open,openat,openat2,connect,sendto"
    given = ["strace", "-f", "-qq", "-s", "1000", "-e", calls, "-o", str(log), *COMMAND, *arguments, *names]
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(given, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    said = log.read_text(errors="replace").splitlines()
    opened = {match.group(1) for line in said if (match := _OPENED.search(line))}
    # Modules are imported when a page needs them, and bring the system's libraries along.
    code = (*CODE, "/lib/", "/usr/lib/")
    own = {path for path in opened if path.startswith(code) and not path.startswith(str(folder))}
    own |= {path for path in opened if path.endswith("/openssl.cnf") or "/cleancopy/patterns-" in path}
    return opened - own, [line for line in said if _ASKED.search(line)]


@pytest.mark.skipif(not traces(), reason="needs strace")
@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_the_system_is_asked_for_nothing_else_than_with_plain_pages(
    pages: tuple[list[str], list[str]], tmp_path: Path, way: tuple[str, ...]
) -> None:
    hostile, plain = (names[:1] if way[0] == "explain" else names for names in pages)
    more, asked_more = traced(way, hostile, tmp_path)
    usual, asked_usually = traced(way, plain, tmp_path)
    assert set(hostile) <= more, "the pages themselves are not seen: the test is blind"
    assert sorted(more - usual - set(hostile)) == []
    assert len(asked_more) <= len(asked_usually), asked_more
