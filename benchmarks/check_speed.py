"""How long the checks of one reply take.

    OMP_NUM_THREADS=1 python benchmarks/check_speed.py

For each mail of the demo shop: a reply of 150 words, made of past answers and closed by a
greeting, against 20 passages, with the knowledge at hand for what these do not cover. Each
reply is new to the checker (first), then checked again (again); models and caches of words
are warm. Understanding and retrieval are not counted. The processor's time stands beside the
clock's: on a busy machine it says more.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace

import numpy as np

from copilot.check import CheckCase, Checker
from copilot.check.reading import split_reply
from copilot.config import load_settings
from copilot.messages import Customer, Evidence, Message
from copilot.pipeline import Copilot
from copilot.pipeline.lookup import as_evidence
from copilot.understand import Understander
from knowledge import demo

WORDS, PASSAGES, WARM_UP = 150, 20, 10


def long_reply(answers: list[str], language: str, start: int) -> str:
    """150 words of content of consecutive answers."""
    said: list[str] = []
    at = start
    while len(" ".join(said).split()) < WORDS:
        sentences = split_reply(answers[at % len(answers)], language)
        said += [s.text for s in sentences if s.role == "content"]
        at += 1
    return "Guten Tag,\n\n" + " ".join(" ".join(said).split()[:WORDS]) + "\n\nViele Grüße"


def cases(copilot: Copilot) -> list[CheckCase]:
    knowledge = copilot.knowledge
    understander = Understander(lambda: knowledge.catalogue, knowledge.order)
    documents = knowledge.store.documents(kinds=("past_answer",), limit=1000)
    found = []
    for number, mail in enumerate(demo.mails()):
        understood = understander.understand(Message(mail.text, mail.subject), Customer())
        language = understood.language
        answers = [d.text for d in documents if d.language == language]
        if not understood.questions or not answers:
            continue
        first = understood.questions[0].id
        hits = knowledge.search(understood.body[:500], k=PASSAGES)
        evidence = tuple(replace(as_evidence(hit), question=first) for hit in hits)

        def lookup(text: str) -> list[Evidence]:
            return [as_evidence(hit) for hit in knowledge.search(text[:500], k=4)]

        reply = long_reply(answers, language, number * 3)
        found.append(
            CheckCase(
                understood, reply, evidence,
                catalogue=knowledge.catalogue, embedder=knowledge.embedder, lookup=lookup,
                find_order=knowledge.order,
            )
        )  # fmt: skip
    return found


def measured(checker: Checker, made: list[CheckCase]) -> np.ndarray:
    """[replies, 2]: milliseconds of the clock and of the processor."""
    times = []
    for case in made:
        begin, worked = time.perf_counter(), time.process_time()
        checker.check(case)
        times.append((time.perf_counter() - begin, time.process_time() - worked))
    return np.asarray(times) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        copilot = Copilot.open(load_settings(None, {}, home=home))
        copilot.ingest(demo.folder())
        checker, made = Checker(), cases(copilot)
        measured(checker, made[:WARM_UP])
        fresh = made[WARM_UP:]
        without = [replace(case, lookup=None) for case in fresh]
        for name, chosen in (
            ("first", fresh), ("again", fresh), ("again, no look-up", without),
        ):  # fmt: skip
            p50, p95 = np.quantile(measured(checker, chosen), [0.5, 0.95], axis=0)
            print(
                f"{name}: p50 {p50[0]:.1f} ms, p95 {p95[0]:.1f} ms "
                f"(processor {p50[1]:.1f}, {p95[1]:.1f}), n {len(chosen)}"
            )
        copilot.close()


if __name__ == "__main__":
    main()
