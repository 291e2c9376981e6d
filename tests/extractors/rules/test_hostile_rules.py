"""No rule can hang a page or cost it its article."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleancopy.extractors import Settings, Source, Status, extract

CATASTROPHIC = "^(a|a)*$|(.*a){30}"
LONG = "a" * 390 + " ! and then the harbour of Kelport reopened on Monday, nine days after a storm had closed it."
SENTENCES = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.",
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.",
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.",
)
HTML = "<html><body><article>" + "".join(f"<p>{s}</p>" for s in (*SENTENCES, LONG)) + "</article></body></html>"
PLAIN = "\n\n".join((*SENTENCES, LONG))


def rule_file(folder: Path, *rules: str) -> Path:
    file = folder / "rules.toml"
    entries = [f"[[rule]]\nid = 'rule-{i}'\n{rule}\n" for i, rule in enumerate(rules)]
    file.write_text("[pack]\nname = 'hostile'\n" + "".join(entries))
    return file


@pytest.mark.parametrize("page", [HTML, PLAIN], ids=["html", "plain"])
@pytest.mark.parametrize(
    "rule",
    [
        f"action = 'drop'\ntext = '{CATASTROPHIC}'",
        f"action = 'keep'\ntext = '{CATASTROPHIC}'",
        f"action = 'drop-to-end'\ntext = '{CATASTROPHIC}'",
        f"action = 'title'\ntext = '{CATASTROPHIC}'",
        f"action = 'drop'\ntext = '^divers'\nuntil = '{CATASTROPHIC}'",
    ],
    ids=["drop", "keep", "drop-to-end", "title", "until"],
)
def test_a_catastrophic_pattern_is_given_up_with_a_note_and_the_other_rules_work(
    tmp_path: Path, rule: str, page: str
) -> None:
    file = rule_file(tmp_path, rule, "action = 'drop'\ntext = '^repairs'")
    article = extract(Source("page", page.encode()), Settings(rule_files=(file,)))
    assert article.status is Status.OK
    assert [b.text for b in article.kept if b.text != LONG] == list(SENTENCES[:2])
    assert article.rules == {"rule-1": 1}
    assert len(article.notes) == 1
    assert "rule-0" in article.notes[0]
    assert "too long" in article.notes[0]


EXPENSIVE = """
import sys
from pathlib import Path
from cleancopy.extractors import Settings, Source, extract
from cleancopy.extractors.errors import RuleError
page = "<html><body><article>" + "<p><b>The harbour</b> of Kelport reopened on Monday, the town said.</p>" * 3000
try:
    extract(Source("page", page.encode()), Settings(rule_files=(Path(sys.argv[1]),)))
except RuleError:
    pass
"""


@pytest.mark.slow
@pytest.mark.xfail(reason="selectors are not bounded as patterns are", strict=True)
@pytest.mark.parametrize(
    "rule", ["selector = 'p ~ p ~ p ~ p'", "xpath = '//*[count(//*[count(//*) > 5]) > 5]'"], ids=["css", "xpath"]
)
def test_an_expensive_selector_cannot_hang_a_page(tmp_path: Path, rule: str) -> None:
    file = rule_file(tmp_path, f"action = 'drop'\n{rule}")
    try:
        done = subprocess.run([sys.executable, "-c", EXPENSIVE, str(file)], timeout=8, check=False)
    except subprocess.TimeoutExpired:
        pytest.fail("it hangs")
    assert done.returncode == 0
