"""The panel in the frame of another site, as each helpdesk embeds it: no cookie, a token.

The helpdesk's page is served by `localhost`, the copilot by 127.0.0.1: two sites to a browser.
Every request of the browser counts as one from another machine, so that it takes a token.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FrameLocator, expect

import ui

pytestmark = pytest.mark.browser

Hire = Callable[..., Any]
EMBED = Path(ui.__file__).parent / "embed"
AWAY = {"X-Forwarded-For": "203.0.113.5"}


@pytest.fixture(scope="module")
def desk(shop: Any, helpdesk: Any) -> Any:
    made = shop.post("/keys", {"name": "helpdesk", "role": "agent"})
    helpdesk.copilot, helpdesk.key = shop.address, made["secret"]
    return helpdesk


def _page(name: str) -> str:
    return (EMBED / name).read_text("utf-8")


def _zendesk(desk: Any, ticket: str) -> str:
    """Zendesk's app frame, with a stand-in for its SDK."""
    answers = {"ticket.id": ticket, "currentUser.name": "Kim Zendesk"}
    settings = {"copilot_url": desk.copilot, "helpdesk": "zendesk"}
    desk.pages["/sdk.js"] = f"""
      window.ZAFClient = {{init: () => ({{
        invoke() {{}},
        metadata: async () => ({{settings: {json.dumps(settings)}}}),
        get: async () => ({json.dumps(answers)}),
        request: async (sent) => {{
          if (!sent.secure) throw new Error("the key would be seen");
          const key = sent.headers.Authorization.replace("setting.api_key", "key");
          const headers = {{Authorization: key}};
          const answer = await fetch("/proxy", {{method: "POST", body: sent.data, headers}});
          return answer.json();
        }},
      }})}};"""
    sdk = "https://static.zdassets.com/zendesk_app_framework_sdk/2.0/zaf_sdk.min.js"
    html = _page("zendesk/assets/iframe.html")
    assert sdk in html
    return html.replace(sdk, "/sdk.js")


def _freshdesk(desk: Any, ticket: str) -> str:
    """Freshdesk's app frame; its request template is filled on the server's side."""
    template = json.loads(_page("freshdesk/config/requests.json"))["panelToken"]["schema"]
    assert template["headers"]["Authorization"] == "Bearer <%= iparam.api_key %>"
    data = {
        "ticket": {"ticket": {"id": int(ticket)}},
        "loggedInUser": {"loggedInUser": {"contact": {"name": "Kim Freshdesk"}}},
    }
    settings = {"copilot_host": urlsplit(desk.copilot).netloc, "helpdesk": "freshdesk"}
    desk.pages["/sdk.js"] = f"""
      window.app = {{initialized: async () => ({{
        instance: {{resize() {{}}}},
        data: {{get: async (name) => ({json.dumps(data)})[name]}},
        iparams: {{get: async () => ({json.dumps(settings)})}},
        request: {{invokeTemplate: async (name, sent) => {{
          if (name !== "panelToken") throw new Error(name);
          const headers = {{Authorization: "Bearer {{{{key}}}}"}};
          const answer = await fetch("/proxy", {{method: "POST", body: sent.body, headers}});
          return {{response: await answer.text()}};
        }}}},
      }})}};"""
    html = _page("freshdesk/app/index.html")
    return html.replace("{{{appclient}}}", "/sdk.js").replace("`https://", "`http://")


def _own(desk: Any, ticket: str) -> str:
    """A page of one's own, whose backend asks for the token."""
    asking = (
        'await fetch("/proxy", {method: "POST", headers: {Authorization: "Bearer {{key}}"}, '
        'body: JSON.stringify({agent: "Kim Own"})})'
    )
    html = _page("page/index.html").replace('await fetch("/copilot-token")', asking)
    html = html.replace("https://copilot.example.com", desk.copilot)
    return html.replace("helpdesk:5158", f"own:{ticket}")


def _zammad(desk: Any, ticket: str) -> str:
    """The side bar of Zammad's ticket view, with stand-ins for its classes."""
    script = _page("zammad/copilot_sidebar.js")
    script = script.replace("https://copilot.example.com", desk.copilot)
    return f"""<!doctype html><title>Zammad</title><div id="bar"></div><script>
      const made = {{}};
      const App = {{
        Controller: class {{ constructor(given) {{ Object.assign(this, given); }} }},
        Config: {{set: (key, value, group) => {{ made[group] = value; }}}},
      }};</script><script>{script}</script><script>
      const ticket = {{id: {ticket}, currentView: () => "agent"}};
      const item = new made.TicketZoomSidebar({{ticket}}).sidebarItem();
      item.sidebarCallback([document.querySelector("#bar")]);</script>"""


