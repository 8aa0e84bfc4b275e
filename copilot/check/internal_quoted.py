"""A sentence of an internal policy stands in the reply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity
from knowledge.analyse import fold

_WORD = re.compile(r"\w+")
_RUN = 7  # words in a row that nobody writes by chance


class InternalQuoted:
    """Seven words in a row that only internal documents contain."""

    code: FindingCode = "internal_quoted"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        sources = _internal(reading)
        if not sources:
            return
        public = _runs(e.text for e in reading.public_evidence) | _runs([reading.message])
        for sentence in reading.content:
            mine = _runs([sentence.text]) - public
            for title, ids, runs in sources:
                if mine & runs:
                    span = (sentence.start, sentence.end)
                    yield Fault("internal_quoted", span, evidence=ids, values={"source": title})
                    break


def _internal(reading: Reading) -> list[tuple[str, tuple[str, ...], frozenset[str]]]:
    found = [
        (e.title or e.source, (e.id,), _runs([e.text])) for e in reading.case.evidence if e.internal
    ]
    return found + [(p.title or p.source, (), _runs([p.text])) for p in reading.case.policies]


def _runs(texts: Iterable[str]) -> frozenset[str]:
    runs: set[str] = set()
    for text in texts:
        words = _WORD.findall(fold(text))
        runs.update(" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))
    return frozenset(runs)
