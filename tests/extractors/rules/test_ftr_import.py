"""Site files of FiveFilters: what each directive becomes, and what is said of those that become nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import MissingError
from cleancopy.extractors.rules.ftr import Imported, Refused, import_site, sites_of
from cleancopy.extractors.rules.ftr.directives import translate
from cleancopy.extractors.rules.ftr.site_folder import (
    SiteFile,
    Summary,
    find_site_files,
    import_files,
    joined_text,
    site_text,
)
from cleancopy.extractors.rules.ftr.site_lines import parse
from cleancopy.extractors.rules.load import read_rule_file


def imported(text: str, name: str = "paper.example.txt", prune: bool = False) -> Imported:
    result = import_site(name, text.encode(), prune)
    assert isinstance(result, Imported), result
    return result


def rules(text: str) -> list[tuple[str, str]]:
    return [(rule["action"], rule["xpath"]) for rule in imported(text).rules]


def skipped(text: str) -> list[tuple[int, str, str]]:
    return [(s.line, s.directive, str(s.effect)) for s in imported(text).skipped]


@pytest.mark.parametrize(
    ("name", "sites"),
    [
        ("paper.example.txt", ("paper.example",)),
        (".paper.example.txt", ("*.paper.example",)),
        ("www.Paper.example.TXT", ("paper.example",)),
        ("news.paper.co.uk.txt", ("news.paper.co.uk",)),
    ],
)
def test_the_name_gives_the_host(name: str, sites: tuple[str, ...]) -> None:
    assert sites_of(name) == sites


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("LICENSE.txt", "gives no host"),
        ("global.txt", "every site"),
        ("fingerprint.maker.example.txt", "one program"),
        ("README.md", "gives no host"),
        ("../etc/passwd.txt", "gives no host"),
        ("a b.example.txt", "gives no host"),
        (f"{'a' * 90}.example.txt", "gives no host"),
        ("..txt", "gives no host"),
    ],
)
def test_a_name_that_gives_no_host_is_refused(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        sites_of(name)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("body: //div[@id = 'story']", ("body", "//div[@id = 'story']")),
        ("title: //h1", ("title", "//h1")),
        ("title: //meta[@property='og:title']/@content", ("title", "//meta[@property='og:title']/@content")),
        ("author: substring-after(//p[1], 'By ')", ("author", "substring-after(//p[1], 'By ')")),
        ("author: string('Ann Lee')", ("author", "string('Ann Lee')")),
        ("author: 'Ann Lee'", ("author", "'Ann Lee'")),
        ("date://time/@datetime", ("date", "//time/@datetime")),
        ("  strip :  //aside  ", ("drop", "//aside")),
        ("strip: //div/text()", ("drop", "//div/text()")),
        ("STRIP: //aside", ("drop", "//aside")),
        ("strip_id_or_class: share", ("drop", "//*[(@class|@id)[contains(.,'share')]]")),
        ("strip_id_or_class: 'share'", ("drop", "//*[(@class|@id)[contains(.,'share')]]")),
        ("strip_image_src: /pixel.gif", ("drop", "//img[contains(@src,'/pixel.gif')]")),
        ("dissolve: //ul", ("unwrap", "//ul")),
        ("strip: //DIV[@ID='Top']//SPAN", ("drop", "//div[@id='Top']//span")),
        ("strip: div[@class='x']/p", ("drop", "//div[@class='x']/p")),
        ("strip: //a[contains(@href, 'https://x.example/?a:b')]", ("drop", "//a[contains(@href, 'https://x.example/?a:b')]")),
    ],
)  # fmt: skip
def test_a_directive_becomes_a_rule(line: str, rule: tuple[str, str]) -> None:
    assert rules(line) == [rule]
    assert skipped(line) == []


@pytest.mark.parametrize(
    ("line", "effect", "why"),
    [
        ("single_page_link: //a/@href", "fetch", "another page"),
        ("next_page_link: //a", "fetch", "another page"),
        ("http_header(user-agent): Mozilla/5.0 (X; Y:Z)", "fetch", "header"),
        ("requires_login: yes", "fetch", "logins"),
        ("not_logged_in_xpath: //form", "fetch", "logins"),
        ("login_extra_fields: a=b", "fetch", "logins"),
        ("if_page_contains: //a", "fetch", "condition"),
        ("tidy: no", "none", "parser"),
        ("parser: html5php", "none", "parser"),
        ("insert_detected_image: no", "none", "metadata"),
        ("autodetect_on_failure: yes", "none", "anyway"),
        ("autodetect_on_failure: no", "loss", "judged like any other"),
        ("strip_attr: //img/@srcset", "none", "not printed"),
        ("strip_attr: //img/@src", "loss", "addresses"),
        ("strip_attr: //div/@class", "none", "not printed"),
        ("find_string: <p", "loss", "source"),
        ("replace_string(<a b=\"c:(d)\">): <i>", "loss", "source"),
        ("replace_string(x):", "loss", "source"),
        ("wrap_in(blockquote): //aside", "loss", "markup"),
        ("strip: //img/@width", "none", "attributes"),
        ("strip: //comment()", "none", "comments"),
        ("strip: 'x'", "none", "no nodes"),
        ("title:", "none", "no value"),
        ("strip_id_or_class: ''", "none", "quotation"),
        ("body: substring-after(//script, 'x')", "loss", "not a part of the page"),
        ("body: //meta/@content", "loss", "not a part of the page"),
        ("body: //meta/@content | //div/@id", "loss", "not a part of the page"),
        ("title: count(//h1)", "wrong", "a number"),
        ("body: //div[", "wrong", "not an XPath"),
        ("body: //div[@id='x]", "wrong", "quotation mark is not closed"),
        ("body: //div[@id='x']]", "wrong", "brackets that do not match"),
        ("body: //div[contains(@id='x')]", "wrong", r"contains\(\) takes 2 arguments, not 1"),
        ("body: //p[contain(@id,'x')]", "wrong", r"there is no function contain\(\)"),
        ("body: //x:div", "wrong", "not an XPath"),
        ("body: //div remove this", "wrong", "not an XPath"),
        ("titel: //h1", "wrong", "is title meant"),
        ("test_ulr: https://paper.example/", "none", "is test_url meant"),
        ("https://paper.example/a", "none", "no directive"),
        ("just words", "none", "no directive"),
    ],
)  # fmt: skip
def test_a_line_that_becomes_no_rule_is_named_with_its_effect_and_why(line: str, effect: str, why: str) -> None:
    result = imported(f"# a comment\n\nbody: //article\n{line}\n")
    (said,) = result.skipped
    assert len(result.rules) == 1
    assert (said.line, str(said.effect)) == (4, effect)
    with pytest.raises(ValueError, match=why):
        raise ValueError(said.why)


def test_ids_name_the_site_and_the_line_and_a_line_that_is_there_twice_is_one_rule() -> None:
    result = imported("strip: //a\nstrip: //b\nstrip: //a\n", ".paper.example.txt")
    assert [rule["id"] for rule in result.rules] == ["any.paper.example-strip-1", "any.paper.example-strip-2"]
    assert [rule["why"] for rule in result.rules] == ["strip: //a", "strip: //b"]


@pytest.mark.parametrize(
    ("lines", "asked", "prune"),
    [("", False, True), ("prune: yes", False, True), ("prune: no", False, None), ("prune: false", False, None),
     ("prune: no", True, True), ("prune:", False, True)],
)  # fmt: skip
def test_prune_is_a_setting_of_the_bodies(lines: str, asked: bool, prune: bool | None) -> None:
    (body,) = imported(f"body: //article\n{lines}\n", prune=asked).rules
    assert body.get("prune") is prune


def test_test_pages_are_kept_as_comments() -> None:
    result = imported("body: //p\ntest_url: https://paper.example/a\ntest_contains: the \x1bharbour\n")
    assert result.tests == ("test page: https://paper.example/a", "  contains: the \x1bharbour")
    text = site_text(SiteFile(Path("paper.example.txt"), result))
    assert text.startswith("# test page: https://paper.example/a\n#   contains: the ?harbour\n[pack]\n")


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"", 1, "no directive in it"),
        (b"\n\nhello\n", 3, "no directive in it"),
        (b"body: //p\nstrip: //\xe9\n", 2, "not UTF-8"),
        (b"\x00\x01\x02", 1, "no directive in it"),
        (b"# x\nbody: //p[\n", 2, "nothing else in the file"),
        (b"x" * (1 << 20) + b":1", 1, "larger than 1 MiB"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(data: bytes, line: int, why: str) -> None:
    result = import_site("paper.example.txt", data)
    assert isinstance(result, Refused)
    assert result.line == line
    assert why in result.why


def test_a_byte_order_mark_and_line_ends_of_any_kind_are_read() -> None:
    result = import_site("paper.example.txt", "\ufeffbody: //p\r\nstrip: //a\rstrip: //b\n".encode())
    assert isinstance(result, Imported)
    assert [rule["id"][-1] for rule in result.rules] == ["1", "2", "3"]


@pytest.mark.parametrize("value", ["it's", 'a"b', "\\d", "a\tb", "ü—漢", "x\u202ey"])
def test_values_with_signs_of_toml_and_xpath_come_through(tmp_path: Path, value: str) -> None:
    site = imported(f"strip: //p[contains(., {value!r})]\nstrip_image_src: {value}\n" if '"' not in value else
                    f"strip: //p[contains(., '{value}')]\nstrip_image_src: {value}\n")  # fmt: skip
    (tmp_path / "a.toml").write_text(site_text(SiteFile(Path("paper.example.txt"), site)), encoding="utf-8")
    read = read_rule_file(tmp_path / "a.toml")
    assert [r.path.expression for r in read if r.path is not None] == [rule["xpath"] for rule in site.rules]


def test_summary_counts_every_file_once() -> None:
    summary = Summary()
    for text in (
        "body: //p\ntidy: no\n",
        "body: //p\nnext_page_link: //a\n",
        "body: //p\nfind_string: x\nreplace_string: y\nfind_string: z\n",
        "single_page_link: //a\n",
        "body: //p[\n",
    ):
        summary.count(import_site("paper.example.txt", text.encode()))
    assert (summary.files, summary.rules, summary.sites) == (5, 3, 3)
    assert (summary.whole, summary.fetch_only, summary.lossy, summary.refused) == (1, 2, 1, 1)
    assert summary.without_rules == 1
    assert {directive: count for (directive, _), count in summary.losses.items()} == {
        "find_string": 1,
        "replace_string": 1,
    }


def test_folders_are_searched_for_site_files_and_of_two_for_a_site_the_first_counts(tmp_path: Path) -> None:
    names = "b.example.txt .a.example.txt www.b.example.txt LICENSE.txt notes.md .git/c.example.txt more/d.example.txt"
    for name in names.split():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("body: //p\n")
    other = tmp_path / "more" / "b.example.txt"
    other.write_text("body: //q\n")
    found, left_out = find_site_files([tmp_path])
    assert [f.name for f in found] == [".a.example.txt", "b.example.txt", "d.example.txt"]
    assert [f.name for f, _ in left_out] == ["LICENSE.txt", "www.b.example.txt", "b.example.txt"]
    found, left_out = find_site_files([other, tmp_path / "b.example.txt", tmp_path / "LICENSE.txt"])
    assert found == [other, tmp_path / "LICENSE.txt"], "what is named itself is refused, not passed over"
    with pytest.raises(MissingError, match="no such file"):
        find_site_files([tmp_path / "nowhere"])


def test_one_file_of_several_sites_passes_as_a_rule_file(tmp_path: Path) -> None:
    for name in ("a.example.txt", ".b.example.txt"):
        (tmp_path / name).write_text("body: //article\nstrip_id_or_class: share\nauthor: 'A \"B\"'\n")
    sites = list(import_files(find_site_files([tmp_path])[0]))
    (tmp_path / "all.toml").write_text(joined_text(sites))
    assert [(r.id, r.sites) for r in read_rule_file(tmp_path / "all.toml")][::3] == [
        ("any.b.example-body-1", ("*.b.example",)),
        ("a.example-body-1", ("a.example",)),
    ]


NAMES = st.sampled_from(
    "body title author date strip strip_id_or_class strip_image_src strip_attr dissolve prune".split()
)
VALUES = st.text(st.sampled_from("/[]()@*|'\"=,.: abdivclasscontainstext-1\u00e9\x7f\u202e"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=4))
def test_whatever_stands_in_a_site_file_is_a_valid_rule_or_named(
    lines: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "".join(f"{name}: {value}\n" for name, value in lines)
    result = import_site("paper.example.txt", text.encode())
    if isinstance(result, Refused):
        assert result.why
        return
    said = {s.line for s in result.skipped} | {int(rule["id"].rpartition("-")[2]) for rule in result.rules}
    made = [(rule["action"], rule["xpath"]) for rule in result.rules]
    for directive in parse(text)[0]:
        if directive.line not in said and directive.name != "prune":
            again = translate(directive)
            assert (again["action"], again["xpath"]) in made, "a line that says what an earlier one has said"
    if result.rules:
        file = tmp_path_factory.getbasetemp() / "site.toml"
        file.write_text(site_text(SiteFile(Path("paper.example.txt"), result)), encoding="utf-8")
        assert len(read_rule_file(file)) == len(result.rules)
