"""Checks any reply against the question and the sources before a human sends it.

A check is a small class with a code; `DEFAULT_CHECKS` is the list that runs.
"""

from copilot.check.case import Check, CheckCase, Fault, PublicFacts
from copilot.check.checker import DEFAULT_CHECKS, Checker, Explanation, verdict_of
from copilot.check.contacts import public_facts
from copilot.check.reading import Reading
from copilot.check.severities import parse_severities

__all__ = [
    "DEFAULT_CHECKS",
    "Check",
    "CheckCase",
    "Checker",
    "Explanation",
    "Fault",
    "PublicFacts",
    "Reading",
    "parse_severities",
    "public_facts",
    "verdict_of",
]
