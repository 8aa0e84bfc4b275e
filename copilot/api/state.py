"""What every request handler works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from copilot.config import Settings
from copilot.helpdesks import Desks
from copilot.pipeline import Copilot

if TYPE_CHECKING:
    from copilot.api.guard import Guard
    from copilot.api.metrics import Metrics
    from copilot.api.rates import KeyRates
    from copilot.api.workers import Workers


@dataclass(frozen=True, slots=True)
class State:
    copilot: Copilot
    settings: Settings
    guard: Guard
    workers: Workers
    metrics: Metrics
    desks: Desks
    rates: KeyRates


def state_of(request: Request) -> State:
    """The application's collaborators."""
    state: State = request.app.state.copilot_state
    return state


Service = Annotated[State, Depends(state_of)]
