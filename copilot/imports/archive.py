"""What kind of archive a path is, and what it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from copilot.imports import exports
from copilot.imports.mail import Mails, is_mailbox
from copilot.imports.tickets import Author, PastTicket, Post, in_order, moment
from copilot.imports.turns import Pair
from knowledge.documents import Document
from knowledge.errors import SourceError
from knowledge.parse import Failure, PastAnswer, parse_file, source_file
from knowledge.parse.columns import fold_name
from knowledge.parse.limits import read_bytes
from knowledge.parse.tables import Table, read_csv, read_xlsx

ORIGIN = "imports"  # one origin for all: a ticket exported twice is one document
_TABLES: Mapping[str, Callable[[bytes, str], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
}
_COLUMNS = {
    "ticket": "ticket_id ticket ticketnummer conversation_id conversation case_id vorgang",
    "text": "text body body_text message nachricht inhalt content comment kommentar beitrag",
    "author": "author_type author role sender sender_type autor absender rolle direction typ type",
    "subject": "subject betreff title titel",
    "at": "created_at date datum time zeit zeitpunkt timestamp",
    "name": "author_name name sender_name",
    "private": "private internal intern is_private",
}
_WRITERS: Mapping[Author, str] = {
    "customer": "customer kunde kundin end-user enduser user requester incoming contact client in "
    "eingang",
    "agent": "agent staff support admin mitarbeiter mitarbeiterin outgoing team out ausgang",
}
_AUTHORS = {word: author for author, words in _WRITERS.items() for word in words.split()}

_TEXT_MODULES = {"name", "keywords", "content"}  # Zammad's export of its macros

Found = PastTicket | Pair | Document | Failure


@dataclass(frozen=True, slots=True)
class Archive:
    """`kind` in words; `total` is the number of tickets where it is known beforehand.

    `items(start)` gives what the archive holds from that item on, in the same order each time.
    """

    kind: str
    total: int | None
    items: Callable[[int], Iterator[Found]]


def open_archive(path: Path, own: Sequence[str] = ()) -> Archive:
    """Raises SourceError, naming what is supported, where nobody can read the path."""
    if not _exists(path):
        raise SourceError(f"There is no file or folder {path}.", hint="Check the path.")
    if path.suffix.lower() in _TABLES:
        return _table(path)
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return _export(path)
    if is_mailbox(path):
        mails = Mails(path, own)
        return Archive("mail", len(mails), mails.tickets)
    raise SourceError(
        f"{path} is no archive that is known.",
        hint="Give an mbox file, a Maildir, a helpdesk's export (.json, .jsonl) or a table "
        "(.csv, .xlsx) with question and answer, or with ticket_id, author and text.",
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or with a character that no name has
        return False


def _export(path: Path) -> Archive:
    first = list(islice(exports.records(path), 20))
    if not first:
        raise SourceError(f"{path} holds no record.", hint="Export it again.")
    if all(map(exports.are_macros, first)):
        return Archive(
            "macros", None, lambda start: islice(exports.macros(path, ORIGIN), start, None)
        )
    if {"question", "answer"} <= set(first[0]):
        return Archive("pairs", None, lambda start: islice(_rows(path), start, None))
    return Archive("tickets", None, lambda start: islice(exports.tickets(path), start, None))


def _table(path: Path) -> Archive:
    table = _TABLES[path.suffix.lower()](read_bytes(path, path.name), path.name)
    names = _named(table.columns)
    if {"ticket", "text", "author"} <= names.keys():
        found = list(_posts(table, names, path))
        return Archive("tickets", len(found), lambda start: iter(found[start:]))
    is_macros = {fold_name(column) for column in table.columns} >= _TEXT_MODULES
    kind = "macros" if is_macros else "pairs"
    return Archive(kind, None, lambda start: islice(_rows(path, kind), start, None))


def _named(columns: Sequence[str]) -> dict[str, str]:
    """Our name of a column -> the table's."""
    folded = {fold_name(column): column for column in columns}
    found = {
        ours: next((folded[name] for name in names.split() if name in folded), "")
        for ours, names in _COLUMNS.items()
    }
    return {ours: column for ours, column in found.items() if column}


def _posts(table: Table, names: Mapping[str, str], path: Path) -> Iterator[PastTicket]:
    grouped: defaultdict[str, list[Post]] = defaultdict(list)
    subjects: dict[str, str] = {}
    for row in table.rows:
        cells = {ours: row.cells.get(column, "") for ours, column in names.items()}
        author: Author = _AUTHORS.get(cells["author"].strip().casefold(), "system")
        hidden = cells.get("private", "").strip().casefold() in {"1", "true", "yes", "ja", "x"}
        grouped[cells["ticket"]].append(
            Post(
                author, cells["text"], moment(cells.get("at")), cells.get("name", ""), hidden=hidden
            )
        )
        if cells.get("subject"):
            subjects.setdefault(cells["ticket"], cells["subject"])
    for key, posts in grouped.items():
        yield PastTicket(f"{path.stem}:{key}", subjects.get(key, ""), in_order(posts))


def _rows(path: Path, kind: str = "pairs") -> Iterator[Found]:
    """Pairs and macros as `ingest` reads them."""
    file = source_file(path, ORIGIN, path.name)
    for item in parse_file(replace(file, table="macro") if kind == "macros" else file):
        match item:
            case PastAnswer():
                yield _pair(item, path)
            case Document() if item.kind == "macro":
                if str(item.metadata.get("active", "")).casefold() not in {"false", "0", "nein"}:
                    yield item
            case Failure():
                yield item


def _pair(past: PastAnswer, path: Path) -> Pair:
    document = past.document
    return Pair(
        key=f"{path.stem}:{document.key}",
        subject=document.title,
        question=document.question,
        answer=document.text,
        language=document.language,
        customer=past.customer_name,
        order_number=past.order_number,
    )