def _chatwoot(desk: Any, ticket: str) -> str:
    """Chatwoot's dashboard app: a frame that is told the conversation."""
    data = {"conversation": {"id": int(ticket)}, "currentAgent": {"name": "Kim Chatwoot"}}
    said = json.dumps(json.dumps({"event": "appContext", "data": data}))
    return f"""<!doctype html><title>Chatwoot</title>
      <iframe src="{desk.copilot}/ui/?embed=chatwoot" style="width:400px;height:800px"></iframe>
      <script>window.addEventListener("message", (event) => {{
        if (event.data === "chatwoot-dashboard-app:fetch-info")
          event.source.postMessage({said}, "*");
      }});</script>"""


def _embedded(hire: Hire, desk: Any, html: str) -> tuple[Any, FrameLocator]:
    desk.pages["/"] = html
    agent = hire("de-DE", width=420, extra_http_headers=AWAY)
    agent.page.goto(f"{desk.origin}/")
    return agent, agent.page.frame_locator("iframe")


def _log_in(frame: FrameLocator, desk: Any, name: str) -> None:
    expect(frame.locator(".rc-login h1")).to_have_text("Beim Reply Copilot anmelden")
    login = frame.locator(".rc-login")
    login.get_by_label("Ihr Name").fill(name)
    login.get_by_label("API-Schlüssel").fill(desk.key)
    login.get_by_role("button", name="Anmelden").click()


@pytest.mark.parametrize(
    ("name", "made", "logs_in"),
    [
        ("zendesk", _zendesk, False),
        ("freshdesk", _freshdesk, False),
        ("own", _own, False),
        ("zammad", _zammad, True),
        ("chatwoot", _chatwoot, True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_agent_decides_within_the_helpdesk(
    hire: Hire, desk: Any, name: str, made: Callable[..., str], logs_in: bool
) -> None:
    ticket = "5158"
    message = {"text": "Wie lange habe ich Garantie auf die Orvanto?", "id": f"{name}:{ticket}"}
    draft = desk_shop(hire).post("/drafts", {"message": message})
    agent, frame = _embedded(hire, desk, made(desk, ticket))
    if logs_in:
        _log_in(frame, desk, f"Kim {name.title()}")
    expect(frame.locator("#rc-reply-text textarea")).to_have_value(draft["reply"])
    frame.locator("#rc-reason-free input").fill("passt")
    frame.locator("#rc-save").click()
    expect(frame.locator(".rc-notice.rc-good")).to_be_visible()
    kept = agent.shop.get(f"/drafts/{draft['id']}")
    assert (kept["state"], kept["decision"]["agent"]) == ("accepted", f"Kim {name.title()}")
    assert agent.page.context.cookies() == []


def desk_shop(hire: Hire) -> Any:
    return hire().shop


def test_another_ticket_is_shown_when_the_helpdesk_says_so(hire: Hire, desk: Any) -> None:
    shop = desk_shop(hire)
    for number in (1, 2):
        text = f"Was kostet der Versand nach Österreich? Das ist Frage {number}."
        shop.post("/drafts", {"message": {"text": text, "id": f"own:70{number}"}})
    agent, frame = _embedded(hire, desk, _own(desk, "701"))
    expect(frame.locator(".rc-at-message").first).to_contain_text("Frage 1")
    said = '{type: "reply-copilot", ticket: "own:702"}'
    agent.page.evaluate(f"frame.contentWindow.postMessage({said}, COPILOT)")
    expect(frame.locator(".rc-at-message").first).to_contain_text("Frage 2")
    said = '{type: "reply-copilot", ticket: "own:703"}'
    agent.page.evaluate(f"frame.contentWindow.postMessage({said}, COPILOT)")
    expect(frame.locator(".rc-notice").first).to_contain_text("own:703")


def test_without_a_token_there_is_nothing_to_see_but_a_login(hire: Hire, desk: Any) -> None:
    html = f'<iframe src="{desk.copilot}/ui/?embed=x" width="400" height="800"></iframe>'
    _agent, frame = _embedded(hire, desk, html)
    login = frame.locator(".rc-login")
    login.get_by_label("Ihr Name").fill("Kim")
    login.get_by_label("API-Schlüssel").fill("rck_wrong")
    login.get_by_role("button", name="Anmelden").click()
    expect(frame.locator(".rc-login [role=alert]")).to_contain_text("nicht bekannt")
    expect(frame.locator(".rc-row")).to_have_count(0)


def test_a_page_that_was_not_named_may_not_embed_it(hire: Hire, desk: Any) -> None:
    html = f'<iframe src="{desk.copilot}/ui/?embed=x"></iframe>'
    desk.pages["/foreign"] = html
    agent = hire(extra_http_headers=AWAY)
    with agent.page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        agent.page.goto(desk.origin.replace("localhost", "127.0.0.1") + "/foreign")
    assert agent.page.frame_locator("iframe").locator("gradio-app").count() == 0
