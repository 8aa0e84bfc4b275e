"""Manuals, policies and other running text to one Document, whatever the format."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from knowledge.analyse import detect_language
from knowledge.documents import Document, Kind
from knowledge.errors import SourceError
from knowledge.parse.columns import fold_name
from knowledge.parse.items import Remark, read_date, read_flag, read_language, read_list
from knowledge.parse.limits import decode
from knowledge.parse.markup import read_html
from knowledge.parse.pdf import page_ranges, read_pdf
from knowledge.parse.skus import ProductNames
from knowledge.parse.word import read_docx

_LONGEST_FRONT_MATTER = 20_000
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SETEXT = re.compile(r"(?m)^(?![#>|\-*+ ])(\S[^\n]{0,150})\n(=|-)\2{2,}[ \t]*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ACTIVE = re.compile(r"(?is)<(script|style|iframe|object|embed|svg)\b.*?(?:</\1\s*>|\Z)")
_TAG = re.compile(
    r"(?i)</?(?:div|span|p|a|b|i|u|em|strong|font|center|img|br|hr|details|summary|sup|sub|kbd|"
    r"table|tr|td|th|tbody|thead|ul|ol|li|h[1-6])\b[^<>]*>"
)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_INTERNAL = re.compile(r"(?i)(?:^|[^a-z])(?:kulanz|tonfall|goodwill|tone|intern|internal)")
_NAMES = {
    "title": "title titel",
    "language": "language lang sprache",
    "internal": "internal intern",
    "skus": "skus sku product products produkt produkte artikelnummer",
    "date": "date datum stand updated",
    "valid_from": "valid_from gueltig_ab gueltig_von",
    "valid_until": "valid_until valid_to gueltig_bis expires",
}
_OURS = {name: ours for ours, names in _NAMES.items() for name in names.split()}


class Prose(NamedTuple):
    """A file's Markdown and what the file says of itself."""

    text: str
    title: str = ""
    language: str = ""
    front: Mapping[str, str] = {}
    scanned: tuple[int, ...] = ()  # pages of which only a picture is there


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands and what its name says."""

    origin: str
    path: str
    kind: Kind
    stem: str  # without suffix and language mark
    language: str = ""  # of the mark in `name.en.md`


def read_prose(
    data: bytes, suffix: str, place: Place, products: ProductNames
) -> tuple[Document, Remark | None]:
    """The file as a Document, with what it lacks. Raises SourceError for what cannot be read or
    holds nothing."""
    prose = _FORMATS[suffix](data, place.path)
    return _document(prose, place, products), _left_out(prose, place.path)


def _left_out(prose: Prose, path: str) -> Remark | None:
    if not prose.scanned:
        return None
    pages = f"page{'s' * (len(prose.scanned) > 1)} {page_ranges(prose.scanned)}"
    return Remark(
        path,
        f"{path}: only pictures and no text on {pages}.",
        "If something is written there, run text recognition (OCR) over the file.",
    )


def _document(prose: Prose, place: Place, products: ProductNames) -> Document:
    front = prose.front
    text, heading = _with_heading(prose.text)
    if not re.search(r"\w", text):
        raise SourceError(f"{place.path} is empty.", hint="Write something into it or delete it.")
    title = front.get("title") or heading or prose.title or _readable(place.stem)
    skus = read_list(front.get("skus", ""))
    if place.kind == "product" and not skus:
        skus = products.skus_of(place.stem, title, text)
    return Document(
        origin=place.origin,
        path=place.path,
        kind=place.kind,
        title=title,
        text=text,
        language=_language(front, place, prose.language, f"{title}\n{text}"),
        skus=skus,
        internal=_internal(front, place),
        date=_front_date(front, "date", place.path),
        valid_from=_front_date(front, "valid_from", place.path),
        valid_until=_front_date(front, "valid_until", place.path),
        metadata={name: value for name, value in front.items() if name not in _NAMES},
    )


def _language(front: Mapping[str, str], place: Place, page: str, text: str) -> str:
    return (
        read_language(front.get("language", ""))
        or place.language
        or read_language(page)
        or detect_language(text)
    )


def _internal(front: Mapping[str, str], place: Place) -> bool:
    if "internal" in front:
        return read_flag(front["internal"])
    return bool(_INTERNAL.search(place.stem))


def _front_date(front: Mapping[str, str], name: str, path: str) -> dt.date | None:
    try:
        return read_date(front.get(name, ""))
    except ValueError as error:
        raise SourceError(f"{path}, front matter, {name}: {error}.") from error


def _with_heading(text: str) -> tuple[str, str]:
    """The text without its first heading where that is the title of the whole."""
    match = re.match(r"#\s+([^\n]+?)\s*#*\s*(?:\n|\Z)", text.lstrip("\n"))
    if match is None or len(re.findall(r"(?m)^#\s", text)) > 1:
        found = re.search(r"(?m)^#\s+([^\n]+)", text)
        return text, _plain(found[1]) if match and found else ""
    rest = text.lstrip("\n")[match.end() :]
    return (rest.strip("\n") if rest.strip() else text), _plain(match[1])


def _plain(heading: str) -> str:
    return re.sub(r"[*_`]+", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).strip(" #")


def _readable(stem: str) -> str:
    words = re.sub(r"[_\-.]+", " ", stem).strip()
    return words[:1].upper() + words[1:]


def _markdown(data: bytes, name: str) -> Prose:
    text = decode(data, name)
    front: dict[str, str] = {}
    match = _FRONT_MATTER.match(text)
    if match:
        front = _front_matter(match[1], name)
        text = text[match.end() :]
    text = _ACTIVE.sub("", _COMMENT.sub("", text))
    text = _TAG.sub("", re.sub(r"(?i)<br\s*/?>", "\n", _IMAGE.sub(r"\1", text)))
    text = _SETEXT.sub(lambda m: f"{'#' if m[2] == '=' else '##'} {m[1]}", text)
    return Prose(text.strip(), front=front)


def _front_matter(text: str, name: str) -> dict[str, str]:
    """Names under ours, values as strings; what is neither a value nor a list is left out."""
    if len(text) > _LONGEST_FRONT_MATTER:
        raise SourceError(f"{name}: its front matter is longer than a page.")
    try:
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).split("\n", 1)[0]
        raise SourceError(
            f"{name}: its front matter is no valid YAML ({first}).",
            hint='Put values with a colon in quotation marks: title: "Care: daily"',
        ) from error
    if not isinstance(loaded, dict):
        return {}
    values = ((fold_name(str(key)), _scalar(value)) for key, value in loaded.items())
    return {_OURS.get(key, key): value for key, value in values if value}


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        parts = [_scalar(part) for part in value if not isinstance(part, list | dict)]
        return ";".join(part for part in parts if part)
    return "" if value is None or isinstance(value, dict) else str(value).strip()


def _text(data: bytes, name: str) -> Prose:
    """Plain text; a short first line above a blank one is its heading."""
    text = decode(data, name).strip()
    first, found, rest = text.partition("\n")
    underlined = re.match(r"[=\-~*]{3,}[ \t]*\n", rest)
    if underlined:
        rest = "\n" + rest[underlined.end() :]
    alone = found and (not rest.split("\n", 1)[0].strip() or underlined)
    if alone and len(first) <= 100 and first.strip()[-1:] not in ".!?:,;":
        return Prose(f"# {first.strip(' #')}\n\n{rest.strip()}")
    return Prose(re.sub(r"(?m)^#", r"\\#", text))


def _html(data: bytes, name: str) -> Prose:
    page = read_html(decode(data, name), name)
    return Prose(page.text, page.title, page.language)


def _pdf(data: bytes, name: str) -> Prose:
    found = read_pdf(data, name)
    return Prose(found.text, found.title, scanned=found.scanned)


def _docx(data: bytes, name: str) -> Prose:
    return Prose(*read_docx(data, name))


_FORMATS: Mapping[str, Callable[[bytes, str], Prose]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _text,
    ".text": _text,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
PROSE_SUFFIXES = frozenset(_FORMATS)
