// What a page does by itself: places in the text, chips, keys, copying, keeping what was typed.
(() => {
  "use strict";
  const KEEP = "reply-copilot:";

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

  function showPlace(item) {
    const box = boxOf(item);
    if (!box) return;
    const from = units(box.value, Number(item.dataset.start));
    const to = units(box.value, Number(item.dataset.end));
    const marks = panelOf(item).querySelectorAll(".rc-overlay mark");
    const mark = Array.from(marks).find((one) =>
      one.dataset.key.split(" ").includes(item.dataset.finding));
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

  // The caret in an underlined place lights up the finding that says why.
  function lightFinding(box) {
    const at = points(box.value, box.selectionStart);
    const found = Array.from(panelOf(box).querySelectorAll(".rc-finding[data-start]")).find(
      (one) => Number(one.dataset.start) <= at && at <= Number(one.dataset.end));
    if (found) light(found);
  }

  function insert(button) {
    const box = document.querySelector("#rc-reply-text textarea");
    if (!box || box.disabled) return;
    const at = document.activeElement === box ? box.selectionEnd : caret;
    const text = box.value;
    const place = at === null ? text.length : Math.min(at, text.length);
    const gap = place > 0 && !text.slice(0, place).endsWith("\n") ? "\n\n" : "";
    setText(box, text.slice(0, place) + gap + button.dataset.insert + text.slice(place));
    box.focus();
  }
  let caret = null;

  async function copy() {
    const box = document.querySelector("#rc-reply-text textarea");
    const button = document.querySelector("#rc-copy");
    if (!box) return;
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {  // no clipboard without https or in some frames
      box.select();
      document.execCommand("copy");
    }
    const word = document.querySelector("[data-copied]")?.dataset.copied;
    const label = Array.from(button.childNodes).find((node) => node.data?.trim());
    if (!word || !label || label.data.includes(word)) return;
    const before = label.data;
    label.data = `✓ ${word}`;
    setTimeout(() => { label.data = before; }, 1500);
  }
  window.replyCopilot = {copy};

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

  function refresh() {
    document.querySelectorAll(".rc-editor textarea").forEach((box) => {
      if (shown(box)) settle(box);
    });
    const overlay = document.querySelector("#rc-reply-editor .rc-overlay");
    if (overlay) recall(overlay);
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
    const chip = target.closest("[data-source]");
    if (chip) { showSource(chip); return; }
    const inserting = target.closest("[data-insert]");
    if (inserting) { insert(inserting); return; }
    const item = target.closest("[data-start]");
    if (item) { showPlace(item); if (item.classList.contains("rc-finding")) light(item); return; }
    if (target.matches?.(".rc-editor textarea")) lightFinding(target);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".rc-editor textarea")) return;
    settle(event.target);
    keep(event.target);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("#rc-reply-text textarea")) caret = event.target.selectionEnd;
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.matches?.(".rc-editor textarea")) settle(event.target);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const zone = event.target.closest(".rc-zone");
      const button = zone?.querySelector(".rc-go:not([disabled])");
      if (button && shown(button)) { event.preventDefault(); event.stopPropagation(); button.click(); }
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("[data-start]")) {
      event.preventDefault();
      event.target.click();
    } else if (event.altKey && /^[1-5]$/.test(event.key)) {
      const tabs = document.querySelectorAll('.rc-tabs [role="tablist"] button[role="tab"]');
      const tab = tabs[Number(event.key) - 1];
      if (tab) { event.preventDefault(); tab.click(); }
    }
  }, true);
  window.addEventListener("resize", soon);
  const start = () => {
    new MutationObserver(soon).observe(document.body, {childList: true, subtree: true, characterData: true});
    soon();
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
