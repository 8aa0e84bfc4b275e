"""Pages of lists, and the choice of fields: the same for every list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from copilot.errors import InputError

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10**9)]
Fields = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Only these fields, separated by commas, such as `id,state,reply`.",
        examples=["id,state,reply"],
    ),
]


def next_offset(found: int, limit: int, offset: int, total: int | None = None) -> int | None:
    """Where the next page begins; None where this is the last one.

    Without a total, a page that is full is taken for one of more.
    """
    more = found == limit if total is None else found > 0 and offset + found < total
    return offset + found if more else None


def chosen(fields: str | None, model: type[BaseModel]) -> frozenset[str] | None:
    """The fields that the caller wants; None: all. Raises InputError for an unknown one."""
    if fields is None:
        return None
    wanted = [name.strip() for name in fields.split(",") if name.strip()]
    known = model.model_fields
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise InputError(
            f"`fields`: `{unknown[0][:60] if unknown else fields}` is no field.",
            hint=f"Fields are {', '.join(known)}.",
        )
    return frozenset(wanted)


def pick(items: Iterable[BaseModel], wanted: frozenset[str] | None) -> list[Any]:
    """The items with only the wanted fields; as they are where all are wanted."""
    if wanted is None:
        return list(items)
    return [item.model_dump(mode="json", include=set(wanted)) for item in items]
