"""The four helpdesks on loopback, as far as the copilot deals with them.

Each behaves as its vendor does: authentication, pages, rate limits with Retry-After. Each
also has the endpoint that *sends* to customers, and writes down what would have reached
one in `sent`: a test asserts that it stays empty. `faults` is played one per request before
the server behaves.
"""

from collections.abc import Mapping
from types import MappingProxyType

from copilot.testing.helpdesks.chatwoot import FakeChatwoot
from copilot.testing.helpdesks.freshdesk import FakeFreshdesk
from copilot.testing.helpdesks.server import SECRET, TOKEN, Call, FakeHelpdesk, Fault
from copilot.testing.helpdesks.zammad import FakeZammad
from copilot.testing.helpdesks.zendesk import FakeZendesk

FAKES: Mapping[str, type[FakeHelpdesk]] = MappingProxyType(
    {
        "zendesk": FakeZendesk,
        "freshdesk": FakeFreshdesk,
        "zammad": FakeZammad,
        "chatwoot": FakeChatwoot,
    }
)

__all__ = [
    "FAKES",
    "SECRET",
    "TOKEN",
    "Call",
    "FakeChatwoot",
    "FakeFreshdesk",
    "FakeHelpdesk",
    "FakeZammad",
    "FakeZendesk",
    "Fault",
]
