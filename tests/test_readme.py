"""Every command in the README works as it stands there, run by a shell from a fresh copy of the samples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
URL = "https://example.com/article"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip() and not line.startswith("#")]
NEEDED = ("bash", "jq", "curl")

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in NEEDED), reason=f"the README's examples use {', '.join(NEEDED)}"
)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (ROOT / "samples/pages/newspaper.html").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A page on loopback, to stand for the README's URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/article"
    server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_works(command: str, folder: Path, url: str) -> None:
    before = set(folder.iterdir())
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "NO_PROXY": "127.0.0.1",
    }
    shell = ["bash", "-c", command.replace(URL, url)]
    done = subprocess.run(shell, cwd=folder, env=environ, input=b"", capture_output=True, timeout=60, check=False)
    made = [f for f in folder.iterdir() if f not in before]

    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout.strip() or any(f.stat().st_size for f in made)


def test_the_readme_has_commands_and_its_pictures() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)

    assert len(COMMANDS) >= 10
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_the_readme_has_exactly_two_commands_that_set_everything_up() -> None:
    found = re.search(r"<!-- set-up -->\n```\n(.*?)```\n<!-- /set-up -->", README, re.DOTALL)

    assert found is not None
    assert len(found.group(1).splitlines()) == 2


def test_the_readme_lists_every_exit_status() -> None:
    from cleancopy.cli.exits import ExitStatus

    table = README.partition("## Exit status")[2].partition("##")[0]
    listed = {int(n) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for n in row.split(",")}

    assert listed == {int(status) for status in ExitStatus}
