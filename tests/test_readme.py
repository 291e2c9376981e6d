"""Every command in the README and in the guides works as it is written, in a shell with a fresh copy of the samples.

A command whose status is not 0 says so at the end of its comment: "status 5". What comes from https://example.com is
served here, on loopback.
"""

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
MAP = (ROOT / "extractors" / "README.md").read_text(encoding="utf-8")
SITE = "https://example.com"
GUIDES = sorted(path for path in (ROOT / "samples").glob("*.md") if path.name != "README.md")
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "samples").glob("*.md")),
    *(ROOT / folder / "README.md" for folder in ("extractors", "tests", "tests/benchmarks")),
]
TEXTS = [README, *(guide.read_text(encoding="utf-8") for guide in GUIDES)]


def fenced(language: str) -> list[str]:
    """Return the fenced blocks of this language in the README and the guides, each once."""
    found = [re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) for text in TEXTS]
    return list(dict.fromkeys(block for blocks in found for block in blocks))


LINES = [line for block in fenced("sh") for line in block.splitlines()]
COMMANDS = list(dict.fromkeys(line for line in LINES if line.strip() and not line.startswith("#")))
RULES = fenced("toml")
# Options of other programs in these documents: of Dask and of training.
OTHER_OPTIONS = {"--data", "--nworkers", "--nthreads"}
NEEDED = ("bash", "jq", "curl")

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in NEEDED), reason=f"the README's examples use {', '.join(NEEDED)}"
)

FEED = """<rss version="2.0"><channel><title>News</title><item><title>Ferry</title><link>{site}/article</link>
<pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
SITEMAP = (
    """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{site}/article</loc></url></urlset>"""
)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = f"http://{self.headers['Host']}"
        answers = {
            "/article": ("text/html; charset=utf-8", (ROOT / "samples/pages/newspaper.html").read_bytes()),
            "/rss": ("application/rss+xml", FEED.format(site=site).encode()),
            "/sitemap.xml": ("application/xml", SITEMAP.format(site=site).encode()),
        }
        kind, body = answers.get(self.path, ("text/plain", b""))
        self.send_response(200 if self.path in answers else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A site on loopback, in place of the one in the documents."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def folder(tmp_path: Path, site: str) -> Path:
    """The samples, the README's own rule file, and a list of addresses."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "my-rules.toml").write_text(RULES[0], encoding="utf-8")
    (tmp_path / "urls.txt").write_text(f"{site}/article\n")
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    environ = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "NO_PROXY": "127.0.0.1",
    }
    shell = ["bash", "-c", command]
    return subprocess.run(shell, cwd=folder, env=environ, input=b"", capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(command: str, folder: Path, site: str) -> None:
    before = set(folder.iterdir())
    if re.search(
        r"batch .*(--list urls|--feed|--sitemap)", command
    ):  # the site is on loopback, and has no need of pauses
        command = command.replace("cleancopy batch", "cleancopy batch --allow-private --delay 0")
    done = run(command.replace(SITE, site), folder)
    made = [f for f in folder.iterdir() if f not in before]
    status = re.search(r"#.* status (\d+)$", command)

    assert done.returncode == (int(status.group(1)) if status else 0), done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout.strip() or any(f.stat().st_size for f in made)


def test_the_documents_have_commands_and_their_pictures() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)

    assert len(COMMANDS) >= 40
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("rules", RULES)
def test_rules_that_are_shown_are_valid(rules: str, folder: Path) -> None:
    (folder / "shown.toml").write_text(rules, encoding="utf-8")

    assert run("cleancopy rules check shown.toml", folder).returncode == 0


def test_the_readmes_rule_cuts_what_it_says(folder: Path) -> None:
    command = "cleancopy --extractor trafilatura samples/pages/longread.html"
    label = "The coast · Long read"

    assert label in run(command, folder).stdout.decode()
    assert label not in run(f"{command} --rules my-rules.toml", folder).stdout.decode()


@pytest.mark.parametrize("script", [block for block in fenced("python") if ">>>" not in block])
def test_python_that_is_shown_works(script: str, folder: Path) -> None:
    shutil.copy(ROOT / "samples/pages/newspaper.html", folder / "page.html")
    (folder / "shown.py").write_text(script, encoding="utf-8")
    done = run("python shown.py", folder)

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip()


def _options() -> set[str]:
    from typing import Any

    from cleancopy.cli.commands import COMMANDS, load_command

    def of(command: Any) -> set[str]:
        below = getattr(command, "commands", {}).values()
        own = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        return own.union(*map(of, below))

    return set().union(*(of(load_command(name)) for name in COMMANDS))


@pytest.mark.parametrize("text", TEXTS, ids=["README", *(guide.stem for guide in GUIDES)])
def test_every_option_that_is_named_exists(text: str) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text)) - OTHER_OPTIONS

    assert named - _options() - {"--help", "--install-completion"} == set()


def _anchors(path: Path) -> set[str]:
    """Return what GitHub calls the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(path: Path) -> None:
    links = re.findall(r"\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)", path.read_text(encoding="utf-8"))
    targets = [(path.parent / name if name else path, anchor) for name, anchor in links]

    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [(str(target), anchor) for target, anchor in targets if anchor and anchor not in _anchors(target)] == []


def test_the_readme_is_short() -> None:
    assert len(README.encode()) <= 10_000


def test_no_version_has_more_than_twenty_bullets_in_the_changelog() -> None:
    versions = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1:]

    assert versions
    assert all(version.count("\n- ") <= 20 for version in versions)


def test_the_readme_names_every_guide() -> None:
    assert [guide.name for guide in GUIDES if f"](samples/{guide.name})" not in README] == []


def test_the_map_has_every_folder_and_file_of_the_first_level() -> None:
    here = ROOT / "extractors"
    folders = {f"{path.parent.name}/" for path in here.glob("*/__init__.py")}
    files = {path.name for path in here.glob("*.py") if path.name != "__init__.py"}

    assert [name for name in sorted(folders | files) if f"`{name}`" not in MAP] == []


def test_what_the_map_names_exists() -> None:
    named = re.findall(r"`([\w/]+/|[\w/]+\.py)`", MAP)
    folders = (ROOT, ROOT / "extractors", *(path.parent for path in (ROOT / "extractors").glob("*/__init__.py")))

    assert [name for name in named if not any((folder / name).exists() for folder in folders)] == []


def test_each_private_interface_is_used_where_it_is_listed_and_has_its_test() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/]+\.py)` \|.*\| `(tests/[\w/]+\.py)::(\w+)` \|$", contributing, re.MULTILINE)

    assert len(rows) >= 12
    assert [file for file, _, _ in rows if not (ROOT / file).is_file()] == []
    assert [name for _, file, name in rows if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_contributing_names_files_that_exist() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"(?<![\w/])((?:extractors|cli|tests|samples)/[\w/]+\.(?:py|md))(?![\w/])", contributing)

    assert len(named) >= 30
    assert [name for name in named if not (ROOT / name).exists() and "NAME" not in name] == []


def test_the_readme_has_exactly_two_commands_that_set_everything_up() -> None:
    found = re.search(r"<!-- set-up -->\n```\n(.*?)```\n<!-- /set-up -->", README, re.DOTALL)

    assert found is not None
    assert len(found.group(1).splitlines()) == 2


def test_the_readme_lists_every_exit_status() -> None:
    from cleancopy.cli.exits import ExitStatus

    table = README.partition("## Exit status")[2].partition("##")[0]
    listed = {int(n) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for n in row.split(",")}

    assert listed == {int(status) for status in ExitStatus}
