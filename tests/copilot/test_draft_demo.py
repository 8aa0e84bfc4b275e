"""What holds for every draft to the demo shop's mails."""

from __future__ import annotations

from pathlib import Path

from copilot.config import load_settings
from copilot.messages import DraftRequest, Message
from copilot.pipeline import Copilot
from knowledge import demo
from knowledge.analyse import terms
from knowledge.analyse.sentences import sentences


def test_no_sentence_says_only_what_another_one_says(tmp_path: Path) -> None:
    repeated = []
    with Copilot.open(load_settings(home=tmp_path)) as copilot:
        copilot.ingest(demo.folder())
        for mail in demo.mails():
            draft = copilot.draft(DraftRequest(Message(mail.text, subject=mail.subject)))
            told = [s.text for s in sentences(draft.reply, draft.language)]
            # Rows share words, and what a list is of is said again.
            flowing = [text for text in told if not text.startswith("- ") and text[-1] != ":"]
            said = [frozenset(terms(text, draft.language)) for text in flowing]
            repeated += [
                (mail.id, flowing[at])
                for at, words in enumerate(said)
                if len(words) > 1 and any(words <= other for other in said[:at] + said[at + 1 :])
            ]
    assert repeated == []
