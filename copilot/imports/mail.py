"""Mail archives (mbox, Maildir): messages put together into threads, the newest thread first.

Two passes: the first reads headers and keeps, of each mail, its place and thread; the second
reads one thread's mails at a time, so that memory does not grow with the texts.
"""

from __future__ import annotations

import datetime as dt
import email
import email.header
import mailbox
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from itertools import chain
from pathlib import Path
from typing import Any

from copilot.imports.tickets import PastTicket, Post, in_order
from copilot.imports.words import AUTO_SUBJECT
from knowledge.errors import SourceError

_REPLY_MARK = re.compile(r"^\s*(?:(?:re|aw|wg|fw|fwd|antw|sv)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ID = re.compile(r"<[^<>\s]{1,400}>")
_ONE_PERSON = re.compile(
    r'\s*(?:"?([^"<>,;:@()\\]*?)"?\s*<([^<>\s,;"]+@[^<>\s,;"]+)>|([^<>\s,;"()]+@[^<>\s,;"()]+))\s*'
)
_USUAL = 300  # characters of a header with one address
_LARGEST = 30_000_000  # bytes of one mail that is read
_FREE_MAIL = (
    "gmail.com googlemail.com gmx.de gmx.net gmx.at web.de t-online.de outlook.com outlook.de "
    "hotmail.com hotmail.de yahoo.com yahoo.de icloud.com me.com freenet.de posteo.de mailbox.org "
    "proton.me protonmail.com aol.com live.com live.de bluewin.ch"
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first pass keeps of a mail."""

    identity: str
    at: dt.datetime | None
    addresses: tuple[str, ...]  # the sender's first
    subject: str


class Mails:
    """An archive's threads. `own` are addresses or domains of the shop; without any, the
    address that most threads share tells.

    Raises SourceError where the archive cannot be read, or where it does not show who the
    shop is.
    """

    def __init__(self, path: Path, own: Sequence[str] = ()) -> None:
        self._path = path
        with closing(_opened(path)) as box:
            heads, threads = _threads(box)
        if not threads:
            raise SourceError(f"{path} holds no mail.", hint="Name an mbox file or a Maildir.")
        given = {name.strip().casefold().removeprefix("@") for name in own if name.strip()}
        self.own = frozenset(given) or _shops_own(threads, heads, path)
        self._heads = heads
        self._threads = sorted(threads, key=lambda t: _latest(t, heads), reverse=True)

    def __len__(self) -> int:
        return len(self._threads)

    def tickets(self, start: int = 0) -> Iterator[PastTicket]:
        """From the thread of that number on; a thread that cannot be read has no posts."""
        with closing(_opened(self._path)) as box:
            for keys in self._threads[start:]:
                posts = [post for key in keys if (post := self._post(box, key)) is not None]
                first = self._heads[keys[0]]
                yield PastTicket(first.identity, first.subject, in_order(posts))

    def _post(self, box: mailbox.Mailbox[Any], key: Any) -> Post | None:
        raw = box.get_bytes(key)
        if len(raw) > _LARGEST:
            return None
        message = email.message_from_bytes(raw, policy=policy.compat32)
        name, address = next(iter(_people(_header(message, "From"))), ("", ""))
        return Post(
            author="agent" if is_own(address, self.own) else "customer",
            text=_text(message),
            at=_date(message),
            name=name.strip(),
            email=address.casefold(),
            automatic=is_automatic(message),
        )


def is_own(address: str, own: Iterable[str]) -> bool:
    """Whether an address is the shop's, by itself or by its domain."""
    address = address.casefold()
    return address in own or address.rpartition("@")[2] in own


def is_automatic(message: Message) -> bool:
    """A program wrote it: RFC 3834, vendors' headers, bounces, tell-tale subjects."""
    submitted = _header(message, "Auto-Submitted").strip().casefold()
    precedence = _header(message, "Precedence").strip().casefold()
    sender = _header(message, "From").casefold()
    return (
        bool(submitted and submitted != "no")
        or precedence in {"bulk", "junk", "auto_reply", "list"}
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Unsubscribe"))
        or _header(message, "Return-Path").strip() == "<>"
        or "mailer-daemon" in sender
        or "postmaster@" in sender
        or bool(AUTO_SUBJECT.match(_REPLY_MARK.sub("", _header(message, "Subject"))))
    )


def bare_subject(subject: str) -> str:
    """Without "Re:", "AW:" and the like."""
    return " ".join(_REPLY_MARK.sub("", subject).split())[:300]


def is_mailbox(path: Path) -> bool:
    """A Maildir, or a file that begins as an mbox does."""
    if path.is_dir():
        return all((path / name).is_dir() for name in ("cur", "new"))
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _opened(path: Path) -> mailbox.Mailbox[Any]:
    try:
        if path.is_dir():
            return mailbox.Maildir(str(path), factory=None, create=False)
        return mailbox.mbox(str(path), factory=None, create=False)
    except (OSError, mailbox.Error) as error:
        raise SourceError(f"{path} cannot be read: {error}.", hint="Check the path.") from error


def _threads(box: mailbox.Mailbox[Any]) -> tuple[dict[Any, _Head], list[list[Any]]]:
    """Mails that belong together, by the ids that they name, else by subject and people."""
    heads: dict[Any, _Head] = {}
    roots = _Groups()
    parser = BytesHeaderParser(policy=policy.compat32)
    for key in box.iterkeys():
        with box.get_file(key) as file:
            message = parser.parse(file)  # type: ignore[arg-type]
        head = heads[key] = _head(key, message)
        roots.join(key, f"key:{key}")
        named = [_message_id(message), *_named_ids(message)]
        for identity in filter(None, named):
            roots.join(key, identity)
        if not any(named[1:]) and head.subject:
            roots.join(key, f"subject:{head.subject.casefold()}:{sorted(set(head.addresses))}")
    threads: defaultdict[str, list[Any]] = defaultdict(list)
    for key in heads:
        threads[roots.root(key)].append(key)
    return heads, list(threads.values())


class _Groups:
    """Union-find over ids."""

    def __init__(self) -> None:
        self._parents: dict[Any, Any] = {}

    def root(self, name: Any) -> Any:
        while (parent := self._parents.get(name, name)) != name:
            self._parents[name] = self._parents.get(parent, parent)
            name = parent
        return name

    def join(self, one: Any, other: Any) -> None:
        self._parents.setdefault(one, one)
        self._parents.setdefault(other, other)
        left, right = self.root(one), self.root(other)
        if left != right:
            self._parents[right] = left


def _head(key: Any, message: Message) -> _Head:
    people = chain.from_iterable(_people(_header(message, name)) for name in ("From", "To", "Cc"))
    addresses = [address.casefold() for _, address in people if "@" in address]
    subject = _header(message, "Subject")
    return _Head(
        _message_id(message) or f"mail-{key}",
        _date(message),
        tuple(addresses[:6]),
        bare_subject(subject),
    )


def _people(header: str) -> list[tuple[str, str]]:
    """Names and addresses. Most headers hold one plain address, and the standard library's
    reading of the others takes its time."""
    if len(header) <= _USUAL and (found := _ONE_PERSON.fullmatch(header)):
        return [(found[1] or "", found[2] or found[3])]
    return getaddresses([header]) if header.strip() else []


def _latest(keys: Sequence[Any], heads: dict[Any, _Head]) -> dt.datetime:
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return max((heads[key].at or never for key in keys), default=never)


def _shops_own(
    threads: Sequence[Sequence[Any]], heads: dict[Any, _Head], path: Path
) -> frozenset[str]:
    """The address in most threads; it must be in half of them, and alone in that."""
    seen: Counter[str] = Counter()
    for keys in threads:
        seen.update({address for key in keys for address in heads[key].addresses})
    best = seen.most_common(2)
    clear = best and (len(best) < 2 or best[0][1] > best[1][1])
    if not clear or best[0][1] < len(threads) / 2 or best[0][1] < 2:
        raise SourceError(
            f"{path} does not show which address is the shop's.",
            hint="Name it: --own support@your-shop.example (or a domain).",
        )
    address = best[0][0]
    domain = address.rpartition("@")[2]
    return frozenset({address} if domain in _FREE_MAIL.split() else {address, domain})


def _header(message: Message, name: str) -> str:
    """A header, decoded; what cannot be read counts as absent."""
    try:
        raw = str(message.get(name) or "")
        if "=?" not in raw:
            return raw
        return str(email.header.make_header(email.header.decode_header(raw)))
    except (MessageError, LookupError, ValueError, AttributeError, IndexError, TypeError):
        return ""


def _message_id(message: Message) -> str:
    found = _ID.search(_header(message, "Message-ID"))
    return found[0] if found else ""


def _named_ids(message: Message) -> list[str]:
    return _ID.findall(f"{_header(message, 'References')} {_header(message, 'In-Reply-To')}")


def _date(message: Message) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def _text(message: Message) -> str:
    """The mail's own words: its first plain part, else its first HTML part."""
    found: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            break  # somebody else's mail, sent along
        if kind in ("text/plain", "text/html") and not part.get_filename():
            found.setdefault(kind, _decoded(part))
    plain = found.get("text/plain", "")
    return plain if plain.strip() else found.get("text/html", "")


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload.decode(charset)
    except (LookupError, ValueError):
        return payload.decode("cp1252" if charset != "utf-8" else "latin-1", "replace")
