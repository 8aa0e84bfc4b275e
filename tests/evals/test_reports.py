"""Reports: one HTML file without network, JUnit XML, CSV."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from evals.baseline import whole_run
from evals.compare import Pair, compare
from evals.report.html import page, write_html
from evals.report.machines import write_csv, write_junit
from evals.report.marks import Mark, marked
from evals.result import CaseResult, Figure, Missed, Outcome, RunResult

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NASTY = '<script>alert("x")</script>'


def result(*, passed: bool = True, crashed: bool = False) -> RunResult:
    facts = {
        "message": f"Frage {NASTY}",
        "reply": "Guten Tag Herr Maier",
        "wanted": [{"code": "wrong_name", "span": [10, 20]}],
        "findings": [
            {
                "code": "wrong_name",
                "severity": "block",
                "message": "Falscher Name",
                "reply_span": [15, 20],
            }
        ],
        "questions": [{"status": "answered", "score": 0.9, "text": "Frage?"}],
        "verdict": "block",
    }
    cases = tuple(
        CaseResult(f"c{n}", Outcome(passed, float(passed), {"greets": 1.0}, facts), "de", 10.0 + n)
        for n in range(25)
    )
    if crashed:
        cases = (*cases, CaseResult("=boom", Outcome(), error="KeyError: \x00 nothing"))
    return RunResult(
        suite="shop",
        kind="findings",
        figures={
            "macro f1": Figure(0.9, 25, 0.8, 0.95),
            "macro f1 [lang=de]": Figure(1, 5, 0.5, 1),
        },
        cases=cases,
        seconds=1.5,
        missed=() if passed else (Missed("macro f1", "at least 0.95", 0.9),),
        published=({"figure": "macro f1", "value": 0.7, "of": "someone", "note": ""},),
    )


def test_the_page_asks_no_network_and_escapes_what_customers_write() -> None:
    html = page([result(crashed=True)], verdict="crashed")
    assert NASTY not in html
    assert "&lt;script&gt;alert" in html
    outside = [a for a in re.findall(r'(?:src|href)="([^"]*)"', html) if not a.startswith("#")]
    assert outside == []
    assert "url(" not in html
    assert "Gate: crashed" in html
    assert "someone" in html


def test_marks_show_found_and_labelled_places() -> None:
    text = marked("abc<def", [Mark(0, 4, "found", "f"), Mark(2, 6, "wanted", "w")])
    assert '<mark class="found" title="f">ab</mark>' in text
    assert '<mark class="found wanted" title="f\nw">c&lt;</mark>' in text
    assert text.endswith("f")


def test_changes_come_first_in_the_page() -> None:
    before, after = result(), result(passed=False)
    comparisons = compare([Pair(whole_run(before), after, {})])
    html = page([after], comparisons, "failed")
    assert html.index("newly failing: 25") < html.index('class="case"')
    assert "wanted at least 0.95" in html


def test_junit_tells_failures_errors_and_thresholds(tmp_path: Path) -> None:
    write_junit(tmp_path / "j.xml", [result(passed=False, crashed=True)])
    (suite,) = ET.parse(tmp_path / "j.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("27", "26", "1")
    assert len(suite.findall("testcase")) == 27
    assert suite.find("testcase[@name='threshold macro f1']/failure") is not None


def test_csv_is_safe_to_open_in_a_spreadsheet(tmp_path: Path) -> None:
    write_csv(tmp_path / "c.csv", [result(crashed=True)])
    rows = list(csv.DictReader((tmp_path / "c.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == 26
    assert rows[0]["greets"] == "1.0000"
    assert rows[-1]["id"] == "'=boom"


@pytest.mark.browser
def test_the_page_is_usable_in_a_browser(tmp_path: Path, chromium: Browser) -> None:
    before, after = result(), result(passed=False)
    path = tmp_path / "r.html"
    write_html(path, [after], compare([Pair(whole_run(before), after, {})]), "failed")
    told: list[str] = []
    for scheme in ("light", "dark"):
        tab = chromium.new_page(
            viewport={"width": 1280, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        tab.on("console", lambda message: told.append(message.text))
        tab.on("request", lambda request: told.append(request.url))
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 1280
        tab.get_by_role("button", name="passed", exact=True).click()
        assert tab.locator(".case:visible").count() == 0
        tab.get_by_role("button", name="newly failing").click()
        assert tab.locator(".case:visible").count() == 25
        tab.get_by_role("searchbox").fill("c24")
        assert tab.locator(".case:visible").count() == 1
        tab.close()
    assert [line for line in told if not line.startswith("file:")] == []
