"""Rule files that people write: read as they mean it, and every mistake named with its line and the mend."""

from __future__ import annotations

import os
import pickle
import re
import threading
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import RuleError, SetupError
from cleancopy.extractors.rules import Rule, load, load_rules
from cleancopy.extractors.rules.check import check_files
from cleancopy.extractors.rules.load import BUILTIN, read_rule_file

PACK = '[pack]\nname = "mine"\n\n'
RULE = '[[rule]]\nid = "a"\naction = "drop"\n'


def read(folder: Path, text: str) -> tuple[Rule, ...]:
    file = folder / "rules.toml"
    file.write_text(text)
    rules: tuple[Rule, ...] = read_rule_file(file)
    return rules


def test_a_rule_has_what_was_written(tmp_path: Path) -> None:
    (rule,) = read(
        tmp_path,
        PACK.replace("\n\n", '\nlanguages = ["en", "de"]\n\n')
        + RULE
        + 'text = "^sign up"\nuntil = "agree$"\nwhere = "after"\nmax_words = 40\nwhy = "sign-up box"\n'
        + 'sites = ["*.example.com"]\n[[rule.example]]\ndrops = ["Sign up"]\n',
    )
    assert (rule.id, str(rule.action), rule.pack, rule.why) == ("a", "drop", "mine", "sign-up box")
    assert (str(rule.where), rule.max_words, rule.sites) == ("after", 40, ("*.example.com",))
    assert rule.languages == ("en", "de"), "those of the pack"
    assert rule.text is not None
    assert rule.until is not None


def test_a_rules_own_languages_count_more_than_its_packs(tmp_path: Path) -> None:
    text = PACK.replace("\n\n", '\nlanguages = ["en"]\n\n') + RULE + 'text = "x"\nlanguages = ["fr"]\n'
    assert read(tmp_path, text)[0].languages == ("fr",)


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_bytes(("\ufeff" + PACK + RULE + 'text = "x"').replace("\n", "\r\n").encode())
    assert len(read_rule_file(tmp_path / "rules.toml")) == 1


