"""Logging in with a key, for browsers: a panel cannot send headers by itself."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from copilot.api.guard import COOKIE, SESSION_S
from copilot.api.state import Service
from copilot.errors import AuthError

router = APIRouter(include_in_schema=False)

_PANEL = "/ui/"
_CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'self'"
_PAGE = """<!doctype html>
<html lang="{lang}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body{{font:16px system-ui;max-width:24rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}}
label,input,button{{display:block;width:100%;box-sizing:border-box}}
input,button{{font:inherit;padding:.6rem;margin:.4rem 0 1rem}}
</style>
<form method="post" action="/login"><h1>{title}</h1><p role="alert">{fault}</p>
<label for="key">{label}</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
<button>{button}</button></form></html>"""
_WORDS = {
    "de": {
        "title": "Anmelden",
        "label": "API-Schlüssel",
        "button": "Anmelden",
        "bad": "Dieser Schlüssel ist nicht bekannt oder wurde widerrufen.",
    },
    "en": {
        "title": "Log in",
        "label": "API key",
        "button": "Log in",
        "bad": "This key is not known, or it was revoked.",
    },
}


@router.get("/login")
def form(request: Request) -> HTMLResponse:
    return _page(request)


@router.post("/login")
async def log_in(request: Request, state: Service) -> Response:
    """Sets a session cookie that only this site's own pages send back."""
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    secret = fields.get("key", [""])[0].strip()
    try:
        token = await state.workers.run(lambda: state.guard.log_in(secret))
    except AuthError:
        return _page(request, failed=True)
    answer = RedirectResponse(_PANEL, 303)
    secure = request.headers.get("x-forwarded-proto", request.scope["scheme"]) == "https"
    answer.set_cookie(
        COOKIE, token, max_age=SESSION_S, httponly=True, samesite="strict", secure=secure
    )
    return answer


@router.post("/logout")
def log_out(request: Request, state: Service) -> Response:
    state.guard.log_out(request)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _page(request: Request, *, failed: bool = False) -> HTMLResponse:
    preferred = request.headers.get("accept-language", "").lower()
    lang = "de" if preferred.startswith("de") else "en"
    words = _WORDS[lang]
    text = _PAGE.format(
        lang=lang,
        title=words["title"],
        label=words["label"],
        button=words["button"],
        fault=words["bad"] if failed else "",
    )
    headers = {"Content-Security-Policy": _CSP}
    return HTMLResponse(text, 401 if failed else 200, headers)
