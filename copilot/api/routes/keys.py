"""API keys, for administrators."""

from __future__ import annotations

from fastapi import APIRouter

from copilot.api import models as m
from copilot.api.guard import Operating
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.state import Service

router = APIRouter(prefix="/v1/keys", tags=["keys"])


@router.get("")
def list_keys(
    state: Service,
    _caller: Operating,
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.KeyPage:
    """All keys, revoked ones too; never the secrets."""
    wanted = chosen(fields, m.KeyOut)
    found = state.copilot.store.keys.all()
    shown = pick(map(m.KeyOut.model_validate, found[offset : offset + limit]), wanted)
    after = next_offset(len(shown), limit, offset, len(found))
    return m.KeyPage(keys=shown, total=len(found), limit=limit, offset=offset, next_offset=after)


@router.post("", status_code=201)
def create_key(body: m.KeyIn, state: Service, caller: Operating) -> m.NewKeyOut:
    """A new key. Its secret is in this answer and nowhere else."""
    new = state.copilot.store.keys.create(body.name, body.role, by=caller.name)
    return m.NewKeyOut(key=m.KeyOut.model_validate(new.key), secret=new.secret)


@router.delete(
    "/{key_id}",
    status_code=204,
    responses={404: {"model": m.ErrorOut, "description": "No valid key of that id"}},
)
def revoke_key(key_id: str, state: Service, caller: Operating) -> None:
    """By id or prefix."""
    state.copilot.store.keys.revoke(key_id, by=caller.name)