# What stands in the file, and for each problem: the line, and words that the message must have.
MISTAKES: dict[str, tuple[str, list[tuple[int, str]]]] = {
    "no TOML": ("[pack", [(1, "not valid TOML")]),
    "no TOML further down": (PACK + RULE + "text = x\n", [(7, "not valid TOML")]),
    "a number without end": (PACK + RULE + "max_words = " + "9" * 5000, [(7, "not valid TOML: a number of too many")]),
    "a key without end": (PACK + RULE + "a." * 100_000 + "b = 1", [(7, "a key of too many parts")]),
    "a quoted key without end": (
        PACK + RULE + "x = {" + '"a" . ' * 100_000 + "b = 1}",
        [(7, "a key of too many parts")],
    ),
    "a key twice": (PACK + RULE + 'id = "b"\n', [(7, "not valid TOML")]),
    "no pack": (RULE + 'text = "x"\n', [(1, "pack: is missing")]),
    "pack is no table": ("pack = 3\n" + RULE + 'text = "x"\n', [(1, "pack: ")]),
    "pack without a name": ("# mine\n[pack]\n" + RULE + 'text = "x"\n', [(2, "name: is missing")]),
    "pack with an empty name": ('[pack]\nname = ""\n' + RULE + 'text = "x"\n', [(2, "name: .*at least 1 character")]),
    "unknown key of the pack": (PACK.replace("name", "nam"), [(2, r"nam: there is no such key")]),
    "unknown table": (PACK + RULE + 'text = "x"\n[rules]\n', [(8, "rules: there is no such key")]),
    "no id": (PACK + '[[rule]]\naction = "drop"\ntext = "x"\n', [(4, "id: is missing")]),
    "an id with a space": (PACK + RULE.replace('"a"', '"a b"') + 'text = "x"\n', [(5, "id: .*pattern")]),
    "no action": (PACK + '[[rule]]\nid = "a"\ntext = "x"\n', [(4, "action: is missing")]),
    "an unknown action": (PACK + RULE.replace("drop", "remove") + 'text = "x"\n', [(6, "action: .*'drop', 'keep'")]),
    "an unknown key": (PACK + RULE + 'txt = "x"\ntext = "x"\n', [(7, "txt: there is no such key: check its spelling")]),
    "nothing to match": (PACK + RULE, [(4, "exactly one of selector, xpath and words")]),
    "two things to match": (
        PACK + RULE + 'text = "x"\nselector = "p"\n',
        [(4, "exactly one of selector, xpath and words")],
    ),
    "a wrong pattern": (PACK + RULE + 'text = "("\n', [(7, r"text: not a regular expression: missing \)")]),
    "a pattern that repeats without end": (
        PACK + RULE + "text = '(?:ab){100000000}'\n",
        [(7, "text: more than 20,000 repetitions")],
    ),
    "a pattern that repeats repetitions": (
        PACK
        + RULE
        + "text = '((?:a{100}|[b)]){100}){,9}(c{100,200})\\){100}x{9}'\nuntil = '(?:(?:a{100}){100}){100}'\n",
        [(8, "until: more than 20,000 repetitions")],
    ),
    "a wrong until": (PACK + RULE + 'text = "x"\nuntil = "[a"\n', [(8, "until: not a regular expression: ")]),
    "a wrong selector": (PACK + RULE + 'selector = "p["\n', [(7, "selector: not a CSS selector: ")]),
    "an unknown pseudo-class": (PACK + RULE + 'selector = "p:shiny"\n', [(7, "selector: not a CSS selector: .*shiny")]),
    "a wrong xpath": (PACK + RULE + 'xpath = "//p["\n', [(7, r"xpath: not an XPath 1\.0 expression: ")]),
    "a number as text": (PACK + RULE + 'text = "x"\nmax_words = "3"\n', [(8, "max_words: .*integer")]),
    "no words at all": (PACK + RULE + 'text = "x"\nmax_words = 0\n', [(8, "max_words: .*greater than or equal to 1")]),
    "a pattern that is a number": (PACK + RULE + "text = 3\n", [(7, "text: .*string")]),
    "one site without brackets": (PACK + RULE + 'text = "x"\nsites = "a.example"\n', [(8, "sites: .*list")]),
    "a site that is a number": (PACK + RULE + 'text = "x"\nsites = ["a", 3]\n', [(8, "sites: .*string")]),
    "sites that are no hosts": (
        PACK
        + RULE
        + 'text = "x"\nsites = [\n  "https://x.example/",\n  "y.example:80", "z.example/news",\n'
        + '  "", "a b", "***", ".w.example"]\n',
        [
            (9, "sites: 'https://x.example/' is an address and no host: write its host, 'x.example'"),
            (10, "sites: 'y.example:80' is an address and no host: write its host, 'y.example'"),
            (10, "sites: 'z.example/news' is an address and no host: write its host, 'z.example'"),
            (11, "sites: no host: name one such as example.com, or leave sites out"),
            (11, "sites: 'a b' is no host: write one such as example.com"),
            (11, r"sites: '\*\*\*' is every site: leave sites out"),
            (11, r"sites: '.w.example' is no host: write '\*.w.example'"),
        ],
    ),
    "languages that are no codes": (
        PACK + RULE + 'text = "x"\nlanguages = ["english", "zzzz", ""]\n',
        [
            (8, "languages: 'english' is no code of a language: write one of two or three letters"),
            (8, "languages: 'zzzz' is no code"),
            (8, "languages: no language: name its code"),
        ],
    ),
    "a pack in no language": (
        PACK.replace("\n\n", '\nlanguages = ["English"]\n\n') + RULE + 'text = "x"\n',
        [(3, "pack.languages: 'English' is no code")],
    ),
    "an unknown place": (PACK + RULE + 'text = "x"\nwhere = "below"\n', [(8, "where: .*'before', 'inside', 'after'")]),
    "a body by text": (PACK + RULE.replace("drop", "body") + 'text = "x"\n', [(4, "needs a selector or xpath")]),
    "an unwrap by text": (PACK + RULE.replace("drop", "unwrap") + 'text = "x"\n', [(4, "needs a selector or xpath")]),
    "a body at a place": (
        PACK + RULE.replace("drop", "body") + 'selector = "p"\nwhere = "after"\n',
        [(4, "where does not go with action 'body'")],
    ),
    "prune without a body": (PACK + RULE + 'text = "x"\nprune = true\n', [(4, "prune goes with action 'body' only")]),
    "prune that is a word": (
        PACK + RULE.replace("drop", "body") + 'selector = "p"\nprune = "no"\n',
        [(8, "prune: .*boolean")],
    ),
    "an xpath that would fail on some pages": (
        PACK + RULE + "xpath = \"//x[contains(@class='y')]\"\n",
        [(7, r"xpath: not a usable XPath 1\.0 expression: contains\(\) takes 2 arguments, not 1")],
    ),
    "until with drop-to-end": (
        PACK + RULE.replace("drop", "drop-to-end") + 'text = "x"\nuntil = "y"\n',
        [(4, "until goes with the actions drop and keep only")],
    ),
    "a wrong example": (
        PACK + RULE + 'text = "x"\n[[rule.example]]\ndrop = ["x"]\n',
        [(9, "drop: there is no such key")],
    ),
    "mistakes in several rules, all at once": (
        PACK + RULE + 'text = "("\n' + RULE.replace("drop", "cut").replace("a", "b", 1) + 'text = ")"\nwhere = "up"\n',
        [(7, "text: "), (10, "action: "), (11, "text: "), (12, "where: ")],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file_and_line_and_the_mend(tmp_path: Path, mistake: str) -> None:
    text, wanted = MISTAKES[mistake]
    with pytest.raises(RuleError) as caught:
        read(tmp_path, text)
    problems = caught.value.problems
    for line, message in wanted:
        pattern = rf"{re.escape(str(tmp_path))}/rules\.toml:{line}:\d+: .*{message}"
        assert any(re.match(pattern, p) for p in problems), problems
    if "unknown key of the pack" not in mistake:
        assert len(problems) == len(wanted)
    assert all("\n" not in p for p in problems)


# Mistakes that are named where they are, with what is meant: what is written, and what the message must match.
HELPFUL: dict[str, tuple[str, str]] = {
    "single brackets": (PACK + RULE.replace("[[rule]]", "[rule]") + 'text = "x"\n', r":4:\d+: .*\[\[rule\]\]"),
    "no rule": (PACK, r":1:1: rule: is missing|\[\[rule\]\]"),
    "an id twice": (
        PACK + RULE + 'text = "x"\n' + RULE + 'text = "y"\n',
        r":9:6: .*'a' is used twice, first at line 4",
    ),
    "a site in a list": (PACK + RULE + 'text = "x"\nsites = ["a.example",\n  "b c"]\n', r":9:3: sites: 'b c'"),
    "a language in a list": (PACK + RULE + 'text = "x"\nlanguages = ["en", "x-"]\n', r":8:20: languages: 'x-'"),
    "an end too early": (PACK + 'x = """abc\n', r":5:1: not valid TOML"),
}


@pytest.mark.parametrize("mistake", HELPFUL)
def test_a_mistake_is_named_where_it_is_and_with_what_is_meant(tmp_path: Path, mistake: str) -> None:
    text, wanted = HELPFUL[mistake]
    with pytest.raises(RuleError) as caught:
        read(tmp_path, text)
    assert re.search(wanted, caught.value.problems[0])


@pytest.mark.parametrize(
    "line",
    [
        'xpath = "//x:p"',
        'xpath = "foo()"',
        'selector = "a|b"',
        'xpath = "//p[$x]"',
    ],
)
def test_an_expression_that_no_page_can_answer_is_a_mistake(tmp_path: Path, line: str) -> None:
    with pytest.raises(RuleError, match=r"rules\.toml:7:\d+: (xpath|selector): "):
        read(tmp_path, PACK + RULE + line + "\n")


@pytest.mark.parametrize("text", [f'{PACK}{RULE}text = "{"(" * 3000}{")" * 3000}"\n', f"{PACK}x = {'[' * 3000}"])
def test_what_is_nested_too_deep_is_a_mistake(tmp_path: Path, text: str) -> None:
    with pytest.raises(RuleError):
        read(tmp_path, text)


def test_what_is_no_rule_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('[pack]\nname = "é"'.encode("latin-1"))
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "large.toml").write_bytes(b"#" * (10 * 1024 * 1024 + 1))
    names = ("latin.toml", "missing.toml", "folder.toml", "large.toml")
    with pytest.raises(RuleError) as caught:
        load_rules(tuple(tmp_path / n for n in names), "none")
    said = [p.removeprefix(f"{tmp_path}/") for p in caught.value.problems]
    assert [p.partition(": ")[0] for p in said] == list(names)
    assert [re.search("UTF-8|no such|a folder|larger", p) is not None for p in said] == [True] * 4


def test_a_named_pipe_is_read_and_not_waited_for_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    monkeypatch.setattr("cleancopy.extractors.files._PATIENCE", 0.05)
    with pytest.raises(RuleError, match=r"pipe\.toml: a named pipe that nobody has written to"):
        read_rule_file(pipe)
    assert "nobody has written to" in check_files([pipe])[0]
    monkeypatch.undo()
    writer = threading.Thread(target=pipe.write_text, args=(PACK + RULE + 'text = "x"\n',))
    writer.start()
    assert [rule.id for rule in read_rule_file(pipe)] == ["a"]
    writer.join()


def test_a_device_without_end_is_too_large() -> None:
    with pytest.raises(RuleError, match="larger than 10 MiB"):
        read_rule_file(Path("/dev/zero"))


def test_the_problems_of_all_files_come_together_in_one_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[pack")
    (tmp_path / "good.toml").write_text(PACK + RULE + 'text = "x"\n')
    (tmp_path / "b.toml").write_text(PACK + RULE + 'text = "("\nwhere = "up"\n')
    with pytest.raises(SetupError) as caught:
        load_rules(tuple(tmp_path / n for n in ("a.toml", "good.toml", "b.toml")), "none")
    assert [line.removeprefix(str(tmp_path))[:10] for line in str(caught.value).splitlines()] == [
        "/a.toml:1:",
        "/b.toml:7:",
        "/b.toml:8:",
    ]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_rule_file_that_was_edited_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    ids = []
    for name in ("before", "after"):
        file.write_text(PACK + RULE.replace('"a"', f'"{name}"') + 'text = "x"\n')
        ids += [rule.id for rule in load_rules((file,), "none")]
    assert ids == ["before", "after"]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("pack rule id text".split()), inner),
    max_leaves=8,
)


