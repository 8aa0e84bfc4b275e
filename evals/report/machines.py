"""A run for machines: JUnit XML for CI, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from evals.gate import spoken
from evals.result import CaseResult, RunResult

# XML has no way to say these at all.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_junit(path: Path, results: Sequence[RunResult]) -> None:
    """A test suite per eval suite: its thresholds and its cases. Kinds without a pass count
    as passed; a crash is an error."""
    root = ET.Element("testsuites", name="reply-copilot evals")
    for result in results:
        root.append(_suite(result))
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(result: RunResult) -> ET.Element:
    failed = [case for case in result.cases if case.passed is False and not case.error]
    suite = ET.Element(
        "testsuite",
        name=result.suite,
        tests=str(len(result.cases) + len(result.missed)),
        failures=str(len(failed) + len(result.missed)),
        errors=str(len(result.crashed)),
        time=f"{result.seconds:.3f}",
        timestamp=result.started,
    )
    properties = ET.SubElement(suite, "properties")
    for name, figure in result.figures.items():
        ET.SubElement(properties, "property", name=_clean(name), value=f"{figure.value:.6g}")
    for item in result.missed:
        test = _test(suite, result, f"threshold {item.figure}", 0.0)
        told = f"{item.figure} is {spoken(item.value)}, wanted {item.wanted}"
        ET.SubElement(test, "failure", message=told)
    for case in result.cases:
        _case(suite, result, case)
    return suite


def _case(suite: ET.Element, result: RunResult, case: CaseResult) -> None:
    test = _test(suite, result, case.id, case.ms / 1000)
    if case.error:
        ET.SubElement(test, "error", message=_clean(case.error))
    elif case.passed is False:
        told = "flaky" if case.flaky else "failed"
        score = case.outcome.score
        told += f", score {score:.3f}" if score is not None else ""
        failure = ET.SubElement(test, "failure", message=told)
        failure.text = _clean(str(case.outcome.facts.get("message", "")))


def _test(suite: ET.Element, result: RunResult, name: str, seconds: float) -> ET.Element:
    return ET.SubElement(
        suite, "testcase", classname=result.suite, name=_clean(name), time=f"{seconds:.4f}"
    )


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("�", text)


def write_csv(path: Path, results: Sequence[RunResult]) -> None:
    """A row per case; UTF-8 with a mark, which spreadsheets need to see umlauts."""
    names = sorted({name for r in results for case in r.cases for name in case.outcome.scores})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        head = ["suite", "id", "lang", "passed", "score", "flaky", "ms", "error"]
        writer.writerow([*head, *names, "message", "reply"])
        for result in results:
            for case in result.cases:
                writer.writerow(_cells(result, case, names))


def _cells(result: RunResult, case: CaseResult, names: Sequence[str]) -> list[str]:
    facts, score = case.outcome.facts, case.outcome.score
    return [
        _safe(result.suite),
        _safe(case.id),
        case.lang,
        "" if case.passed is None else str(case.passed).lower(),
        "" if score is None else f"{score:.4f}",
        str(case.flaky).lower(),
        f"{case.ms:.1f}",
        _safe(case.error),
        *[f"{case.outcome.scores[n]:.4f}" if n in case.outcome.scores else "" for n in names],
        _safe(str(facts.get("message", ""))),
        _safe(str(facts.get("reply", ""))),
    ]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
