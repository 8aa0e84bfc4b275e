"""Does a draft say what it must, rest on the right sources, and nothing it must not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evals.kinds.kind import Answered, Figures, Work, extra_fields, means, ticket_body
from evals.result import CaseResult, Outcome
from evals.scorers import says, share_said
from evals.suite import Suite
from evals.target import Json, Target
from knowledge.tokens import count_tokens

_ANSWERED = ("answered", "partly")


def prepare(suite: Suite, target: Target) -> Work:
    """A pass: all key facts, nothing forbidden, a relevant source found, verdict not `block`.

    The score is the mean of what the case expects.
    """

    def work(case: Any) -> Answered:
        answer = target.draft(ticket_body(case, case.text))
        scores = draft_scores(case, answer)
        must = [scores[name] for name in _MUST if name in scores]
        expected = case.expectations.model_dump()
        facts = extra_fields(case, suite) | {
            "message": case.text,
            "reply": answer["reply"],
            "expected": expected,
            "missing": [f for f in expected["key_facts"] if not says(answer["reply"], f)],
            "said_forbidden": [f for f in expected["forbidden"] if says(answer["reply"], f)],
            "questions": answer["questions"],
            "findings": answer["findings"],
            "verdict": answer["verdict"],
            "citations": answer["citations"],
            "evidence": [
                {key: item[key] for key in ("id", "source", "text", "score")}
                for item in answer["evidence"]
            ],
        }
        passed = all(value == 1.0 for value in must)
        score = sum(must) / len(must)
        return Answered(Outcome(passed, score, scores, facts), answer)

    return work


_USED = (("input", "model tokens in"), ("output", "model tokens out"), ("cost", "model cost"))
_MUST = ("key facts present", "forbidden absent", "relevant source found", "verdict not block")


def draft_scores(case: Any, answer: Json) -> dict[str, float]:
    """Every score in 0..1, but for milliseconds, tokens and cost."""
    expected, reply = case.expectations, answer["reply"]
    scores: dict[str, float] = {}
    if expected.key_facts:
        scores["key facts present"] = share_said(reply, expected.key_facts)
    scores |= {
        "forbidden absent": float(not any(says(reply, text) for text in expected.forbidden)),
        "verdict not block": float(answer["verdict"] != "block"),
        "milliseconds": float(answer["timings_ms"]["total"]),
        "reply tokens": float(count_tokens(reply)),
    }
    used = answer.get("usage", {})  # an older deployment does not tell it
    scores |= {name: float(used[key]) for key, name in _USED if key in used}
    statuses = [question["status"] for question in answer["questions"]]
    if statuses:
        scores["questions answered"] = sum(s in _ANSWERED for s in statuses) / len(statuses)
    if expected.complaint is not None:
        scores["complaint seen"] = float(answer["understanding"]["complaint"] == expected.complaint)
    if expected.form_of_address:
        seen = answer["understanding"]["form_of_address"]
        scores["form of address"] = float(seen == expected.form_of_address)
    return scores | _source_scores(set(expected.relevant_sources), answer) | _personal(case, reply)


def _source_scores(relevant: set[str], answer: Json) -> dict[str, float]:
    if not relevant:
        return {}
    used = {citation["evidence_id"] for citation in answer["citations"]}
    cited = {item["source"] for item in answer["evidence"] if item["id"] in used}
    scores = {"relevant source found": float(any(_is(e, relevant) for e in answer["evidence"]))}
    if cited:
        scores["citations relevant"] = sum(source in relevant for source in cited) / len(cited)
    return scores


def _is(evidence: Mapping[str, Any], relevant: set[str]) -> bool:
    return evidence["source"] in relevant


def _personal(case: Any, reply: str) -> dict[str, float]:
    """Whether the first lines greet the customer by name, where the name is known."""
    names = [case.customer.get(key, "") for key in ("last_name", "first_name")]
    known = [name for name in names if name]
    if not known:
        return {}
    opening = "\n".join(reply.strip().splitlines()[:2])
    return {"greets by name": float(any(name in opening for name in known))}


def figures(cases: Sequence[CaseResult], _suite: Suite) -> Figures:
    return means(cases)
