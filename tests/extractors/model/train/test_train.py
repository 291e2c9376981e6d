"""Training, by the command that everybody can run, on a few pages made here."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "cleancopy.extractors.model.train"]
WITHOUT = (
    "import sys\nsys.modules[{!r}] = None\n"
    "from cleancopy.extractors.model.train.__main__ import main\nsys.exit(main(sys.argv[1:]))"
)
NOUNS = "harbour council ferry landing winter market bridge engine letter school garden river storm lantern".split()
VERBS = "met found closed opened painted moved counted missed built repaired sold crossed".split()
LABELS = "Home News Sport Weather Login Contact Privacy Imprint Subscribe Share Cookies Shop".split()


def page_of(chance: random.Random, style: int) -> tuple[str, str]:
    """A page of one of several templates, and the text of its article."""

    def sentence() -> str:
        return " ".join(f"the {chance.choice(NOUNS)} {chance.choice(VERBS)} the old" for _ in range(3)) + " pier."

    paragraphs = [" ".join(sentence() for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(4, 8))]
    body = ("article", "post-body", "content")[style % 3]
    menu = "".join(f"<li><a href=/{w}>{w}</a>" for w in chance.sample(LABELS, 6))
    related = "".join(f"<p class=teaser><a href=/{i}>{sentence()}</a></p>" for i in range(chance.randint(2, 5)))
    html = (
        f"<html><head><title>{paragraphs[0][:30]}</title></head><body><nav class=menu><ul>{menu}</ul></nav>"
        f"<div class={body}><h1>{paragraphs[0][:30]}</h1>{''.join(f'<p>{p}</p>' for p in paragraphs)}</div>"
        f"<aside class=related>{related}</aside><footer><p>{chance.choice(LABELS)} 2024</p></footer></body></html>"
    )
    return html, "\n\n".join(paragraphs)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thirty pages of twelve hosts."""
    folder, chance = tmp_path_factory.mktemp("gold") / "made", random.Random(1)
    (folder / "html").mkdir(parents=True)
    (folder / "gold").mkdir()
    for i in range(30):
        html, text = page_of(chance, i % 12)
        record = {"url": f"https://www.site{i % 12}.example/{i}", "page_type": "article", "text": text}
        (folder / "html" / f"{i:02}.html.gz").write_bytes(gzip.compress(html.encode()))
        (folder / "gold" / f"{i:02}.json").write_text(json.dumps(record))
    return folder


