"use strict";
// The queue by keys; while records are still looked at, it is asked for again.
(() => {
  const AGAIN = 2000; // milliseconds
  let at = -1;
  const lines = () => [...document.querySelectorAll(".reports tbody tr")];
  const move = (by) => {
    const all = lines();
    if (!all.length) return;
    at = Math.max(0, Math.min(at + by, all.length - 1));
    for (const [number, line] of all.entries()) line.classList.toggle("at", number === at);
    all[at].focus();
  };
  const open = () => { const line = lines()[at < 0 ? 0 : at]; if (line) line.querySelector("a").click(); };
  document.addEventListener("click", (event) => {
    const line = event.target.closest(".reports tbody tr");
    if (line !== null && event.target.closest("a") === null) line.querySelector("a").click();
  });
  const KEYS = { j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: open,
    l: gkml.switchLanguage, "/": () => document.querySelector(".filters input").focus() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, button, a")) return;
    const act = KEYS[event.key];
    if (act !== undefined) { event.preventDefault(); act(); }
  });

  const again = async () => {
    const main = document.querySelector("main.queue");
    if (main.dataset.seen !== "true") return;
    try {
      const answer = await fetch(window.location.href);
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (at < 0) main.replaceWith(page.querySelector("main.queue"));
      else main.dataset.seen = page.querySelector("main.queue").dataset.seen;
      document.querySelector("header.top").replaceWith(page.querySelector("header.top"));
      window.setTimeout(again, AGAIN);
    } catch { /* the server has ended */ }
  };
  window.setTimeout(again, AGAIN);
})();
