"""Packs of many sites: the folder is the index, only the file of a page's host is read, the closest name counts."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleancopy.extractors import Source, extract
from cleancopy.extractors.errors import OutputError, RuleError
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules import load_rules, rule_schema
from cleancopy.extractors.rules.site_packs import MARKER, file_name, find_site_file, has_stamp, with_stamp, write_pack

RULE = '[pack]\nname = "p"\n[[rule]]\nid = "{0}"\naction = "drop"\ntext = "x"\nsites = ["{0}"]\n'


def write(folder: Path, *sites: str) -> Path:
    write_pack(folder, {file_name(site): RULE.format(site).replace('id = "*.', 'id = "any.') for site in sites})
    return folder


@pytest.mark.parametrize(
    ("host", "file"),
    [
        ("paper.example", "paper.example.toml"),
        ("www.paper.example", "paper.example.toml"),
        ("WWW.Paper.Example.", "paper.example.toml"),
        ("m.paper.example", None),
        ("blog.example", "_.blog.example.toml"),
        ("www.blog.example", "_.blog.example.toml"),
        ("ann.blog.example", "_.blog.example.toml"),
        ("x.ann.blog.example", "_.blog.example.toml"),
        ("bob.blog.example", "bob.blog.example.toml"),
        ("x.bob.blog.example", "_.blog.example.toml"),
        ("notblog.example", None),
        ("example", None),
        ("", None),
        (None, None),
        ("..", None),
        ("../paper.example", None),
        ("a/b", None),
        ("paper.example\0", None),
        ("a." * 100 + "blog.example", "_.blog.example.toml"),
        ("a" * 240 + ".blog.example", "_.blog.example.toml"),
        ("a." * 4000 + "blog.example", None),
    ],
)
def test_the_closest_name_counts(tmp_path: Path, host: str | None, file: str | None) -> None:
    pack = write(tmp_path / "pack", "paper.example", "*.blog.example", "bob.blog.example")
    (tmp_path / "paper.example.toml").write_text("outside of the pack")
    found = find_site_file(pack, host)
    assert (found.name if found else None) == file


@given(st.text(max_size=30))
def test_no_host_leads_out_of_the_pack(host: str) -> None:
    found = find_site_file(Path(__file__).parent, host)
    assert found is None or found.parent == Path(__file__).parent


def test_only_the_rules_of_the_pages_site_are_loaded(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "paper.example", "*.blog.example")
    (pack / "broken.example.toml").write_text("[pack")
    own = tmp_path / "own.toml"
    own.write_text(RULE.format("elsewhere.example"))

    def ids(host: str | None) -> list[tuple[str, int]]:
        return [(rule.id, rule.rank) for rule in load_rules((own, pack), "none", host)]

    first = ("elsewhere.example", 0)
    assert ids("paper.example") == [first, ("paper.example", 1)]
    assert ids("a.blog.example") == [first, ("any.blog.example", 1)]
    assert ids("other.example") == ids(None) == [first]
    with pytest.raises(RuleError, match=r"broken\.example\.toml:1:6: not valid TOML"):
        ids("broken.example")


def test_a_site_that_is_edited_is_validated_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = write(tmp_path / "pack", "paper.example")
    seen = []
    validate = rule_schema.problems_in
    monkeypatch.setattr(rule_schema, "problems_in", lambda *args: seen.append(args[2]) or validate(*args))
    file = pack / "paper.example.toml"
    assert [r.id for r in load_rules((pack,), "none", "paper.example")] == ["paper.example"]
    assert not seen, "what was validated when it was written is not validated again"
    file.write_text(file.read_text().replace('id = "paper.example"', 'id = "mine"'))
    assert [r.id for r in load_rules((pack,), "none", "paper.example")] == ["mine"]
    assert seen == [str(file)]
    file.write_text(file.read_text().replace('"drop"', '"cut"'))
    with pytest.raises(RuleError, match=r"paper\.example\.toml:6:\d+: action"):
        load_rules((pack,), "none", "paper.example")


def test_a_copy_keeps_its_stamp_and_an_edit_loses_it() -> None:
    text = with_stamp("a = 1\nb = 'ü'\n")
    assert has_stamp(text)
    assert not has_stamp(text.replace("1", "2"))
    assert not has_stamp(text + "\n")
    assert not has_stamp("a = 1\n")
    assert not has_stamp("")
    assert tomllib.loads(text) == {"a": 1, "b": "ü"}


def test_a_folder_that_is_no_pack_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="a folder, not a rule file"):
        load_rules((tmp_path,), "none", "paper.example")


def test_a_pack_is_written_whole_and_edited_sites_are_kept(tmp_path: Path) -> None:
    pack = write(tmp_path / "deep" / "pack", "a.example", "b.example")
    assert sorted(f.name for f in pack.iterdir()) == ["a.example.toml", "b.example.toml", MARKER]
    assert [f.name for f in pack.parent.iterdir()] == ["pack"]
    edited = pack / "a.example.toml"
    edited.write_text("# mine\n" + edited.read_text())
    sites = {
        "a.example.toml": RULE.format("a2"),
        "b.example.toml": RULE.format("b2"),
        "c.example.toml": RULE.format("c"),
    }
    assert write_pack(pack, sites) == ["a.example.toml"]
    assert edited.read_text().startswith("# mine\n")
    assert [r.id for h in ("b.example", "c.example") for r in load_rules((pack,), "none", h)] == ["b2", "c"]
    assert not list(pack.glob(".*"))


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("precious")
    with pytest.raises(OutputError, match="other things in it"):
        write(tmp_path, "a.example")
    assert [f.name for f in tmp_path.iterdir()] == ["photo.jpg"]
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "pack", "a.example")
    (tmp_path / "empty").mkdir()
    assert (write(tmp_path / "empty", "a.example") / "a.example.toml").is_file()


def test_a_page_is_extracted_by_the_rules_of_its_site(tmp_path: Path) -> None:
    pack = write(tmp_path / "pack", "*.blog.example")
    (pack / "_.blog.example.toml").write_text(
        '[pack]\nname = "p"\n[[rule]]\nid = "t"\naction = "title"\nselector = ".t"\nsites = ["*.blog.example"]\n'
    )
    prose = "<p>The harbour reopened on Monday, nine days after a storm had closed it to all traffic on the river.</p>"
    page = f"<title>No</title><body><div class=t>Yes</div>{prose * 4}</body>".encode()
    titles = [
        extract(Source("page", page, url), ExtractOptions(rule_files=(pack,))).metadata.title
        for url in ("https://ann.blog.example/1", "https://blog.example.org/1", None)
    ]
    assert titles == ["Yes", "No", "No"]
