"""Export files (JSON, JSON lines): tickets with their posts inside, or posts by themselves.

A file is read record by record; one whose posts stand in records of their own (`ticket_id`
or `conversation_id`) is put together first.
"""

from __future__ import annotations

import codecs
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from copilot.imports import vendors
from copilot.imports.tickets import PastTicket
from copilot.understand.markup import readable
from knowledge.analyse import detect_language
from knowledge.documents import Document
from knowledge.errors import SourceError

Json = dict[str, Any]
_CHUNK = 1 << 16
_LONGEST_RECORD = 50_000_000
_LISTS = ("tickets", "conversations", "results", "data", "payload", "records")
_PART_OF = ("ticket_id", "conversation_id")
# Under what name a ticket holds posts that stood by themselves: the key that tells whose.
_POSTS = (("message_type", "messages"), ("incoming", "conversations"), ("sender", "articles"))
_MACRO_LISTS = ("macros", "canned_responses", "responses", "text_modules")


def records(path: Path) -> Iterator[Json]:
    """The objects of a JSON-lines file, of a JSON array, or of the list in an answer of an
    API. Raises SourceError where the file is no JSON."""
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8-sig", "ignore").lstrip()
    if head.startswith("["):
        yield from _array(path)
    elif head.startswith("{"):
        yield from _lines(path)
    else:
        raise SourceError(f"{path} is no JSON.", hint="Give the export as JSON or JSON lines.")


def tickets(path: Path) -> Iterator[PastTicket]:
    """The tickets of an export; records that are none are passed over."""
    loose: defaultdict[str, list[Json]] = defaultdict(list)
    heads: dict[str, Json] = {}
    for record in records(path):
        ticket = vendors.read(record)
        if ticket is not None:
            yield ticket
        elif part := _part_of(record):
            loose[part].append(record)
        elif "id" in record:
            heads[str(record["id"])] = record
    for key, posts in loose.items():
        name = next((name for tells, name in _POSTS if tells in posts[0]), "comments")
        whole = {"id": key, **heads.get(key, {}), name: posts}
        if (ticket := vendors.read(whole)) is not None:
            yield ticket


def _part_of(record: Json) -> str:
    return next((str(record[name]) for name in _PART_OF if record.get(name)), "")


def macros(path: Path, origin: str) -> Iterator[Document]:
    """The canned replies of an export: Zendesk macros, Freshdesk and Chatwoot canned
    responses, Zammad text modules. Switched-off ones and those without a text are left out."""
    for record in records(path):
        if (made := macro(record, path.name, origin)) is not None:
            yield made


def macro(record: Json, path: str, origin: str) -> Document | None:
    """The canned reply of a record; None where it is switched off or has no text."""
    title = _text(record, "title", "name", "short_code")
    text = _macro_text(record)
    if record.get("active") is False or not text:
        return None
    return Document(
        origin=origin,
        path=path,
        kind="macro",
        title=title or text.split("\n")[0][:90],
        text=text,
        language=detect_language(f"{title}\n{text}"),
        key=str(record.get("id") or record.get("short_code") or title)[:200],
    )


def are_macros(record: Json) -> bool:
    """Whether a record looks like a canned reply."""
    has_posts = any(name in record for name in ("comments", "articles", "messages"))
    return not has_posts and bool(_macro_text(record)) and "ticket_id" not in record


def _macro_text(record: Json) -> str:
    for action in record.get("actions") or ():
        if isinstance(action, Mapping) and str(action.get("field", "")).startswith("comment_value"):
            value = action.get("value")
            parts = value if isinstance(value, list) else [value]
            return readable(str(parts[-1] or ""))
    if any(name in record for name in ("folder_id", "short_code", "keywords", "content_html")):
        return readable(_text(record, "content_html", "content"))
    return ""


def _text(record: Json, *names: str) -> str:
    return next((v for n in names if isinstance(v := record.get(n), str) and v.strip()), "")


def _lines(path: Path) -> Iterator[Json]:
    """One object a line; a file that is one object over many lines is an API's answer."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                found = json.loads(line)
            except ValueError:
                if number == 1:
                    yield from _answer(path)
                    return
                continue  # a line that was cut off: the others are whole
            if isinstance(found, dict):
                yield from _unpacked(found)


def _answer(path: Path) -> Iterator[Json]:
    if path.stat().st_size > 10 * _LONGEST_RECORD:
        raise SourceError(f"{path} is one very large object.", hint="Export it as JSON lines.")
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
    except ValueError as error:
        raise SourceError(f"{path} is no JSON: {error}.", hint="Export it again.") from error
    if isinstance(found, dict):
        yield from _unpacked(found)


def _unpacked(found: Json) -> Iterator[Json]:
    """The list inside an API's answer, with the people that it names beside it."""
    for name in (*_LISTS, *_MACRO_LISTS):
        inside = found.get(name)
        if isinstance(inside, dict) and name == "data":
            yield from _unpacked(inside)
            return
        if isinstance(inside, list) and inside and _is_list_of(name, found):
            shared = {"users": found["users"]} if "users" in found else {}
            yield from ({**shared, **item} for item in inside if isinstance(item, dict))
            return
    yield found


def _is_list_of(name: str, found: Json) -> bool:
    """ "conversations" inside a ticket are its posts; in an answer they are the tickets."""
    return name != "conversations" or "id" not in found


def _array(path: Path) -> Iterator[Json]:
    """The objects of an array, one at a time, however long the array is."""
    decoder = json.JSONDecoder()
    text = ""
    with path.open("rb") as file:
        decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        text = decode(file.read(_CHUNK)).lstrip().removeprefix("[")
        while True:
            text = text.lstrip().lstrip(",").lstrip()
            try:
                found, end = decoder.raw_decode(text)
            except ValueError:
                more = file.read(max(_CHUNK, len(text)))
                if not more or len(text) > _LONGEST_RECORD:
                    return
                text += decode(more)
                continue
            text = text[end:]
            if isinstance(found, dict):
                yield found
