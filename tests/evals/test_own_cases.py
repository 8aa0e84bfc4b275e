"""The shop suites' cases are what their README says: complete, resolvable and not alike."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from rapidfuzz import fuzz

import evals
from copilot.messages import FindingCode
from knowledge import demo
from tests.shop_files import text_of

Row = Mapping[str, Any]

DATA = Path(evals.__file__).resolve().parent / "suites" / "data"
AT_LEAST = {"drafts": 60, "retrieval": 120, "replies": 200, "findings": 300, "scope": 80}
LABEL_OF = {
    "good": "match",
    "both_answered": "match",
    "deferral": "match",
    "counter_question": "match",
    "left_out": "partial",
    "canned_other_topic": "mismatch",
    "right_product_wrong_question": "mismatch",
    "boilerplate_only": "mismatch",
    "asks_for_what_was_given": "mismatch",
}
WITHOUT_PLACE = {"unanswered_question", "canned_mismatch", "missing_apology"}
CORE = WITHOUT_PLACE | {
    "unsupported_claim",
    "stale_fact",
    "wrong_name",
    "unfilled_placeholder",
    "register_mixed",
    "wrong_language",
    "over_promise",
    "foreign_link",
    "missing_attachment",
    "personal_data_leak",
}
TEXT_OF: Mapping[str, Callable[[Row], str]] = {
    "drafts": lambda row: row["text"],
    "retrieval": lambda row: row["text"],
    "replies": lambda row: row["reply"],  # questions are shared on purpose
    "findings": lambda row: row["message"] + "\n" + _body(row["reply"]),
    "scope": lambda row: row["text"],
}
QUESTION_OF = dict.fromkeys(AT_LEAST, "text") | {
    "replies": "question",
    "findings": "message",
}
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)|(?:https?://|www\.)([\w-]+(?:\.[\w-]+)+)")
RESERVED = re.compile(r"(^|\.)example(\.com|\.org|\.net)?$")


@cache
def cases(name: str) -> tuple[Row, ...]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (demo.folder() / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def sources() -> Mapping[str, str]:
    """What each document or row of the demo shop says, by its path or id."""
    folder = demo.folder()
    files = [p for under in ("products", "policies") for p in sorted((folder / under).iterdir())]
    found = {path.relative_to(folder).as_posix(): text_of(path) for path in files if path.is_file()}
    found |= {row["id"]: row["content"] for row in table("macros.csv")}
    return found | {row["id"]: row["answer"] for row in table("past_answers.csv")}


def orders() -> Mapping[str, dict[str, str]]:
    return {row["order_number"]: row for row in table("orders.csv")}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _body(reply: str) -> str:
    """A reply without its greeting and closing, which many share."""
    return "\n".join(reply.split("\n\n")[1:-1]) or reply


@pytest.mark.parametrize("name", AT_LEAST)
def test_there_are_as_many_cases_as_promised_in_both_languages(name: str) -> None:
    rows = cases(name)
    language = "language" if name == "drafts" else "lang"
    share = Counter(row[language] for row in rows)["de"] / len(rows)
    assert len(rows) >= AT_LEAST[name]
    assert {row[language] for row in rows} == {"de", "en"}
    assert 0.55 <= share <= 0.65


@pytest.mark.parametrize("name", AT_LEAST)
def test_the_readme_counts_the_cases(name: str) -> None:
    said = (DATA / "README.md").read_text(encoding="utf-8")
    assert f"| `{name}.jsonl` | {len(cases(name))} |" in said


@pytest.mark.parametrize("name", AT_LEAST)
def test_ids_are_unique(name: str) -> None:
    assert not [key for key, n in Counter(row["id"] for row in cases(name)).items() if n > 1]


@pytest.mark.parametrize("name", AT_LEAST)
def test_no_two_cases_are_nearly_the_same(name: str) -> None:
    texts = {row["id"]: _plain(TEXT_OF[name](row)) for row in cases(name)}
    twins = [
        (a, b)
        for a, b in itertools.combinations(texts, 2)
        if fuzz.token_set_ratio(texts[a], texts[b], score_cutoff=85)
        and fuzz.token_sort_ratio(texts[a], texts[b], score_cutoff=75)
    ]
    assert not twins


@pytest.mark.parametrize("name", AT_LEAST)
def test_no_customer_writes_what_a_sample_mail_or_past_answer_says(name: str) -> None:
    known = [_plain(mail.text) for mail in demo.mails()]
    known += [_plain(row["question"]) for row in table("past_answers.csv")]
    copied = [
        row["id"]
        for row in cases(name)
        for text in known
        if fuzz.token_sort_ratio(_plain(row[QUESTION_OF[name]]), text, score_cutoff=88)
    ]
    assert not copied


@pytest.mark.parametrize("name", AT_LEAST)
def test_addresses_lie_on_reserved_domains(name: str) -> None:
    text = (DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    hosts = {(found.group(1) or found.group(2)).casefold() for found in ADDRESS.finditer(text)}
    assert not [host for host in hosts if not RESERVED.search(host)]


def test_queries_name_sources_that_exist_and_cover_every_product_and_public_policy() -> None:
    named = {source for row in cases("retrieval") for source in row["relevant"]}
    public = {
        path
        for path, text in sources().items()
        if path.startswith(("products/", "policies/")) and "internal: true" not in text
    }
    assert all(row["relevant"] for row in cases("retrieval"))
    assert named <= sources().keys()
    assert public <= named


def test_replies_carry_the_label_of_their_construction() -> None:
    rows = cases("replies")
    assert not [row["id"] for row in rows if LABEL_OF[row["construction"]] != row["label"]]
    few = [kind for kind in LABEL_OF if sum(row["construction"] == kind for row in rows) < 10]
    assert not few


def test_every_core_code_is_labelled_thirty_times_and_sixty_replies_are_good() -> None:
    rows = cases("findings")
    known = set(get_args(FindingCode))
    seen = Counter(code for row in rows for code in {item["code"] for item in row["findings"]})
    assert seen.keys() == CORE
    assert min(seen.values()) >= 30
    assert sum(not row["findings"] for row in rows) == 60
    for row in rows:
        tolerated = set(row.get("tolerated", ()))
        assert tolerated <= known, row["id"]
        assert tolerated.isdisjoint(item["code"] for item in row["findings"]), row["id"]


def test_places_of_findings_lie_in_the_reply_and_begin_and_end_on_a_word() -> None:
    for row in cases("findings"):
        for item in row["findings"]:
            if item["code"] in WITHOUT_PLACE:
                assert item["span"] is None, row["id"]
                continue
            start, end = item["span"]
            marked = row["reply"][start:end]
            around = row["reply"][start - 1 : start] + row["reply"][end : end + 1]
            assert 0 <= start < end <= len(row["reply"]), row["id"]
            assert marked == marked.strip(), row["id"]
            assert not any(letter.isalnum() for letter in around), (row["id"], marked)


def test_orders_in_findings_are_the_shops_and_belong_to_the_customer() -> None:
    for row in cases("findings"):
        if "order" not in row:
            continue
        known = orders()[row["order"]["number"]]
        items = [item["sku"] for item in row["order"]["items"]]
        assert row["customer"]["email"] == known["email"], row["id"]
        assert items == known["items"].split(";"), row["id"]
        for field in ("status", "tracking_url", "eta"):
            assert row["order"][field] == known[field], row["id"]


def test_drafts_refer_only_to_what_exists() -> None:
    skus = {row["sku"] for row in table("products.csv")}
    for mail in demo.read_mails(DATA / "drafts.jsonl"):
        expected = mail.expectations
        assert set(mail.skus) <= skus, mail.id
        assert set(expected.relevant_sources) <= sources().keys(), mail.id
        assert set(expected.not_covered) <= set(expected.questions), mail.id
        forms = {"du", "sie"} if mail.language == "de" else {None}
        assert expected.form_of_address in forms, mail.id
        assert mail.order is None or orders()[mail.order]["email"] == mail.customer.email, mail.id


def test_key_facts_of_drafts_stand_in_a_relevant_source_or_the_order() -> None:
    for mail in demo.read_mails(DATA / "drafts.jsonl"):
        expected = mail.expectations
        texts = [_plain(sources()[source]) for source in expected.relevant_sources]
        if mail.order:
            texts.append(_plain(" ".join(orders()[mail.order].values())))
        lost = [fact for fact in expected.key_facts if not any(_plain(fact) in t for t in texts)]
        assert not lost, mail.id
        assert expected.key_facts or set(expected.questions) == set(expected.not_covered), mail.id
        for wrong, fact in itertools.product(expected.forbidden, expected.key_facts):
            assert wrong.casefold() not in fact.casefold(), mail.id


def test_expected_dates_are_dates_of_the_order() -> None:
    dated = 0
    for mail in demo.read_mails(DATA / "drafts.jsonl"):
        for fact in mail.expectations.key_facts:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", fact):
                dated += 1
                assert orders()[mail.order or ""]["eta"] == fact, mail.id
                assert dt.date.fromisoformat(fact), mail.id
    assert dated


def test_half_of_the_scope_questions_are_out_of_scope_in_each_language() -> None:
    counted = Counter((row["lang"], row["in_scope"]) for row in cases("scope"))
    assert counted["de", True] == counted["de", False]
    assert counted["en", True] == counted["en", False]
