"""Prints what a check's statuses rest on, for `check --explain`."""

from __future__ import annotations

from typing import Any

from copilot.cli.output import console

_PASSAGE_CHARS = 160


def print_explained(answer: dict[str, Any]) -> None:
    """Thresholds, then per question its score, features and passages."""
    inside = answer["explain"]
    least = ", ".join(f"{name} from {value:.3f}" for name, value in inside["thresholds"].items())
    console.print(f"\nthresholds: {least}; answers the message: {answer['answers_message']:.3f}")
    features = {item["id"]: item["features"] for item in inside["questions"]}
    for question in answer["questions"]:
        console.print()
        told = f"{question['id']}  {question['status']}  score {question['score']:.3f}"
        console.print(f"{told}  {question['text']}", style="bold", markup=False)
        _print_features(features.get(question["id"], {}))
        for passage in answer["evidence"]:
            if passage["question"] == question["id"]:
                _print_passage(passage)


def _print_features(features: dict[str, float]) -> None:
    if not features:
        console.print("  the reply has no content: nothing to compare")
    for name, value in features.items():
        console.print(f"  {name:<22}{value:>9.3f}", markup=False)


def _print_passage(passage: dict[str, Any]) -> None:
    text = " ".join(passage["text"].split())[:_PASSAGE_CHARS]
    console.print(
        f"  passage {passage['score']:.2f}  [{passage['source']}] {text}", style="dim", markup=False
    )
