"""A ticket of each helpdesk as its API gives it, to ours. Lenient: what is absent is empty.

`read(record)` tells by its keys whose it is. Shapes: see docs/knowledge-folder.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from email.utils import parseaddr
from typing import Any

from copilot.imports.tickets import Author, PastTicket, Post, in_order, moment

Json = Mapping[str, Any]
_RATINGS = {"good": 1.0, "bad": -1.0, "happy": 1.0, "unhappy": -1.0, "satisfied": 1.0}


def read(record: Json) -> PastTicket | None:
    """The ticket of a record; None where it is none of the four's, or holds no posts."""
    for fits, made in _READERS:
        if fits(record):
            ticket = made(record)
            return ticket if ticket.posts else None
    return None


# --- Zendesk -------------------------------------------------------------------------------


def _zendesk(record: Json) -> PastTicket:
    people = {str(user.get("id")): user for user in _list(record, "users")}
    requester = str(record.get("requester_id") or "")
    posts = []
    for comment in _list(record, "comments"):
        who = _object(comment, "author") or people.get(str(comment.get("author_id")), {})
        role = str(who.get("role") or "").casefold()
        is_customer = role == "end-user" or (
            not role
            and not who.get("is_staff")
            and str(comment.get("author_id") or who.get("id") or "") == requester
        )
        public = comment.get("public", comment.get("is_public", True))
        posts.append(
            Post(
                author="customer" if is_customer else "agent",
                text=_first(comment, "html_body", "plain_body", "body"),
                at=moment(comment.get("created_at")),
                name=_first(who, "name"),
                email=_first(who, "email"),
                hidden=public is False,
            )
        )
    if not posts or not any(post.author == "customer" for post in posts):
        posts.insert(0, Post("customer", _first(record, "description")))
    rating = _object(record, "satisfaction_rating")
    return PastTicket(
        key=f"zendesk:{record.get('id')}",
        subject=_first(record, "subject", "raw_subject"),
        posts=in_order([post for post in posts if post.text.strip()]),
        rating=_RATINGS.get(str(rating.get("score")).casefold()) if rating else None,
        tags=tuple(map(str, record.get("tags") or ())),
    )


# --- Freshdesk -----------------------------------------------------------------------------


_OUTBOUND = 10  # an e-mail that an agent began with


def _freshdesk(record: Json) -> PastTicket:
    record = _inside(record, "helpdesk_ticket")
    requester = _object(record, "requester")
    name = _first(requester, "name") or _first(record, "requester_name")
    address = _first(requester, "email") or _first(record, "requester_email")
    first = _first(record, "description_text", "description", "description_html")
    who: Author = "agent" if record.get("source") == _OUTBOUND else "customer"
    posts = [Post(who, first, moment(record.get("created_at")), name, address)]
    for note in (*_list(record, "conversations"), *_list(record, "notes")):
        note = _inside(note, "helpdesk_note", "note")
        incoming = bool(note.get("incoming"))
        posts.append(
            Post(
                author="customer" if incoming else "agent",
                text=_first(note, "body_text", "body", "body_html"),
                at=moment(note.get("created_at")),
                name=name if incoming else "",
                email=address if incoming else "",
                hidden=bool(note.get("private")),
            )
        )
    return PastTicket(
        key=f"freshdesk:{record.get('id') or record.get('display_id')}",
        subject=_first(record, "subject"),
        posts=in_order([post for post in posts if post.text.strip()]),
        tags=tuple(map(str, record.get("tags") or ())),
    )


# --- Zammad --------------------------------------------------------------------------------

_SENDERS: Mapping[str, Author] = {"customer": "customer", "agent": "agent"}


def _zammad(record: Json) -> PastTicket:
    ticket = _inside(record, "ticket")
    customer = _object(ticket, "customer")
    name = f"{_first(customer, 'firstname')} {_first(customer, 'lastname')}".strip()
    posts = []
    for article in _list(record, "articles"):
        sender = str(article.get("sender") or "").casefold()
        written, address = parseaddr(_first(article, "from"))
        is_customer = sender == "customer"
        posts.append(
            Post(
                author=_SENDERS.get(sender, "system"),
                text=_first(article, "body"),
                at=moment(article.get("created_at")),
                name=(name or written) if is_customer else "",
                email=address if "@" in address else "",
                hidden=bool(article.get("internal")),
            )
        )
    return PastTicket(
        key=f"zammad:{ticket.get('id')}",
        subject=_first(ticket, "title"),
        posts=in_order([post for post in posts if post.text.strip()]),
        tags=tuple(map(str, ticket.get("tags") or ())),
    )


# --- Chatwoot ------------------------------------------------------------------------------

_TYPES: Mapping[str, Author] = {
    "0": "customer",
    "incoming": "customer",
    "1": "agent",
    "outgoing": "agent",
    "3": "agent",
    "template": "system",
}


def _chatwoot(record: Json) -> PastTicket:
    sender = _object(_object(record, "meta"), "sender")
    posts = []
    for message in _list(record, "messages"):
        author = _TYPES.get(str(message.get("message_type")).casefold(), "system")
        who = _object(message, "sender") or (sender if author == "customer" else {})
        kind = str(message.get("content_type") or "text")
        posts.append(
            Post(
                author=author if kind in ("text", "incoming_email") else "system",
                text=_first(message, "content"),
                at=moment(message.get("created_at")),
                name=_first(who, "name"),
                email=_first(who, "email"),
                hidden=bool(message.get("private")),
            )
        )
    return PastTicket(
        key=f"chatwoot:{record.get('id')}",
        subject=_first(record.get("additional_attributes") or {}, "mail_subject"),
        posts=in_order([post for post in posts if post.text.strip()]),
        tags=tuple(map(str, record.get("labels") or ())),
    )


# --- whose it is ---------------------------------------------------------------------------


def _is_zendesk(record: Json) -> bool:
    return "comments" in record or ("requester_id" in record and "raw_subject" in record)


def _is_freshdesk(record: Json) -> bool:
    inside = _inside(record, "helpdesk_ticket")
    return "conversations" in inside or "notes" in inside or "description_text" in inside


def _is_zammad(record: Json) -> bool:
    return "articles" in record and not isinstance(record["articles"], str)


def _is_chatwoot(record: Json) -> bool:
    return "messages" in record and not isinstance(record["messages"], str)


_READERS: tuple[tuple[Callable[[Json], bool], Callable[[Json], PastTicket]], ...] = (
    (_is_zammad, _zammad),
    (_is_freshdesk, _freshdesk),
    (_is_zendesk, _zendesk),
    (_is_chatwoot, _chatwoot),
)


def _list(record: Json, name: str) -> Sequence[Json]:
    found = record.get(name)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _object(record: Json, name: str) -> Json:
    found = record.get(name)
    return found if isinstance(found, Mapping) else {}


def _first(record: Any, *names: str) -> str:
    if not isinstance(record, Mapping):
        return ""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _inside(record: Json, *names: str) -> Json:
    for name in names:
        inside = record.get(name)
        if isinstance(inside, Mapping):
            return inside
    return record
