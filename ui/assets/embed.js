// In another site's frame (`?embed=…`): who uses the panel is said by a signed token, not by a
// cookie. It comes in the address' fragment, from the embedding page, or for an API key typed
// here; it is kept in this tab alone and goes with every request to this server.
(() => {
  "use strict";
  const asked = new URLSearchParams(location.search);
  if (!asked.has("embed")) return;
  const KEPT = "reply-copilot:token";
  const EARLY = 0.6;  // of its life after which a token is renewed
  const PATIENCE_MS = 2500;  // for the embedding page to send a token
  const words = () => window.replyCopilot.words[/^de/i.test(navigator.language) ? "de" : "en"];
  const plain = window.fetch.bind(window);

  // A browser may refuse storage to a frame: then this page remembers by itself.
  function shim(name) {
    try { window[name].getItem(KEPT); return; } catch { /* refused */ }
    const held = new Map();
    const store = {
      getItem: (key) => (held.has(key) ? held.get(key) : null),
      setItem: (key, value) => { held.set(key, String(value)); },
      removeItem: (key) => { held.delete(key); },
    };
    Object.defineProperty(window, name, {value: store, configurable: true});
  }
  shim("sessionStorage");
  shim("localStorage");

  let token = "";
  let agent = "";
  let admit;
  let admitted = new Promise((resolve) => { admit = resolve; });
  let renewal = 0;

  function claimsOf(text) {
    try {
      const body = text.slice("rpt_".length).split(".")[0].replace(/-/g, "+").replace(/_/g, "/");
      const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return null;
    }
  }

  function take(text) {
    const claims = typeof text === "string" && text.startsWith("rpt_") ? claimsOf(text) : null;
    const left = claims ? claims.expires * 1000 - Date.now() : 0;
    if (left <= 0) return false;
    token = text;
    sessionStorage.setItem(KEPT, text);
    document.querySelector(".rc-login")?.remove();
    document.querySelector("gradio-app")?.removeAttribute("inert");
    clearTimeout(renewal);
    renewal = setTimeout(renew, Math.max(1000, left * EARLY));
    admit();
    return true;
  }

  async function renew() {
    const answer = await plain("/v1/panel/tokens/renew",
      {method: "POST", headers: {"X-Panel-Token": token}}).catch(() => null);
    if (answer?.ok) take((await answer.json()).token);
    else if (answer) lose();
    else renewal = setTimeout(renew, 5000);  // no connection: later
  }

  // The session is over, or the computer slept through the renewal.
  function lose() {
    if (!token) return;
    token = "";
    sessionStorage.removeItem(KEPT);
    admitted = new Promise((resolve) => { admit = resolve; });
    want();
  }

  function want() {
    window.parent.postMessage({type: "reply-copilot:token-wanted"}, "*");
    setTimeout(() => { if (!token) ask(); }, PATIENCE_MS);
  }

  window.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (url.origin !== location.origin || !url.pathname.includes("/gradio_api/"))
      return plain(input, init);
    const sent = () => {
      const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : {}));
      headers.set("X-Panel-Token", token);
      return plain(input, {...init, headers});
    };
    await admitted;
    const answer = await sent();
    if (answer.status !== 401) return answer;
    lose();
    await admitted;
    return sent();
  };

  // --- the log-in, where nobody sends a token ---------------------------------------------
  function ask() {
    if (!document.body) { document.addEventListener("DOMContentLoaded", ask); return; }
    if (token || document.querySelector(".rc-login")) return;
    const text = words();
    const form = document.createElement("form");
    form.className = "rc-login";
    const title = document.createElement("h1");
    title.textContent = text.embed_title;
    const fault = document.createElement("p");
    fault.setAttribute("role", "alert");
    const go = document.createElement("button");
    go.textContent = text.embed_go;
    const [name, nameLabel] = field(text.embed_name, "text", "name");
    const [key, keyLabel] = field(text.embed_key, "password", "current-password");
    name.value = agent;
    form.append(title, nameLabel, keyLabel, fault, go);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      fault.textContent = "";
      const answer = await plain("/v1/panel/tokens", {
        method: "POST",
        headers: {"Authorization": `Bearer ${key.value.trim()}`, "Content-Type": "application/json"},
        body: JSON.stringify({agent: name.value}),
      }).catch(() => null);
      if (!answer?.ok || !take((await answer.json()).token)) fault.textContent = text.embed_refused;
    });
    document.body.append(form);
    document.querySelector("gradio-app")?.setAttribute("inert", "");
    (agent ? key : name).focus();
  }

  function field(label, type, autocomplete) {
    const around = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, {type, autocomplete, required: true});
    around.append(label, input);
    return [input, around];
  }

  // --- what the embedding page says -------------------------------------------------------
  // Who may embed the panel is decided by `frame-ancestors`, so the parent may be believed.
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || window.parent === window) return;
    const said = parsed(event.data);
    if (said?.type === "reply-copilot") {
      if (said.token) take(said.token);
      if (said.ticket) open(String(said.ticket));
    } else if (said?.event === "appContext") {  // Chatwoot's dashboard apps
      agent = said.data?.currentAgent?.name ?? agent;
      const id = said.data?.conversation?.id;
      if (id) open(`${asked.get("embed")}:${id}`);
    }
  });

  function parsed(data) {
    if (typeof data !== "string") return data;
    try { return JSON.parse(data); } catch { return null; }
  }

  let shownTicket = asked.get("ticket") ?? "";
  async function open(ticket) {
    if (ticket === shownTicket) return;
    shownTicket = ticket;
    await admitted;
    const waiting = setInterval(() => {
      if (!window.replyCopilot.signal) return;
      clearInterval(waiting);
      window.replyCopilot.signal({act: "ticket", ticket});
    }, 50);
  }

  const fragment = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  if (!take(fragment) && !take(sessionStorage.getItem(KEPT))) want();
  window.parent.postMessage("chatwoot-dashboard-app:fetch-info", "*");
})();
