"""Frozen values to JSON and back."""

from __future__ import annotations

import datetime as dt
import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.messages import (
    CheckRequest,
    DraftRequest,
    Evidence,
    GivenSource,
    Message,
    Order,
    OrderItem,
    Proposal,
)
from copilot.store.serial import clean, from_json, to_json

AWARE = dt.datetime(2026, 5, 3, 12, 30, tzinfo=dt.UTC)
VALUES = {
    "nested with dates": DraftRequest(
        Message("Hallo 🙂", received_at=AWARE, id="7"),
        order=Order("1", items=(OrderItem("Mühle", "M1", 2),), date=dt.date(2026, 1, 2)),
        skus=("A", "B"),
    ),
    "optional tuple missing": CheckRequest(Message("a"), "b"),
    "optional tuple empty": CheckRequest(Message("a"), "b", sources=()),
    "optional tuple full": CheckRequest(Message("a"), "b", sources=(GivenSource("s", "t"),)),
    "mapping": Proposal("Hallo", tokens=MappingProxyType({"input": 3})),
    "evidence": Evidence(
        "e1", "d", "s.md", "policy", "T", "x", 0.5, "q1", valid_until=dt.date(2026, 2, 3)
    ),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_what_goes_in_comes_out(value: object) -> None:
    written = json.loads(json.dumps(to_json(value)))
    assert from_json(type(value), written) == value


def test_unknown_keys_and_missing_ones_are_survived() -> None:
    read = from_json(Message, {"text": "a", "from_a_newer_version": 1})
    assert read == Message("a")


@given(st.text())
def test_cleaned_text_can_be_kept_anywhere(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept
    kept.encode("utf-8")
    assert len(kept) == len(text)  # spans stay right


def test_lone_surrogates_and_nul_are_replaced() -> None:
    assert clean("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        to_json({"a": object()})
