// Everything by keyboard; `?` shows which keys there are.
(() => {
  "use strict";
  const shown = (element) => element && element.offsetParent !== null && !element.disabled;
  const writes = (element) =>
    element.matches?.('textarea, select, [contenteditable="true"]') ||
    (element.matches?.("input") && !/^(button|checkbox|radio|submit)$/.test(element.type));

  function press(selector) {
    const button = document.querySelector(selector);
    if (!shown(button)) return false;
    button.click();
    return true;
  }
  function ask(selector) {
    if (!press(selector)) return false;
    document.querySelector(selector).focus();
    return true;
  }
  function go(from) {
    const button = from.closest(".rc-zone")?.querySelector(".rc-go:not([disabled])");
    if (!shown(button)) return false;
    button.click();
    return true;
  }
  function tab(place) {
    const tabs = document.querySelectorAll('.rc-tabs [role="tablist"] button[role="tab"]');
    tabs[place - 1]?.click();
    return Boolean(tabs[place - 1]);
  }
  function help() {
    const dialog = document.querySelector("dialog.rc-keys");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  }
  function editor() {
    const box = Array.from(document.querySelectorAll(".rc-editor textarea")).find(shown);
    box?.focus();
    return Boolean(box);
  }
  // From the finding that is lit up to the next one, round and round.
  function walk(step) {
    const all = Array.from(document.querySelectorAll(".rc-finding")).filter(shown);
    if (!all.length) return false;
    const now = all.findIndex((item) => item.classList.contains("rc-lit"));
    const next = all[(now < 0 && step < 0 ? all.length - 1 : now + step + all.length) % all.length];
    window.replyCopilot.showFinding(next);
    return true;
  }

  const ALT = {
    KeyA: () => ask("#rc-alternatives"),
    KeyN: () => press("#rc-next"),
    KeyR: () => press("#rc-reject"),
    KeyC: () => press("#rc-copy"),
    KeyH: () => press("#rc-copy-html"),
    KeyE: editor,
  };
  function act(event) {
    const {key, code, target} = event;
    if (document.querySelector("dialog.rc-keys[open]")) return false;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) return go(target);
    if (key === "F8") return walk(event.shiftKey ? -1 : 1);
    if (key === "Escape") return press("#rc-stop");
    if (event.altKey && !event.ctrlKey && /^(Digit|Numpad)[1-5]$/.test(code)) return tab(Number(code.at(-1)));
    if (event.altKey && !event.ctrlKey && ALT[code]) return ALT[code]();
    if (key === "?" && !writes(target)) return help();
    return false;
  }
  document.addEventListener("keydown", (event) => {
    if (act(event)) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) help();
  });
})();
