// The reply onto the clipboard: as plain text, and as HTML for editors that keep formatting.
(() => {
  "use strict";
  const ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);
  const BULLET = /^\s*[-•*–]\s+/;
  const NUMBER = /^\s*\d{1,2}[.)]\s+/;

  // Blank lines part paragraphs; lines that begin with a bullet or a number are lists.
  function html(text) {
    return text.replace(/\r/g, "").split(/\n\s*\n/).filter((part) => part.trim())
      .map((part) => block(part.replace(/^\n+|\s+$/g, "").split("\n"))).join("");
  }
  function block(lines) {
    for (const [mark, tag] of [[BULLET, "ul"], [NUMBER, "ol"]]) {
      const first = lines.findIndex((line) => mark.test(line));
      if (first < 0) continue;
      let last = first;
      while (last + 1 < lines.length && mark.test(lines[last + 1])) last += 1;
      const items = lines.slice(first, last + 1)
        .map((line) => `<li>${escaped(line.replace(mark, ""))}</li>`).join("");
      const before = lines.slice(0, first), after = lines.slice(last + 1);
      return (before.length ? block(before) : "") + `<${tag}>${items}</${tag}>`
        + (after.length ? block(after) : "");
    }
    return `<p>${lines.map(escaped).join("<br>")}</p>`;
  }

  async function write(text, rich) {
    const forms = {"text/plain": text};
    if (rich) forms["text/html"] = html(text);
    try {
      const blobs = Object.entries(forms).map(([type, form]) => [type, new Blob([form], {type})]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {  // no clipboard without https, or in a frame without `allow="clipboard-write"`
      const fill = (event) => {
        event.preventDefault();
        for (const [type, form] of Object.entries(forms)) event.clipboardData.setData(type, form);
      };
      document.addEventListener("copy", fill, {once: true, capture: true});
      document.execCommand("copy");
      document.removeEventListener("copy", fill, {capture: true});
    }
  }

  function confirm(button) {
    const word = document.querySelector("[data-copied]")?.dataset.copied;
    const label = Array.from(button?.childNodes ?? []).find((node) => node.data?.trim());
    if (!word || !label || label.data.includes(word)) return;
    const before = label.data;
    label.data = `✓ ${word}`;
    setTimeout(() => { label.data = before; }, 1500);
  }

  async function copy(rich) {
    const box = document.querySelector("#rc-reply-text textarea");
    if (!box) return;
    await write(box.value, rich);
    confirm(document.querySelector(rich ? "#rc-copy-html" : "#rc-copy"));
  }
  Object.assign(window.replyCopilot, {copy, html});
  document.addEventListener("click", (event) => {
    if (event.target.closest("#rc-copy")) copy(false);
    if (event.target.closest("#rc-copy-html")) copy(true);
  });
})();
