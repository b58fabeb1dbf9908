"use strict";
// Reading a report: figures and their places linked, keys, and the panel on one figure.
//
// Others hook in by events on the document and by `gkml.reading`:
//   gkml:cell      a figure was chosen (detail: { id, cell, panel, actions }); buttons may be put into `actions`
//   gkml:closed    none is chosen any more
//   gkml.reading   { choose, chosen, step, move, close, fill, show, reveal, replace, selection, boxes, keys, told }
gkml.reading = (() => {
  const { data, make, say } = gkml;
  const tables = document.querySelector(".tables");
  const source = document.querySelector(".source");
  const panel = document.querySelector(".panel");
  const boxes = new Map(); // figures in the tables, by cell
  const places = new Map(); // marks in the text and boxes on pages, by cell
  const checks = new Map();
  let chosen = null;

  const collect = () => {
    for (const known of [boxes, places, checks]) known.clear();
    for (const box of tables.querySelectorAll("[data-cell]")) boxes.set(box.dataset.cell, box);
    for (const check of tables.querySelectorAll("[data-check]")) checks.set(check.dataset.check, check);
    for (const place of source.querySelectorAll("[data-cells]")) {
      for (const id of place.dataset.cells.split(" ")) {
        if (!places.has(id)) places.set(id, []);
        places.get(id).push(place);
      }
    }
  };
  collect();

  // --- where things are ---

  const doubtful = () => { // what the report does not have comes last
    const all = [...tables.querySelectorAll("[data-cell][data-doubts]")];
    const isAbsent = (box) => box.dataset.state === "absent";
    return [...all.filter((box) => !isAbsent(box)), ...all.filter(isAbsent)];
  };
  const isShown = (element) => element.closest("[hidden]") === null;
  const placesOf = (id) => places.get(id) || [];
  const lastLine = (start) => { // the line that an offset stands in
    let found = null;
    for (const line of source.querySelectorAll(".line")) {
      if (Number(line.dataset.start) > start) break;
      found = line;
    }
    return found;
  };
  const neighbour = (id) => { // a figure of the same row that is printed, where this one is not
    const row = id.slice(0, id.lastIndexOf(".") + 1);
    return [...places.keys()].find((other) => other.startsWith(row) && !other.slice(row.length).includes("."));
  };

  const show = (kind) => { // "text" or "pages"
    if (source.querySelector(`.${kind}`) === null) return;
    for (const one of ["text", "pages"]) {
      const part = source.querySelector(`.${one}`);
      if (part !== null) part.hidden = one !== kind;
    }
    for (const tab of source.querySelectorAll(".tab")) tab.setAttribute("aria-pressed", String(tab.dataset.shows === kind));
  };
  const toggle = () => show(source.querySelector(".text").hidden ? "text" : "pages");

  const reveal = (element) => {
    if (element === null || element === undefined) return;
    const folded = element.closest("details:not([open])");
    if (folded !== null) folded.open = true;
    element.scrollIntoView({ block: "center", inline: "nearest" });
  };
  const revealText = (start) => {
    show("text");
    const mark = source.querySelector(`mark[data-start="${Number(start)}"]`) || lastLine(Number(start));
    reveal(mark);
    light([mark], "hover");
  };
  const revealPlace = (id) => {
    const found = placesOf(id);
    if (found.length && !found.some(isShown)) toggle();
    const place = found.find(isShown);
    if (place !== undefined) return reveal(place);
    const beside = neighbour(id);
    if (beside !== undefined) return reveal(placesOf(beside).find(isShown));
    const section = (boxes.get(id).closest("[data-section]") || { dataset: {} }).dataset.section;
    const heading = source.querySelector(`.heading[data-section="${Number(section)}"]`);
    return heading === null ? undefined : revealText(heading.dataset.start);
  };

  // The same report read otherwise, as a document: what shows of it takes the place of what is there.
  const replace = (other) => {
    const put = (selector) => {
      const [here, there] = [document.querySelector(selector), other.querySelector(selector)];
      if (here === null || there === null) return;
      const at = [here.scrollTop, here.scrollLeft];
      here.replaceChildren(...there.childNodes);
      [here.scrollTop, here.scrollLeft] = at;
    };
    for (const page of source.querySelectorAll(".page")) { // the pictures stay
      for (const box of page.querySelectorAll("rect")) box.remove();
      const boxes = other.querySelectorAll(`.page[data-page="${page.dataset.page}"] rect`);
      page.querySelector("svg").append(...boxes);
    }
    for (const selector of [".tables", ".source .text", ".source .headings", ".top"]) put(selector);
    data.cells = JSON.parse(other.getElementById("gkml-data").textContent).cells;
    collect();
    if (chosen !== null && boxes.has(chosen)) {
      light([boxes.get(chosen), ...placesOf(chosen)], "chosen");
      boxes.get(chosen).focus({ preventScroll: true });
    }
    fill();
  };

  const light = (elements, name) => {
    for (const lit of document.querySelectorAll(`.${name}`)) lit.classList.remove(name);
    for (const element of elements) if (element) element.classList.add(name);
  };

  // --- choosing a figure ---

  const choose = (id, from = "table") => {
    const box = boxes.get(id);
    if (box === undefined) return;
    chosen = id;
    light([box, ...placesOf(id)], "chosen");
    fill();
    if (from !== "table") reveal(box);
    if (from !== "source") revealPlace(id);
    box.focus({ preventScroll: true });
    if (from === "table") box.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const close = () => {
    chosen = null;
    light([], "chosen");
    light([], "near");
    fill();
    document.dispatchEvent(new CustomEvent("gkml:closed"));
  };
  const step = (by) => { // to the next doubt, or the one before
    const all = doubtful();
    if (!all.length) return;
    const here = boxes.get(chosen);
    let at = all.indexOf(here);
    if (at < 0 && here !== undefined) { // between two
      const behind = all.findIndex((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      at = (behind < 0 ? all.length : behind) - (by > 0 ? 1 : 0);
    } else if (at < 0) at = by > 0 ? -1 : 0;
    choose(all[(at + by + all.length) % all.length].dataset.cell, "doubts");
  };

  // The nearest figure in a direction: of the same line of the table sideways, of the nearest line up and down.
  const move = (across, down) => {
    const here = boxes.get(chosen);
    const others = [...boxes.values()].filter((box) => box !== here && box.offsetParent !== null);
    if (here === undefined) return others.length ? choose(others[0].dataset.cell) : undefined;
    const from = here.getBoundingClientRect();
    let best = null;
    let least = Infinity;
    for (const box of others) {
      const to = box.getBoundingClientRect();
      const x = (to.left + to.right - from.left - from.right) / 2;
      const y = (to.top + to.bottom - from.top - from.bottom) / 2;
      const along = across ? x * across : y * down;
      const beside = Math.abs(across ? y : x);
      if (along < 4 || (across && beside > from.height / 2)) continue;
      const far = across ? along : along * 1000 + beside;
      if (far < least) [best, least] = [box, far];
    }
    if (best !== null) choose(best.dataset.cell);
  };

  // --- the panel ---

  const GOOD = ["exact", "seen", "supported", "agrees"];
  const AGAINST = ["contradicted", "elsewhere"];
  const witness = ([name, saying]) => {
    const key = `${name}_${saying || "none"}`;
    const look = GOOD.includes(saying) ? "good" : AGAINST.includes(saying) ? "against" : saying ? "weak" : "muted";
    return [make("dt", {}, say(name)), make("dd", { className: look }, say(key) === key ? String(saying) : say(key))];
  };
  const button = (words, className, act, title = "") => make("button", { type: "button", className, title, onclick: act }, words);

  const fill = () => {
    const cell = data.cells[chosen];
    panel.replaceChildren();
    const all = doubtful();
    const at = all.indexOf(boxes.get(chosen));
    const steps = all.length === 0 ? [make("span", { className: "muted" }, say("no_doubts"))] : [
      button("‹", "back", () => step(-1), say("previous")),
      make("span", {}, say("doubt_of", { number: at < 0 ? "–" : at + 1, all: all.length })),
      button("›", "on", () => step(1), say("next")),
    ];
    if (chosen === null || cell === undefined) {
      panel.append(make("div", { className: "bar" }, make("span", { className: "where muted" }, say("hint")), ...steps));
      return;
    }
    const box = boxes.get(chosen);
    const named = cell.labels ? `${cell.labels[1]} · ${cell.labels[2]}` : chosen;
    const printed = placesOf(chosen).length > 0;
    const page = box.dataset.page ? ` · ${say("page_number", { number: box.dataset.page })}` : "";
    panel.append(make("div", { className: "bar" },
      make("span", { className: "where" }, make("b", {}, named), make("small", {}, chosen)),
      printed ? button(say("place") + page, "to-place", () => revealPlace(chosen))
        : make("span", { className: "muted" }, say("no_place")),
      ...steps, button("✕", "close", close, say("close"))));
    const value = cell.state === "number" ? make("b", { className: "big" }, cell.value || "") : make("b", {}, say(`state_${cell.state}`));
    const actions = make("div", { className: "actions" });
    const facts = [["value", value], ["proposal", cell.proposal && make("b", { className: "proposal" }, cell.proposal)],
      ["alternatives", (cell.alternatives || []).join(", ")],
      ["printed", cell.print !== undefined && cell.print !== cell.value ? `“${cell.print}”` : ""],
      ["confidence", cell.confidence ? `${cell.confidence} · ${say(`tagger_${cell.tagger}`)}` : ""]];
    const told = facts.filter(([, fact]) => fact).map(([key, fact]) => make("span", {}, make("small", {}, say(key)), " ", fact));
    const failed = (box.dataset.checks || "").split(" ").map((id) => checks.get(id)).filter(Boolean);
    panel.append(make("div", { className: "facts" }, ...told), actions, ...doubtsOf(cell),
      ...(failed.length ? [make("ul", { className: "checks" }, ...failed.map(plainCopy))] : []),
      make("dl", {}, ...Object.entries(cell.evidence || {}).flatMap(witness)));
    light([...new Set(failed.flatMap((one) => one.dataset.cells.split(" ")))].map((id) => boxes.get(id)), "near");
    document.dispatchEvent(new CustomEvent("gkml:cell", { detail: { id: chosen, cell, panel, actions } }));
  };
  const plainCopy = (check) => { // what bears the id of a check stays the only one
    const copy = check.cloneNode(true);
    copy.removeAttribute("data-check");
    return copy;
  };
  const doubtsOf = (cell) => {
    if (!cell.review) return [make("p", { className: "muted" }, say("no_doubt"))];
    const language = gkml.language();
    const said = (cell.doubts || []).map(([, zh, en]) => language === "zh" ? zh : en);
    const reason = (cell.reason || {})[language];
    const lines = reason && !said.includes(reason) && language === "zh" ? [reason] : said;
    const cause = cell.cause ? [say(`cause_${cell.cause}`)] : [];
    return [...new Set([...(lines.length ? lines : [say("for_review")]), ...cause])]
      .map((line) => make("p", { className: "doubt" }, line));
  };

  // --- selecting text, for those who mark places ---

  const points = (text) => [...text].length; // offsets count code points, not UTF-16 units
  const offsetOf = (node, at) => {
    const line = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest(".line");
    if (line === null) return null;
    const range = document.createRange();
    range.setStart(line, 0);
    range.setEnd(node, at);
    return Number(line.dataset.start) + points(range.toString());
  };
  const selection = () => { // { start, end } of what is selected in the text; null where nothing is
    const selected = window.getSelection();
    if (selected === null || selected.isCollapsed || selected.rangeCount === 0) return null;
    const range = selected.getRangeAt(0);
    const [start, end] = [offsetOf(range.startContainer, range.startOffset), offsetOf(range.endContainer, range.endOffset)];
    return start === null || end === null || start >= end ? null : { start, end };
  };

  // --- mouse and keys ---

  const idOf = (element) => {
    const told = element.dataset.cell || element.dataset.ref;
    if (told) return told;
    const ids = (element.dataset.cells || "").split(" ").filter((id) => boxes.has(id));
    return ids.length > 1 && ids.includes(chosen) ? ids[(ids.indexOf(chosen) + 1) % ids.length] : ids[0];
  };
  const LINKS = "[data-cell], [data-ref], mark[data-cells], rect[data-cells]";
  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".tab");
    if (tab !== null) return show(tab.dataset.shows);
    if (event.target.closest(".help")) return help();
    const place = event.target.closest("button[data-start]");
    if (place !== null) return revealText(place.dataset.start);
    const link = event.target.closest(LINKS);
    if (link === null || window.getSelection().toString() !== "") return undefined;
    const id = idOf(link);
    return id ? choose(id, link.dataset.cell ? "table" : source.contains(link) ? "source" : "list") : undefined;
  });
  document.addEventListener("mouseover", (event) => {
    const link = event.target.closest(LINKS);
    if (link === null) return light([], "hover");
    const ids = (link.dataset.cell || link.dataset.ref || link.dataset.cells).split(" ");
    return light(ids.flatMap((id) => [boxes.get(id), ...placesOf(id)]), "hover");
  });

  const KEYS = {
    ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0), ArrowUp: () => move(0, -1), ArrowDown: () => move(0, 1),
    n: () => step(1), p: () => step(-1), s: toggle, l: gkml.switchLanguage, Escape: close, "?": () => help(),
  };
  const TOLD = [["← ↑ ↓ →", "key_arrows"], ["n p", "key_doubts"], ["s", "key_source"], ["l", "key_language"],
    ["Esc", "key_close"], ["?", "key_help"]];
  const help = () => {
    const dialog = make("dialog", {}, make("dl", {}, ...TOLD.flatMap(([keys, words]) => [
      make("dt", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))), make("dd", {}, say(words))])),
    button(say("close"), "close", () => dialog.close()));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key.startsWith("Arrow") && source.contains(event.target)) return; // there they scroll
    const act = KEYS[event.key];
    if (act !== undefined) { event.preventDefault(); act(); }
  });

  document.addEventListener("gkml:language", fill);
  const fromAddress = () => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (boxes.has(id)) choose(id, "address");
  };
  window.addEventListener("hashchange", fromAddress);
  show("pages");
  fill();
  if (document.querySelector(".view[data-part]") !== null) reveal(source.querySelector(".text mark.figure"));
  fromAddress();
  return { choose, chosen: () => chosen, step, move, close, fill, show, reveal, replace, selection, boxes, keys: KEYS, told: TOLD };
})();
