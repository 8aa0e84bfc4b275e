"""Tokens for a panel that stands in another site's frame."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter

from copilot.api import models as m
from copilot.api.guard import PANEL_TOKEN, RIGHTS, Called
from copilot.api.state import Service
from copilot.api.tokens import PanelClaims
from copilot.errors import AuthError, ForbiddenError

router = APIRouter(prefix="/v1/panel", tags=["panel"])


@router.post("/tokens", status_code=201)
def issue(body: m.PanelTokenIn, state: Service, caller: Called) -> m.PanelTokenOut:
    """A token for one agent's panel, for whom an API key vouches.

    Ask from the helpdesk's server side (or its proxy for secret settings), so that the key
    never reaches a browser. The token's role may do no more than the key's.
    """
    if caller.claims is not None:
        raise ForbiddenError(
            "A panel's token cannot issue others.",
            hint="Send an API key, or renew it: POST /v1/panel/tokens/renew.",
        )
    if not RIGHTS[body.role] <= RIGHTS[caller.role]:
        raise ForbiddenError(
            f"A key of role `{caller.role}` cannot issue a token of role `{body.role}`.",
            hint="Use a key of that role: `reply-copilot keys create NAME --role agent`.",
        )
    token, claims = state.guard.tokens.issue(
        body.role, body.agent, ticket=body.ticket, key=caller.id, life_s=body.life_s
    )
    return _out(token, claims)


@router.post("/tokens/renew")
def renew(state: Service, caller: Called) -> m.PanelTokenOut:
    """The same token with a later end; an open panel asks for it before its own runs out."""
    if caller.claims is None:
        raise AuthError(
            "Only a panel's token can be renewed.", hint=f"Send it as `{PANEL_TOKEN}: rpt_…`."
        )
    return _out(*state.guard.tokens.renew(caller.claims))


def _out(token: str, claims: PanelClaims) -> m.PanelTokenOut:
    return m.PanelTokenOut(
        token=token,
        role=claims.role,
        agent=claims.agent,
        ticket=claims.ticket,
        expires_at=dt.datetime.fromtimestamp(claims.expires, dt.UTC),
        session_ends_at=dt.datetime.fromtimestamp(claims.session_ends, dt.UTC),
    )