def as_toml(value: object) -> str:
    """A value in TOML; None, which it does not have, becomes an empty string."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return '"' + "".join(f"\\U{ord(c):08x}" for c in str(value or "")) + '"'


@settings(max_examples=80, deadline=None)
@given(pack=JUNK, rule=JUNK)
def test_whatever_is_written_is_read_or_refused_with_a_line(
    pack: object, rule: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "junk.toml"
    file.write_text(f"pack = {as_toml(pack)}\nrule = {as_toml(rule)}\n")
    tomllib.loads(file.read_text())
    with pytest.raises(RuleError) as caught:
        read_rule_file(file)
    assert all(re.match(rf"{re.escape(str(file))}:\d+:\d+: .", p) for p in caught.value.problems)


PACKS = sorted(BUILTIN.glob("*.toml"))


def test_a_language_brings_its_own_packs_and_an_unknown_one_brings_all() -> None:
    english = {rule.pack for rule in load_rules((), "en")}
    german = {rule.pack for rule in load_rules((), "de")}
    everything = {rule.pack for rule in load_rules((), None)}
    assert english
    assert german
    assert not english & german
    assert english | german < everything
    assert load_rules((), "none") == ()


def test_a_language_brings_all_its_packs_and_no_other_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for stem, language in (("xa", "xa"), ("xa-forum", "xa"), ("xab", "xab"), ("xb-forum", "xb")):
        pack = f'[pack]\nname = "{stem}"\nlanguages = ["{language}"]\n'
        (tmp_path / f"{stem}.toml").write_text(f'{pack}[[rule]]\nid = "{stem}"\naction = "drop"\ntext = "^x"\n')
    monkeypatch.setattr(load, "BUILTIN", tmp_path)
    packs = load._builtin_rules.__wrapped__  # past the cache, which would keep these rules for other tests
    assert {rule.id for rule in packs("xa")} == {"xa", "xa-forum"}
    assert {rule.id for rule in packs("xb")} == {"xb-forum"}
    assert {rule.id for rule in packs(None)} == {"xa", "xa-forum", "xab", "xb-forum"}


@pytest.mark.parametrize(
    "language",
    [language for file in PACKS for language in tomllib.loads(file.read_text())["pack"]["languages"]],
)
def test_every_language_that_a_pack_names_brings_that_pack(language: str) -> None:
    assert any(language in rule.languages for rule in load_rules((), language))


@pytest.mark.parametrize("file", PACKS, ids=lambda f: f.stem)
def test_a_builtin_pack_is_as_valid_as_a_users_must_be(file: Path) -> None:
    rules = read_rule_file(file)
    assert all(rule.why for rule in rules)
    assert all(rule.languages for rule in rules)


def test_the_ids_of_builtin_rules_are_unique() -> None:
    ids = [rule.id for rule in load_rules((), None)]
    assert len(ids) == len(set(ids))


def test_a_selector_is_compiled_once_and_its_cost_read_when_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleancopy.extractors.rules import selectors

    asked: list[str] = []
    monkeypatch.setattr(selectors, "read_xpath", asked.append)
    selectors.compile_css.cache_clear()
    (rule,) = read(tmp_path, PACK + RULE + 'selector = "div.lazy > p.x:not(.y)"\n')

    assert not asked
    assert rule.path is selectors.compile_css("div.lazy > p.x:not(.y)")
