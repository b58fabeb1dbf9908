"use strict";
// Saying what a stretch of the text is: select it, by mouse or by keys, and choose a label.
(() => {
  const { make, say, reading, review } = gkml;
  const source = document.querySelector(".source");
  const MOST_SHOWN = 60;

  const select = (element) => {
    if (element === null || element === undefined) return;
    const range = document.createRange();
    range.selectNodeContents(element);
    const selected = window.getSelection();
    selected.removeAllRanges();
    selected.addRange(range);
    reading.reveal(element);
  };

  // Headings one after another, and the print of the chosen figure.
  let heading = -1;
  const step = (by) => {
    reading.show("text");
    const all = [...source.querySelectorAll("mark.heading")];
    if (!all.length) return;
    heading = (heading + by + all.length) % all.length;
    select(all[heading]);
  };
  const figure = () => {
    reading.show("text");
    const all = [...source.querySelectorAll("mark.figure")];
    select(all.find((mark) => mark.dataset.cells.split(" ").includes(reading.chosen())));
  };

  const matching = (words) => {
    const wanted = words.trim().toLowerCase();
    return review.labels.filter((names) => names.some((name) => name.toLowerCase().includes(wanted)));
  };
  const current = async ({ start, end }) => { // what the selection is so far, in words
    const answer = await fetch(`/api/reports/${review.number}/tags`);
    if (!answer.ok) return [];
    const found = (await answer.json()).tags.filter(([from, to]) => from < end && to > start);
    const names = new Map(review.labels.map(([label, chinese, english]) => [label, gkml.language() === "zh" ? chinese : english]));
    return [...new Set(found.map(([, , label]) => names.get(label) || label))];
  };
  const choose = () => {
    const selected = reading.selection();
    if (selected === null) return review.tell(say("nothing_selected"), true);
    const print = window.getSelection().toString();
    const list = make("ul", { className: "labels", attributes: { role: "listbox" } });
    const search = make("input", { type: "search", placeholder: say("search_label"), attributes: { "aria-label": say("search_label") } });
    const now = make("p", { className: "now" });
    const dialog = make("dialog", { className: "tagging" }, make("p", {}, say("choose_label", { print })), now, search, list);
    current(selected).then((labels) => { now.textContent = labels.length ? say("tagged_as", { value: labels.join(", ") }) : ""; });
    const settle = (label) => { dialog.close(); review.tag(selected.start, selected.end, label); };
    let at = 0;
    const fill = () => {
      const found = [...(search.value ? [] : [[null, say("no_label"), say("no_label")]]), ...matching(search.value)].slice(0, MOST_SHOWN);
      at = Math.max(0, Math.min(at, found.length - 1));
      list.replaceChildren(...found.map(([label, chinese, english], number) => make("li", {
        className: number === at ? "at" : "", onclick: () => settle(label),
        attributes: { role: "option", "aria-selected": String(number === at) } },
      gkml.language() === "zh" ? chinese : english, make("small", {}, label === null ? "" : label))));
      const here = list.querySelector(".at");
      if (here !== null) here.scrollIntoView({ block: "nearest" });
      return found;
    };
    search.addEventListener("input", () => { at = 0; fill(); });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        at += event.key === "ArrowDown" ? 1 : -1;
        fill();
      } else if (event.key === "Enter") {
        event.preventDefault();
        const found = fill();
        if (found.length) settle(found[at][0]);
      }
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    fill();
    dialog.showModal();
    return search.focus();
  };

  Object.assign(reading.keys, { t: choose, h: () => step(1), H: () => step(-1), v: figure });
})();
