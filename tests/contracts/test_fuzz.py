"""The service keeps to its own OpenAPI, whatever comes in: schemathesis against the app itself.

`COPILOT_FUZZ_EXAMPLES` sets how many requests are made per endpoint and kind (4).
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from copilot.api import create_app
from copilot.config import load_settings
from copilot.pipeline import Copilot
from copilot.testing.helpdesks import FakeZendesk
from knowledge.documents import Document

EXAMPLES = int(os.environ.get("COPILOT_FUZZ_EXAMPLES", "4"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application over a small shop, served on loopback by a thread of this process."""
    home: Path = tmp_path_factory.mktemp("fuzz")
    with FakeZendesk() as desk:
        connected = desk.settings(attempts=1)  # it does not answer any more
    loaded = replace(load_settings(env={"COPILOT_HOME": str(home)}), helpdesks=(connected,))
    with Copilot.open(loaded) as copilot, socket.socket() as listening:
        text = "# Rückgabe\n\nSie können Ware innerhalb von 30 Tagen zurückgeben."
        copilot.knowledge.add([Document("s", "rueckgabe.md", "policy", "Rückgabe", text, "de")])
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(copilot, loaded), log_level="critical")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def test_every_answer_is_as_described(service: str) -> None:
    schema = schemathesis.openapi.from_url(f"{service}/openapi.json")
    faults = []
    probed = 0
    for found in schema.get_all_operations():
        probed += 1
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            fault = fault_of(found.ok(), mode)
            faults += [fault] if fault else []
    assert probed > 25
    assert not faults, "\n\n".join(faults)


def fault_of(operation: Any, mode: GenerationMode) -> str:
    """The first request that the operation answers otherwise than described; empty if none.

    `mode`: requests that fit the description, or ones that break it somewhere.
    """

    @FUZZ
    @given(case=operation.as_strategy(generation_mode=mode))
    def probe(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, timeout=60)

    try:
        probe()
    except Unsatisfiable:  # nothing to break: no parameters, no body
        return ""
    except (Exception, BaseExceptionGroup) as error:  # schemathesis groups what it found
        return f"{operation.label}: {error!r}\n{error}"[:2_000]
    return ""
