"""Frozen values to JSON and back, in one place and by their types.

`to_json` writes a dataclass as an object; `from_json(cls, data)` reads it by the class's
annotations. An unknown key is ignored and a missing one takes the field's default, so
that a row written by an older or a newer version still reads. Both ways, text is cleaned
of what no database holds.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def to_json(value: object) -> Any:
    """`value` as what `json.dumps` takes. Datetimes and dates as ISO 8601.

    Lone surrogates and NUL, which PostgreSQL refuses in text, become U+FFFD.
    """
    if isinstance(value, str):
        return clean(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(inner) for inner in value]
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if hasattr(value, "item"):  # a numpy scalar out of a scorer
        return to_json(value.item())
    raise TypeError(f"{type(value).__name__} has no JSON form here.")


def from_json(cls: type[T], data: object) -> T:
    """The value of type `cls` (a dataclass, a tuple of them, …) that `to_json` wrote."""
    return _read(cls, data)  # type: ignore[no-any-return]


def clean(text: str) -> str:
    """The text as every database can keep it."""
    return _UNSTORABLE.sub("\ufffd", text)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _read(wanted: Any, data: Any) -> Any:
    origin = get_origin(wanted)
    if origin in {Union, UnionType}:
        return _read_union(wanted, data)
    if origin is Literal or wanted is Any:
        return data
    if origin is tuple or wanted is tuple:
        return _read_tuple(wanted, data)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value_type = get_args(wanted)[1]
        return MappingProxyType({key: _read(value_type, inner) for key, inner in data.items()})
    if is_dataclass(wanted):
        return _read_dataclass(wanted, data)
    reader = _SCALARS.get(wanted)
    return reader(data) if reader else data


def _read_union(wanted: Any, data: Any) -> Any:
    arms = get_args(wanted)
    if data is None and NoneType in arms:
        return None
    return _read(next(arm for arm in arms if arm is not NoneType), data)


def _read_tuple(wanted: Any, data: Any) -> tuple[Any, ...]:
    arms = get_args(wanted)
    if not arms or arms[-1] is Ellipsis:
        inner = arms[0] if arms else Any
        return tuple(_read(inner, item) for item in data)
    return tuple(_read(arm, item) for arm, item in zip(arms, data, strict=True))


def _read_dataclass(wanted: Any, data: Mapping[str, Any]) -> Any:
    hints = _hints(wanted)
    known = {item.name for item in fields(wanted) if item.init}
    return wanted(**{key: _read(hints[key], data[key]) for key in known if key in data})


_SCALARS: Mapping[Any, Any] = MappingProxyType(
    {
        str: clean,
        dt.datetime: dt.datetime.fromisoformat,
        dt.date: dt.date.fromisoformat,
        Decimal: Decimal,
        float: float,
    }
)
