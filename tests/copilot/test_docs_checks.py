"""The examples of docs/checks.md, run through the product with the shop that the page defines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.check import DEFAULT_CHECKS, parse_severities
from copilot.config import load_settings
from copilot.errors import ConfigError
from copilot.messages import FINDING_CODES, CheckRequest, Message
from copilot.pipeline import Copilot

PAGE = (Path(__file__).parents[2] / "docs" / "checks.md").read_text("utf-8")
SECTION = re.compile(r"^### `(?P<code>\w+)`\n(?P<body>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (\*\*yes\*\*|no) \| (.+?) \| (.+?) \|$", re.MULTILINE)
FILE = re.compile(r"^```file (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NO_EXAMPLES = {"outdated_source"}  # needs a source whose time is over: tested elsewhere
SECTIONS = {match["code"]: match["body"] for match in SECTION.finditer(PAGE)}


def examples() -> Iterator[object]:
    for code, body in SECTIONS.items():
        for number, (raises, message, reply) in enumerate(ROW.findall(body), start=1):
            texts = (text.replace("⏎", "\n") for text in (message, reply))
            yield pytest.param(code, raises != "no", *texts, id=f"{code}-{number}")


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    folder, home = tmp_path_factory.mktemp("shop"), tmp_path_factory.mktemp("home")
    for name, text in FILE.findall(PAGE):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    opened = Copilot.open(load_settings(None, {}, home=home))
    opened.ingest(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(("code", "raises", "message", "reply"), list(examples()))
def test_example(copilot: Copilot, code: str, raises: bool, message: str, reply: str) -> None:
    found = copilot.check(CheckRequest(Message(message), reply)).findings
    told = [(f.code, f.message) for f in found]
    assert (code in {f.code for f in found}) == raises, told


def test_every_check_is_described_with_its_severity() -> None:
    assert set(SECTIONS) == {check.code for check in DEFAULT_CHECKS}
    for check in DEFAULT_CHECKS:
        assert f"Default: `{check.severity}`." in SECTIONS[check.code], check.code


def test_every_check_has_two_examples_of_each_kind() -> None:
    for code in set(SECTIONS) - NO_EXAMPLES:
        kinds = [raises for raises, _, _ in ROW.findall(SECTIONS[code])]
        assert (kinds.count("**yes**"), kinds.count("no")) == (2, 2), code


def test_every_other_code_is_named() -> None:
    assert not [code for code in FINDING_CODES if f"`{code}`" not in PAGE]


def test_the_pages_settings_are_understood() -> None:
    line = re.search(r"^checks = \[(.*)\]$", PAGE, re.MULTILINE)
    assert line is not None
    assert parse_severities(re.findall(r'"(.+?)"', line[1])) == {
        "register_mixed": "off",
        "missing_apology": "hint",
        "foreign_link": "review",
    }


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("register=off", "`register`", id="unknown-check"),
        pytest.param("register_mixed", "no severity", id="no-severity"),
        pytest.param("register_mixed=never", "no severity", id="unknown-severity"),
    ],
)
def test_a_wrong_setting_is_refused(line: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as refused:
        parse_severities([line])
    assert refused.value.hint


def test_a_switched_off_check_says_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "copilot.toml").write_text('[shop]\nchecks = ["foreign_link=off"]\n', "utf-8")
    opened = Copilot.open(load_settings(None, {}, home=home))
    try:
        request = CheckRequest(Message("Hallo?"), "Siehe https://anderswo.example.net/a")
        assert "foreign_link" not in {f.code for f in opened.check(request).findings}
    finally:
        opened.close()
