"""Webhooks in: who may hand in, what is read, what is ignored."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copilot.config import HelpdeskSettings
from copilot.errors import AuthError, ConfigError, InputError
from copilot.helpdesks import Event, Helpdesk, Ignored, Incoming, check_helpdesks, open_helpdesk
from copilot.helpdesks.handle import unanswered
from copilot.helpdesks.note import link_to, write_note
from copilot.helpdesks.payload import customer_of
from copilot.messages import Finding
from copilot.testing.helpdesks import (
    FAKES,
    SECRET,
    TOKEN,
    FakeChatwoot,
    FakeFreshdesk,
    FakeHelpdesk,
    FakeZammad,
    FakeZendesk,
)

NOW = dt.datetime.now(dt.UTC)


def adapter_of(kind: str, **changes: Any) -> Helpdesk:
    values: dict[str, Any] = {"name": kind, "type": kind, "url": "https://desk.example"}
    values |= {"token": TOKEN, "secret": SECRET, "user": "bot@shop.example", "account": 3}
    return open_helpdesk(HelpdeskSettings(**values | changes))


def read(kind: str, data: Any, headers: dict[str, str] | None = None) -> Event | Ignored:
    return adapter_of(kind).read(Incoming(headers or {}, json.dumps(data).encode()))


# --- signatures ---------------------------------------------------------------------------


def test_a_true_webhook_passes(desk: FakeHelpdesk) -> None:
    ticket = desk.ticket()
    desk.says(ticket, "Hallo")
    adapter = open_helpdesk(desk.settings())
    adapter.verify(desk.incoming(ticket), dt.datetime.now(dt.UTC))
    adapter.close()


@pytest.mark.parametrize("kind", sorted(FAKES))
def test_a_changed_or_missing_signature_fails(kind: str) -> None:
    desk = FAKES[kind]()
    ticket = desk.ticket()
    desk.says(ticket, "Hallo")
    good = desk.incoming(ticket)
    adapter = adapter_of(kind)
    spoilt = {name: f"{value}x" for name, value in good.headers.items()}
    for bad in (Incoming({}, good.body), Incoming(spoilt, good.body)):
        with pytest.raises(AuthError):
            adapter.verify(bad, dt.datetime.now(dt.UTC))
    with pytest.raises(AuthError):
        adapter_of(kind, secret="another-secret-entirely").verify(good, dt.datetime.now(dt.UTC))
    if kind != "freshdesk":  # it signs nothing: the secret alone must do
        with pytest.raises(AuthError):
            adapter.verify(replace(good, body=good.body + b" "), dt.datetime.now(dt.UTC))


@pytest.mark.parametrize("kind", ["zendesk", "chatwoot"])
@pytest.mark.parametrize(("off", "word"), [(400, "old"), (-400, "ahead")])
def test_a_replayed_webhook_is_refused_and_says_why(kind: str, off: int, word: str) -> None:
    """Also what a clock ten minutes off looks like."""
    desk = FAKES[kind]()
    ticket = desk.ticket()
    desk.says(ticket, "Hallo")
    now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=off)
    with pytest.raises(AuthError, match=word) as refused:
        adapter_of(kind).verify(desk.incoming(ticket), now)
    assert "300" in refused.value.message
    adapter_of(kind, replay_window_s=600).verify(desk.incoming(ticket), now)


def test_a_freshdesk_secret_may_stand_in_the_url() -> None:
    adapter = adapter_of("freshdesk")
    adapter.verify(Incoming({}, b"{}", {"secret": SECRET}), NOW)
    with pytest.raises(AuthError):
        adapter.verify(Incoming({}, b"{}", {"secret": "guess"}), NOW)


# --- what is read -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(FAKES))
def test_the_event_tells_ticket_and_text(kind: str) -> None:
    desk = FAKES[kind]()
    ticket = desk.ticket(subject="Rückgabe")
    desk.says(ticket, "Wie lange?")
    event = adapter_of(kind).read(desk.incoming(ticket))
    assert isinstance(event, Event)
    assert (event.ticket, event.text) == (ticket, "Wie lange?")
    if kind != "zendesk":  # whose event names the author only
        assert event.customer.email == "petra@example.org"
    assert event.customer.last_name == "Muster"


@pytest.mark.parametrize("kind", ["zendesk", "zammad", "chatwoot"])
@pytest.mark.parametrize("private", [True, False])
def test_echoes_are_ignored(kind: str, private: bool) -> None:
    desk = FAKES[kind]()
    ticket = desk.ticket()
    desk.replies(ticket, "Guten Tag", private=private)
    assert isinstance(adapter_of(kind).read(desk.incoming(ticket)), Ignored)


FRESHDESK = {
    "simple, as documented": {
        "freshdesk_webhook": {
            "triggered_event": "{ticket_action:created}", "ticket_id": "11",
            "ticket_subject": "S", "ticket_description": "<div>T</div>",
            "requester_name": "Petra Muster", "requester_email": "p@example.org",
        }
    },
    "simple, as observed": {
        "freshdesk_webhook": {
            "ticket_id": 11, "ticket_subject": "S", "ticket_description": "<div>T</div>",
            "ticket_contact_name": "Petra Muster", "ticket_contact_email": "p@example.org",
            "ticket_portal_url": "https://x",
        }
    },
    "advanced, flat": {
        "ticket_id": 11, "subject": "S", "latest_public_comment": "<div>T</div>",
        "requester_name": "Petra Muster", "requester_email": "p@example.org",
    },
    "advanced, nested": {
        "ticket": {
            "id": "11", "subject": "S", "latest_public_comment": "<div>T</div>",
            "requester": {"name": "Petra Muster", "email": "p@example.org"},
        }
    },
}  # fmt: skip


@pytest.mark.parametrize("data", FRESHDESK.values(), ids=FRESHDESK.keys())
def test_freshdesk_in_every_shape(data: Any) -> None:
    event = read("freshdesk", data)
    assert isinstance(event, Event)
    assert (event.ticket, event.subject, event.text) == ("11", "S", "<div>T</div>")
    assert (event.customer.last_name, event.customer.email) == ("Muster", "p@example.org")


def test_a_zendesk_trigger_with_its_own_body() -> None:
    event = read("zendesk", {"ticket_id": "5158", "latest_public_comment": "Wie lange?"})
    assert isinstance(event, Event)
    assert (event.ticket, event.text) == ("5158", "Wie lange?")


def test_zendesk_events_of_other_kinds_are_ignored() -> None:
    data = {"type": "zen:event-type:ticket.status_changed", "id": "e", "detail": {"id": "1"}}
    assert isinstance(read("zendesk", data), Ignored)


BAD_BODIES = {
    "no JSON": (b"ticket=1", "not JSON"),
    "no object": (b"[1]", "not a JSON object"),
    "no ticket": (b'{"colour": "red"}', "colour"),
    "a placeholder left raw": (b'{"ticket_id": "{{ticket.id}}"}', "no ticket number"),
    "a path for a ticket": (b'{"ticket_id": "../users/1"}', "no ticket number"),
    "nested beyond reason": (b"[" * 100_000, "not JSON"),
}


@pytest.mark.parametrize(("body", "said"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
@pytest.mark.parametrize("kind", ["zendesk", "freshdesk"])
def test_bad_bodies_say_what_they_lack(kind: str, body: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        adapter_of(kind).read(Incoming({}, body))


# --- generic ------------------------------------------------------------------------------

MAPPING = {
    "ticket": "case.key", "text": "entry.body", "message": "entry.id", "subject": "case.title",
    "customer_name": "entry.author.name", "customer_email": "entry.author.mail",
    "from_customer": "entry.author.role == 'customer'",
}  # fmt: skip
BODY = {
    "case": {"key": "ORD-17", "title": "Frage"},
    "entry": {"id": 4, "body": "Wie lange?", "author": {"name": "P. Muster", "role": "customer"}},
}


def generic(**changes: Any) -> Helpdesk:
    return adapter_of("generic", **{"mapping": MAPPING} | changes)


def test_generic_reads_by_jmespath() -> None:
    event = generic().read(Incoming({}, json.dumps(BODY).encode()))
    assert isinstance(event, Event)
    assert (event.ticket, event.text, event.message) == ("ORD-17", "Wie lange?", "4")
    agent = json.dumps(BODY).replace("customer", "agent").encode()
    assert isinstance(generic().read(Incoming({}, agent)), Ignored)


@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_generic_signatures_as_configured(encoding: str) -> None:
    adapter = generic(
        signed="v1.{timestamp}.{body}", timestamp_header="X-Time", signature_header="X-Sign",
        signature_prefix="", signature_encoding=encoding,
    )  # fmt: skip
    stamp = str(int(NOW.timestamp()))
    digest = hmac.new(SECRET.encode(), f"v1.{stamp}.body".encode(), hashlib.sha256).digest()
    sign = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    headers = {"x-time": stamp, "x-sign": sign}
    adapter.verify(Incoming(headers, b"body"), NOW)
    with pytest.raises(AuthError):
        adapter.verify(Incoming(headers, b"bodY"), NOW)
    with pytest.raises(AuthError, match="old"):
        adapter.verify(Incoming(headers, b"body"), NOW + dt.timedelta(seconds=900))


GENERIC_FAULTS = {
    "no JMESPath": ({"mapping": MAPPING | {"text": "entry..body"}}, "mapping.text"),
    "a field that is missing": ({"mapping": {"ticket": "a"}}, "mapping.text"),
    "a field that nobody knows": ({"mapping": MAPPING | {"colour": "a"}}, "mapping.colour"),
    "a path that is a URL": ({"note_path": "https://evil.example/{ticket}"}, "note_path"),
    "a path with steps up": ({"note_path": "/a/../{ticket}"}, "note_path"),
    "a signature without the body": ({"signed": "{timestamp}"}, "signed"),
    "a timestamp from nowhere": ({"signed": "{timestamp}.{body}"}, "timestamp_header"),
    "a thread without fields": ({"thread_path": "/t/{ticket}"}, "thread.messages"),
}


@pytest.mark.parametrize(("changes", "key"), GENERIC_FAULTS.values(), ids=GENERIC_FAULTS.keys())
def test_a_bad_generic_setting_is_named(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match=key.replace(".", r"\.")):
        generic(**changes)


# --- settings -----------------------------------------------------------------------------


MISSING = {
    "no token": ("zendesk", {"token": ""}, "COPILOT_HELPDESKS_ZENDESK_TOKEN"),
    "no secret": ("zammad", {"secret": ""}, "COPILOT_HELPDESKS_ZAMMAD_SECRET"),
    "a secret to guess": ("zammad", {"secret": "1234"}, "shorter"),
    "no user": ("zendesk", {"user": ""}, "helpdesks.zendesk.user"),
    "no account": ("chatwoot", {"account": 0}, "helpdesks.chatwoot.account"),
}


@pytest.mark.parametrize(("kind", "changes", "said"), MISSING.values(), ids=MISSING.keys())
def test_what_a_helpdesk_lacks_is_named(kind: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        adapter_of(kind, **changes)


def test_a_check_tells_each_and_no_secret() -> None:
    with FakeZendesk() as one, FakeZammad() as other:
        found = check_helpdesks([one.settings(), other.settings(token="")])
    assert [item.ok for item in found] == [True, False]
    told = " ".join(item.detail for item in found)
    assert TOKEN not in told
    assert SECRET not in told


# --- what becomes of it -------------------------------------------------------------------

NAMES = {
    "two words": ("Petra Muster", ("Petra", "Muster")),
    "last name first": ("Muster, Petra", ("Petra", "Muster")),
    "particle": ("Jan van der Berg", ("Jan", "van der Berg")),
    "two first names": ("Anna Maria Muster", ("Anna Maria", "Muster")),
    "one word": ("Petra", ("Petra", "")),
    "an address": ("petra@example.org", ("", "")),
    "nothing": ("", ("", "")),
}


@pytest.mark.parametrize(("name", "parts"), NAMES.values(), ids=NAMES.keys())
def test_names_are_split_as_people_write_them(name: str, parts: tuple[str, str]) -> None:
    found = customer_of(name)
    assert (found.first_name, found.last_name) == parts


def test_a_note_escapes_everything_and_links_to_the_panel(
    drafter: Any, make_request: Callable[..., Any]
) -> None:
    draft = drafter.draft(make_request("<script>"), draft_id="d1")
    link = link_to("https://copilot.example/", "zendesk:5158")
    assert link == "https://copilot.example/ui/?ticket=zendesk:5158"
    note = write_note(draft, marker="m", link=link, language="en")
    assert "<b>lang</b>" not in note.html
    assert "Die &lt;30&gt; ist nicht belegt." in note.html
    assert "not sent" in note.text
    many = tuple(Finding("spelling", "hint", f"{n}.") for n in range(50))
    assert (
        "30 more"
        in write_note(replace(draft, findings=many), marker="m", link="", language="en").text
    )


def test_freshdesk_quotes_are_no_new_words(drafter: Any) -> None:
    """An e-mail reply carries the whole mail before it."""
    from copilot.understand.body import clean

    body = (
        "<div>Und wie lange dauert das?</div><div>----- Original message -----</div>"
        "<blockquote>Guten Tag, wir haben Ihre Rücksendung erhalten.</blockquote>"
    )
    with FakeFreshdesk() as desk:
        ticket = desk.ticket()
        desk.says(ticket, "Hallo?")
        desk.says(ticket, body)
        adapter = open_helpdesk(desk.settings())
        thread = adapter.thread(Event(ticket))
        adapter.close()
    assert clean(unanswered(thread)[-1].text).text == "Und wie lange dauert das?"


def test_chatwoot_activities_answer_nobody() -> None:
    with FakeChatwoot() as desk:
        ticket = desk.ticket()
        desk.says(ticket, "Hallo?")
        adapter = open_helpdesk(desk.settings())
        asked = unanswered(adapter.thread(Event(ticket)))
        adapter.close()
    assert [said.text for said in asked] == ["Hallo?"]
