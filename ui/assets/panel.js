// What a page does by itself: places in the text, chips, inserting, keeping what was typed.
(() => {
  "use strict";
  const KEEP = "reply-copilot:";
  const WATCH_MS = 10000;

  const setText = (box, text) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", {bubbles: true}));
  };
  // Spans count Unicode code points, a text box counts UTF-16 units.
  const units = (text, points) => Array.from(text).slice(0, points).join("").length;
  const points = (text, at) => Array.from(text.slice(0, at)).length;
  const shown = (element) => element && element.offsetParent !== null;
  const glide = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  const panelOf = (element) => element.closest('[role="tabpanel"], .tabitem') || document;
  const boxOf = (element) => panelOf(element).querySelector(".rc-editor textarea");

  function markOf(box, finding) {
    const marks = overlayOf(box)?.querySelectorAll("mark") ?? [];
    return Array.from(marks).find((one) => one.dataset.key.split(" ").includes(finding));
  }
  function showPlace(item) {
    const box = boxOf(item);
    if (!box) return;
    const from = units(box.value, Number(item.dataset.start));
    const to = units(box.value, Number(item.dataset.end));
    const mark = markOf(box, item.dataset.finding);
    box.focus({preventScroll: true});
    box.setSelectionRange(from, to);
    (mark || box).scrollIntoView({block: "center", behavior: glide()});
  }

  function showSource(chip) {
    const all = panelOf(chip).querySelectorAll("[data-evidence]");
    const found = Array.from(all).find((one) => one.dataset.evidence === chip.dataset.source);
    if (!found) return;
    for (let up = found; up; up = up.parentElement.closest("details")) up.open = true;
    light(found);
    found.scrollIntoView({block: "center", behavior: glide()});
  }

  function light(element) {
    document.querySelectorAll(".rc-lit").forEach((one) => one.classList.remove("rc-lit"));
    element.classList.add("rc-lit");
  }

  // The caret in an underlined place lights up the finding, and says beside the place why.
  function findingAt(box) {
    const at = points(box.value, box.selectionStart);
    return Array.from(panelOf(box).querySelectorAll(".rc-finding[data-start]")).find(
      (one) => Number(one.dataset.start) <= at && at <= Number(one.dataset.end));
  }
  let why = null;
  function explain(box) {
    const item = overlayOf(box)?.classList.contains("rc-stale") ? null : findingAt(box);
    if (!item) { hush(); return; }
    light(item);
    if (!why?.isConnected || panelOf(why) !== panelOf(box)) {
      why?.remove();
      why = document.createElement("div");
      why.className = "rc-why";
      why.setAttribute("role", "status");
      panelOf(box).append(why);
    }
    why.replaceChildren(...Array.from(item.children, (part) => part.cloneNode(true)));
    why.querySelector(".rc-where")?.remove();
    why.style.borderLeftColor = getComputedStyle(item).borderLeftColor;
    why.dataset.finding = item.dataset.finding;
    put(box);
  }
  function hush() {
    if (why) why.hidden = true;
  }
  // Below the place, or above it where there is no room.
  function put(box) {
    const mark = markOf(box, why.dataset.finding)?.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    why.hidden = !mark || mark.bottom < frame.top || mark.top > frame.bottom;
    if (why.hidden) return;
    const {width, height} = why.getBoundingClientRect();
    const below = mark.bottom + 6 + height < innerHeight - 64;
    why.style.left = `${Math.max(12, Math.min(mark.left, innerWidth - width - 12))}px`;
    why.style.top = `${below ? mark.bottom + 6 : Math.max(8, mark.top - height - 6)}px`;
  }

  function insert(words, whole) {
    const box = document.querySelector("#rc-reply-text textarea");
    if (!box || box.disabled) return;
    const at = document.activeElement === box ? box.selectionEnd : caret;
    const text = box.value;
    const place = whole ? 0 : at === null ? text.length : Math.min(at, text.length);
    const end = whole ? text.length : place;
    const gap = place > 0 && !text.slice(0, place).endsWith("\n") ? "\n\n" : "";
    box.focus();
    box.setSelectionRange(place, end);
    if (!document.execCommand("insertText", false, gap + words))  // this way it can be undone
      setText(box, text.slice(0, place) + gap + words + text.slice(end));
    if (!whole) box.setSelectionRange(place + gap.length, place + gap.length + words.length);
    else {  // a key pressed now must not wipe all of it out
      box.setSelectionRange(0, 0);
      box.scrollIntoView({block: "center", behavior: glide()});
    }
  }
  let caret = null;

  // A text that the server made fit for this customer, once.
  function insertArrived() {
    const made = document.querySelector("[data-inserted]");
    if (!made || made.dataset.nonce === inserted) return;
    inserted = made.dataset.nonce;
    insert(made.dataset.inserted, "whole" in made.dataset);
  }
  let inserted = "";

  function overlayOf(box) {
    return box.closest(".rc-editor")?.querySelector(".rc-overlay");
  }

  // While a text changes, the underlines of the old one are out of place: hide them.
  function settle(box) {
    const overlay = overlayOf(box);
    if (!overlay) return;
    const pins = overlay.querySelectorAll(".rc-pin");
    const copyOf = overlay.cloneNode(true);
    copyOf.querySelectorAll(".rc-pin").forEach((pin) => pin.remove());
    const same = copyOf.textContent === box.value || copyOf.querySelector(".rc-unseen") !== null;
    overlay.classList.toggle("rc-stale", !same);
    overlay.style.transform = `translateY(${-box.scrollTop}px)`;
    let low = -Infinity;  // chips of one line stand below each other
    for (const pin of pins) {
      pin.style.top = "";
      const top = Math.max(pin.offsetTop, low + 23);
      pin.style.top = `${top}px`;
      low = top;
    }
  }

  // What was typed survives a reload: per tab, per version of a draft, gone with the tab.
  function keep(box) {
    const key = overlayOf(box)?.dataset.draft;
    if (key && key.endsWith(":open")) sessionStorage.setItem(KEEP + key, box.value);
  }
  let known = "";
  function recall(overlay) {
    const key = overlay.dataset.draft;
    if (!key || key === known) return;
    known = key;
    const [id, , state] = key.split(":");
    const url = new URL(location.href);
    url.searchParams.set("draft", id);
    url.searchParams.delete("ticket");
    history.replaceState(null, "", url);
    if (state !== "open") {
      for (const name of Object.keys(sessionStorage))
        if (name.startsWith(`${KEEP}${id}:`)) sessionStorage.removeItem(name);
      return;
    }
    const kept = sessionStorage.getItem(KEEP + key);
    const box = document.querySelector("#rc-reply-text textarea");
    if (kept && box && kept !== box.value) setTimeout(() => setText(box, kept), 150);
  }

  // Other replies stand beside the draft that they belong to; who asked by key gets to them.
  function offers(overlay) {
    const made = document.querySelector("[data-of]");
    if (!made) return;
    made.hidden = made.dataset.of !== overlay?.dataset.draft;
    const first = made.querySelector('[data-act="use"]');
    if (first && !made.dataset.met && document.activeElement?.matches("#rc-alternatives")) first.focus();
    if (first) made.dataset.met = "1";
  }

  function refresh() {
    document.querySelectorAll(".rc-editor textarea").forEach((box) => {
      if (shown(box)) settle(box);
    });
    const overlay = document.querySelector("#rc-reply-editor .rc-overlay");
    if (overlay) recall(overlay);
    offers(overlay);
    insertArrived();
    const asked = document.querySelector("[data-need]:not([data-asked])");
    if (asked) {
      asked.dataset.asked = "1";
      const field = document.querySelector("#rc-reason-free input");
      field?.focus({preventScroll: true});
      field?.scrollIntoView({block: "center", behavior: glide()});
    }
    const pressed = document.querySelector("#rc-language input:checked");
    if (pressed) document.documentElement.lang = pressed.value;
  }
  let due = 0;
  const soon = () => {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(refresh);
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("#rc-stop")) stopped(10);
    const chip = target.closest("[data-source]");
    if (chip) { showSource(chip); hush(); return; }
    const item = target.closest("[data-start]");
    if (item) { showPlace(item); if (item.classList.contains("rc-finding")) light(item); return; }
  });
  document.addEventListener("selectionchange", () => {
    const box = document.activeElement;
    if (box?.matches?.(".rc-editor textarea")) explain(box);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".rc-editor textarea")) return;
    settle(event.target);
    keep(event.target);
    hush();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("#rc-reply-text textarea")) caret = event.target.selectionEnd;
    const around = event.target.closest?.(".rc-editor, .rc-why");
    if (around && !why?.contains(event.relatedTarget)) hush();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".rc-editor textarea")) settle(event.target);
    const box = document.activeElement;
    if (why && !why.hidden && box?.matches?.(".rc-editor textarea")) put(box);
  }, true);
  // --- what happens elsewhere: a second agent, another's decision, a new message ---------
  function watch() {
    if (document.visibilityState !== "visible") return;
    const busy = document.querySelector(".rc-steps") !== null;
    window.replyCopilot.signal?.({act: "watch", busy});
  }
  // Pieces that were under way when somebody pressed stop may have been painted since.
  function stopped(checks) {
    if (!checks) return;
    setTimeout(() => {
      if (document.querySelector(".rc-steps")) watch();
      stopped(checks - 1);
    }, 1000);
  }
  setInterval(watch, WATCH_MS);
  document.addEventListener("visibilitychange", watch);

  // No connection is said at once; what is typed is kept all the same (see `keep`).
  function connection(there) {
    const line = document.querySelector(".rc-offline");
    if (there && line) { line.remove(); watch(); }
    if (there || line || !document.body) return;
    const said = document.createElement("div");
    said.className = "rc-offline rc-notice rc-warn";
    said.setAttribute("role", "alert");
    said.textContent = window.replyCopilot.words[document.documentElement.lang]?.connection_lost ?? "";
    document.body.append(said);
  }
  window.addEventListener("online", () => connection(true));
  window.addEventListener("offline", () => connection(false));
  const request = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    try {
      const answer = await request(input, init);
      connection(true);
      return answer;
    } catch (error) {
      if (error instanceof TypeError) connection(false);  // no answer at all; not: given up
      throw error;
    }
  };

  Object.assign(window.replyCopilot, {
    watch,
    showFinding: (item) => { if (item.dataset.start) showPlace(item); light(item); },
  });

  window.addEventListener("resize", soon);
  const start = () => {
    new MutationObserver(soon).observe(document.body, {childList: true, subtree: true, characterData: true});
    soon();
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
