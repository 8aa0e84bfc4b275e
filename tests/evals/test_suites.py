"""Suites are read from JSONL, CSV and XLSX, and refused with place and fix."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evals
from evals.run import Options, chosen
from evals.suite import DataAbsentError, Suite, SuiteError, json_schema, load_suite, shipped

REPLY = {"id": "a", "question": "Wann?", "reply": "Morgen.", "label": "match", "lang": "de"}


def test_the_published_schema_is_the_codes() -> None:
    published = Path(evals.__file__).with_name("suite.schema.json").read_text("utf-8")
    assert json.loads(published) == json_schema()


@pytest.mark.parametrize("path", shipped(), ids=lambda p: p.stem)
def test_shipped_suites_are_valid(path: Path) -> None:
    try:
        suite = load_suite(path)
    except DataAbsentError:
        assert "$COPILOT_EVAL_DATA" in path.read_text("utf-8")
        return
    assert suite.file.description
    assert suite.name == path.stem
    assert suite.cases


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param("kind: replies\ncolour: red\n", 2, "unknown key `colour`", id="unknown key"),
        pytest.param("kind: poems\n", 1, "`kind`", id="unknown kind"),
        pytest.param("data: {cases: a.jsonl}\n", 1, "`kind` is missing", id="no kind"),
        pytest.param("kind: replies\n", 1, "`data.cases` is missing", id="no data"),
        pytest.param(
            "kind: replies\ndata:\n  cases: none.jsonl\n", 3, "not there", id="missing file"
        ),
        pytest.param("kind: replies\ndata:\n  corpse: a.jsonl\n", 3, "no part", id="unknown part"),
        pytest.param("kind: replies\nkind: drafts\n", 2, "twice", id="a key twice"),
        pytest.param("kind: [replies\n", 2, "no YAML", id="broken YAML"),
        pytest.param("- a\n- b\n", 1, "holds no suite", id="a list"),
        pytest.param("kind: replies\nsample: 0\ndata: {}\n", 2, "`sample`", id="bad value"),
    ],
)
def test_a_bad_suite_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert f"bad.yaml:{line}:" in caught.value.message
    assert told in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("rows", "place", "told"),
    [
        pytest.param([REPLY, REPLY], ":2", "twice", id="duplicate id"),
        pytest.param(
            [{"id": "a", "question": "x"}], ":1", "`reply` is missing", id="lacks a field"
        ),
        pytest.param([REPLY | {"label": "good"}], ":1", "`label`", id="unknown label"),
        pytest.param([], "", "no row", id="empty"),
    ],
)
def test_bad_rows_are_refused_with_their_place(
    write_suite: Callable[..., Suite], rows: list[dict[str, Any]], place: str, told: str
) -> None:
    suite = write_suite("replies", rows)
    with pytest.raises(SuiteError) as caught:
        _ = suite.cases
    assert f"cases.jsonl{place}" in caught.value.message
    assert told in caught.value.message
    assert caught.value.hint


def test_a_missing_field_tells_how_to_map_it(write_suite: Callable[..., Suite]) -> None:
    row = {"frage": "Wann?", "reply": "Morgen.", "label": "match"}
    with pytest.raises(SuiteError, match="has frage, reply") as caught:
        _ = write_suite("replies", [row]).cases
    assert "fields: {question:" in caught.value.hint
    suite = write_suite("replies", [row], "fields: {question: frage}\n")
    assert suite.cases[0].question == "Wann?"


def test_a_quotation_that_is_not_in_the_reply_is_refused(write_suite: Callable[..., Suite]) -> None:
    row = {
        "message": "m",
        "reply": "Guten Tag",
        "findings": [{"code": "spelling", "quote": "Tach"}],
    }
    with pytest.raises(SuiteError, match="Tach"):
        _ = write_suite("findings", [row]).cases
    with pytest.raises(SuiteError, match="no finding code"):
        _ = write_suite("findings", [row | {"findings": [{"code": "typo"}]}]).cases


def spreadsheet(path: Path, rows: list[list[str]]) -> None:
    if path.suffix == ".csv":
        text = "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in rows)
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())  # as German Excel saves it
        return
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(path)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_spreadsheets_of_findings_and_drafts(tmp_path: Path, suffix: str) -> None:
    spreadsheet(
        tmp_path / f"f.{suffix}",
        [
            ["id", "message", "reply", "findings", "last_name", "lang"],
            [
                "1",
                "Hallo, Grüße, Sommer",
                "Hallo Herr Maier",
                "wrong_name: Herr Maier",
                "Sommer",
                "de",
            ],
            ["2", "Hallo", "Guten Tag", "", "", "de"],
        ],
    )
    spreadsheet(
        tmp_path / f"d.{suffix}",
        [
            ["text", "key_facts", "forbidden", "complaint", "relevant_sources"],
            ["Wie lange?", "30 Tage; kostenlos", "60 Tage", "nein", "policies/a.md"],
        ],
    )
    for kind in ("findings", "drafts"):
        name = f"{kind[0]}.{suffix}"
        (tmp_path / f"{kind}.yaml").write_text(f"kind: {kind}\ndata: {{cases: {name}}}\n", "utf-8")
    first, second = load_suite(tmp_path / "findings.yaml").cases
    assert first.findings[0].code == "wrong_name"
    assert first.findings[0].quote == "Herr Maier"
    assert first.customer == {"last_name": "Sommer"}
    assert second.findings == []
    (draft,) = load_suite(tmp_path / "drafts.yaml").cases
    assert draft.expectations.key_facts == ["30 Tage", "kostenlos"]
    assert draft.expectations.complaint is False
    assert draft.expectations.relevant_sources == ["policies/a.md"]


ODD_TABLES = {
    "german-names": [
        ["Nr.", "Frage", "Antwort", "Urteil"],
        ["7", "Wie lange?", "Zwei Jahre.", "Match"],
    ],
    "other-case": [
        ["ID", "QUESTION ", "Reply", "Label"],
        ["7", "Wie lange?", "Zwei Jahre.", "match"],
    ],
    "title-and-blank-row": [
        ["Testfälle, Stand 11/2026", "", "", ""],
        ["", "", "", ""],
        ["id", "question", "reply", "label"],
        ["7", "Wie lange?", "Zwei Jahre.", "match"],
    ],
}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("rows", ODD_TABLES.values(), ids=ODD_TABLES.keys())
def test_tables_as_people_keep_them(tmp_path: Path, rows: list[list[str]], suffix: str) -> None:
    spreadsheet(tmp_path / f"r.{suffix}", rows)
    (tmp_path / "s.yaml").write_text(f"kind: replies\ndata: {{cases: r.{suffix}}}\n", "utf-8")
    (case,) = load_suite(tmp_path / "s.yaml").cases
    assert (case.id, case.question, case.reply) == ("7", "Wie lange?", "Zwei Jahre.")
    assert case.label == "match"


def test_a_csv_that_excel_saved_without_utf8(tmp_path: Path) -> None:
    text = "Frage;Antwort;Label\nWie groß?;Größe 5 €;match\n"
    (tmp_path / "r.csv").write_bytes(text.encode("cp1252"))
    (tmp_path / "s.yaml").write_text("kind: replies\ndata: {cases: r.csv}\n", "utf-8")
    (case,) = load_suite(tmp_path / "s.yaml").cases
    assert (case.question, case.reply) == ("Wie groß?", "Größe 5 €")


def test_the_suites_own_names_go_first(tmp_path: Path) -> None:
    rows = [["Frage", "Kundenfrage", "Antwort", "Label"], ["intern", "Wie?", "So.", "match"]]
    spreadsheet(tmp_path / "r.xlsx", rows)
    suite = "kind: replies\ndata: {cases: r.xlsx}\nfields: {question: Kundenfrage}\n"
    (tmp_path / "s.yaml").write_text(suite, "utf-8")
    (case,) = load_suite(tmp_path / "s.yaml").cases
    assert case.question == "Wie?"


def test_a_cover_sheet_is_passed_over(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.create_sheet("Deckblatt", 0).append(["Testfälle"])
    sheet = book.create_sheet("Fälle", 1)
    sheet.append(["question", "reply", "label"])
    sheet.append(["Wie?", "So.", "match"])
    book.save(tmp_path / "r.xlsx")
    (tmp_path / "s.yaml").write_text("kind: replies\ndata: {cases: r.xlsx}\n", "utf-8")
    assert len(load_suite(tmp_path / "s.yaml").cases) == 1


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "s.yaml").write_text("kind: replies\ndata: {cases: r.xlsx}\n", "utf-8")
    with pytest.raises(SuiteError, match="no XLSX file"):
        _ = load_suite(tmp_path / "s.yaml").cases


def test_a_bad_spreadsheet_row_is_named(tmp_path: Path) -> None:
    spreadsheet(tmp_path / "r.xlsx", [["question", "reply", "label"], ["a", "b", "gut"]])
    (tmp_path / "s.yaml").write_text("kind: replies\ndata: {cases: r.xlsx}\n", "utf-8")
    with pytest.raises(SuiteError, match=r"r\.xlsx, row 2: `label`"):
        _ = load_suite(tmp_path / "s.yaml").cases


def test_parts_have_their_own_mapping_and_filter(tmp_path: Path) -> None:
    corpus = [{"id": "x", "body": "b", "lang": "en"}, {"id": "y", "body": "c", "lang": "de"}]
    queries = [{"id": "q", "text": "t", "other": ["x"], "lang": "de"}]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    (tmp_path / "s.yaml").write_text(
        "kind: retrieval\ndata: {corpus: corpus.jsonl, queries: queries.jsonl}\n"
        "fields: {queries: {relevant: other}, corpus: {text: body}}\n"
        "where: {corpus: {lang: en}, queries: {lang: de}}\n",
        "utf-8",
    )
    suite = load_suite(tmp_path / "s.yaml")
    assert [row.text for row in suite.rows("corpus")] == ["b"]
    assert suite.cases[0].relevant == ["x"]


def test_cases_may_stand_in_the_suite_itself(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "kind: scope\ncases:\n  - {id: a, text: Kaffee, in_scope: true}\n"
        "  - {id: b, text: Wetter}\n",
        "utf-8",
    )
    with pytest.raises(SuiteError, match=r"s\.yaml:4: the field `in_scope` is missing"):
        _ = load_suite(path).cases


def test_absent_public_data_is_a_skip_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("kind: replies\ndata: {cases: $COPILOT_EVAL_DATA/a.jsonl}\n", "utf-8")
    monkeypatch.delenv("COPILOT_EVAL_DATA", raising=False)
    with pytest.raises(DataAbsentError):
        load_suite(path)
    monkeypatch.setenv("COPILOT_EVAL_DATA", str(tmp_path))
    with pytest.raises(SuiteError, match="not there"):
        load_suite(path)


def test_a_sample_is_the_same_whatever_the_order(write_suite: Callable[..., Suite]) -> None:
    rows = [REPLY | {"id": f"r{n}"} for n in range(50)]
    first = {case.id for case in chosen(write_suite("replies", rows), Options(sample=9))}
    again = {case.id for case in chosen(write_suite("replies", rows[::-1]), Options(sample=9))}
    assert len(first) == 9
    assert first == again


def test_a_filter_searches_ids_and_texts(write_suite: Callable[..., Suite]) -> None:
    rows = [REPLY, REPLY | {"id": "b", "question": "Wo?"}]
    suite = write_suite("replies", rows)
    assert [case.id for case in chosen(suite, Options(matching="wo"))] == ["b"]
    with pytest.raises(Exception, match="matches"):
        chosen(suite, Options(matching="nirgends"))