def train(*arguments: object, code: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code] if code else COMMAND
    return subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def test_the_same_pages_give_the_same_weights_bit_for_bit(gold: Path, tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", exc_type=ImportError)
    from cleancopy.extractors.model.models import model_of
    from cleancopy.extractors.model.weights_file import read_arrays

    for out, more in (("one", ()), ("two", ("--folds", tmp_path / "folds"))):
        done = train("--data", gold, "--out", tmp_path / out, "--model", "html", "--jobs", "1", *more)
        assert done.returncode == 0, done.stderr
        assert "30 pages" in done.stderr
    written = {out: {f.name: f.read_bytes() for f in (tmp_path / out).iterdir()} for out in ("one", "two")}

    assert written["one"] == written["two"]
    assert written["one"].keys() == {"html.npz", "MODEL_CARD.md"}
    model = model_of(read_arrays(tmp_path / "one" / "html.npz"))
    assert model.forest.asked
    held_out = [tmp_path / "folds" / str(fold) / "html.npz" for fold in range(5)]
    assert len({path.read_bytes() for path in held_out} | {written["one"]["html.npz"]}) == 6
    assert model.lexicon.marks["teaser"] < 100 < model.lexicon.marks["article"]


def test_trees_are_evaluated_exactly_as_lightgbm_does(gold: Path) -> None:
    pytest.importorskip("lightgbm", exc_type=ImportError)
    import numpy as np

    from cleancopy.extractors.model.forest import SCALE, build_forest
    from cleancopy.extractors.model.models import HTML
    from cleancopy.extractors.model.train.count_words import learn_lexicon, page_odds
    from cleancopy.extractors.model.train.fit_forest import HTML_SIZE, fit, flatten, matrix
    from cleancopy.extractors.model.train.gold_examples import read_example
    from cleancopy.extractors.model.train.gold_pages import read_gold

    examples = [e for page in read_gold(gold) if (e := read_example(page, HTML)) is not None]
    lexicon = learn_lexicon([page_odds(example) for example in examples])
    names, _ = matrix(examples[0], lexicon)
    rows = np.concatenate([matrix(example, lexicon, names)[1] for example in examples])
    labels = np.concatenate([np.array(example.labels) for example in examples])
    booster = fit(
        rows, labels, np.array([float(count > 0) for example in examples for count in example.counts]), HTML_SIZE
    )
    arrays = flatten(booster)
    forest = build_forest(names, arrays)
    columns = {name: rows[:, place].tobytes() for place, name in enumerate(names)}
    found = np.array(forest.scores(columns, len(rows)))

    assert len(forest.trees) == HTML_SIZE.trees
    assert len(set(found.tolist())) > 20
    assert np.abs(found - booster.predict(rows, raw_score=True)).max() <= HTML_SIZE.trees / SCALE / 2

    for number, tree in enumerate(booster.dump_model()["tree_info"]):
        for leaf, value in leaves(tree["tree_structure"]):
            booster.set_leaf_output(number, leaf, round(value * SCALE) / SCALE)
    assert found.tolist() == booster.predict(rows, raw_score=True).tolist()

    strange = np.random.default_rng(1).integers(0, 256, (200, len(names)), dtype=np.uint8)
    columns = {name: strange[:, place].tobytes() for place, name in enumerate(names)}
    assert forest.scores(columns, 200) == booster.predict(strange, raw_score=True).tolist()


def leaves(node: dict[str, Any]) -> list[tuple[int, float]]:
    if "leaf_value" in node:
        return [(node["leaf_index"], node["leaf_value"])]
    return leaves(node["left_child"]) + leaves(node["right_child"])


def test_a_missing_gold_set_is_said_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", exc_type=ImportError)
    done = train("--data", tmp_path / "none", "--out", tmp_path / "out")

    assert done.returncode == 2
    assert done.stderr.startswith("train: ")
    assert done.stderr.count("\n") == 1
    assert "none" in done.stderr
    assert not (tmp_path / "out").exists()


def write_gold(folder: Path, *hosts: str) -> None:
    (folder / "html").mkdir(parents=True)
    (folder / "gold").mkdir()
    for host in hosts:
        (folder / "gold" / f"{host}.json").write_text(json.dumps({"url": f"https://{host}/", "text": "one two three"}))
        (folder / "html" / f"{host}.html.gz").write_bytes(gzip.compress(b"<p>one two three</p><p>menu</p>"))


@pytest.mark.parametrize("wrong", ["page missing", "page not gzipped", "gold not JSON", "one site only", "no text"])
def test_a_gold_set_that_cannot_be_learned_from_is_said_in_one_line(tmp_path: Path, wrong: str) -> None:
    pytest.importorskip("lightgbm", exc_type=ImportError)
    write_gold(tmp_path / "gold", "a.example")
    page, record = (tmp_path / "gold" / name for name in ("html/a.example.html.gz", "gold/a.example.json"))
    if wrong == "page missing":
        page.unlink()
    elif wrong == "page not gzipped":
        page.write_bytes(b"<p>one two three</p>")
    elif wrong == "gold not JSON":
        record.write_text("{")
    elif wrong == "no text":
        record.write_text('{"text": null}')
    done = train("--data", tmp_path / "gold", "--out", tmp_path / "out", "--model", "html", "--jobs", "1")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["lightgbm", "numpy"])
def test_without_the_extra_one_line_says_how_to_get_it(gold: Path, tmp_path: Path, missing: str) -> None:
    done = train("--data", gold, "--out", tmp_path / "out", code=WITHOUT.format(missing))

    assert done.returncode == 2
    assert "cleancopy[train]" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_extraction_imports_neither_lightgbm_nor_numpy_nor_training() -> None:
    code = (
        "import sys\nfrom cleancopy.extractors import Source, extract\n"
        "extract(Source('-', b'<!DOCTYPE html><p>The harbour council met.</p>')).record()\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('lightgbm', 'numpy') or '.train' in m])"
    )

    assert train(code=code).stdout.strip() == "[]"


def test_pages_of_a_host_are_one_site_and_pages_without_text_are_left_out(gold: Path, tmp_path: Path) -> None:
    from cleancopy.extractors.model.train.gold_pages import read_gold

    pages = list(read_gold(gold))
    assert len(pages) == 30
    assert len({page.site for page in pages}) == 12
    assert pages[0].site == "site0.example"

    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text('{"text": null}')
    (tmp_path / "gold" / "b.json").write_text('{"text": "words", "url": null}')
    (page,) = read_gold(tmp_path)
    assert (page.name, page.site, page.page_type) == (f"{tmp_path.name}/b", f"{tmp_path.name}/b", "article")
    with pytest.raises(FileNotFoundError):
        next(read_gold(tmp_path / "none"))
