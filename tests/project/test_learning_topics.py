"""The topics of the learning benchmark: fair, and answerable in either agent's words."""

from __future__ import annotations

from itertools import product

import pytest
from rapidfuzz.fuzz import token_sort_ratio

from benchmarks.learning.people import held_out, stream
from benchmarks.learning.topics import KNOWN, Topic, load

TOPICS = load()
_SAME = 80.0  # percent from which a held-out mail would only be looked up


def test_there_are_enough_of_each_kind_in_both_languages() -> None:
    assert len(TOPICS) >= 60
    assert {topic.language for topic in TOPICS} == {"de", "en"}
    for known in KNOWN:
        assert sum(topic.knowledge == known for topic in TOPICS) >= 15
    assert len({topic.id for topic in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_fact_stands_in_both_agents_replies_and_in_no_slip(topic: Topic) -> None:
    assert topic.told(topic.reply) == topic.told(topic.reference) == 1.0
    assert topic.reply != topic.reference
    assert not topic.slip or topic.told(topic.slip) < 1.0


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_no_held_out_mail_is_a_rewording_of_a_decided_one(topic: Topic) -> None:
    for asked, known in product(topic.held_out, topic.train):
        assert token_sort_ratio(asked, known) < _SAME, (asked, known)


def test_the_stream_is_the_same_each_time_and_holds_no_held_out_mail() -> None:
    texts = [mail.request.message.text for mail in stream(TOPICS, 300, 1)]
    assert texts == [mail.request.message.text for mail in stream(TOPICS, 300, 1)]
    kept = [text for topic in TOPICS for text in topic.held_out]
    assert not [one for one in kept if any(one in text for text in texts)]
    assert len(held_out(TOPICS, 1)) == 2 * len(TOPICS)
