"use strict";
// Deciding on figures: each key or button asks the server to keep one decision, and shows the report as it is then.
gkml.review = (() => {
  const { make, say, reading } = gkml;
  const block = JSON.parse(document.getElementById("gkml-review").textContent);
  for (const [language, words] of Object.entries(block.words)) Object.assign(gkml.data.words[language], words);
  const bar = document.querySelector(".deciding");
  const told = bar.querySelector(".told");
  const address = (selector) => { const link = document.querySelector(selector); return link === null ? null : link.href; };
  let state = block;
  let after = address(".deciding .after");

  const tell = (words, isFault = false) => {
    told.textContent = words;
    told.classList.toggle("fault", isFault);
  };
  const count = () => {
    const left = document.querySelectorAll(".tables [data-cell][data-doubts]").length;
    bar.querySelector(".left").textContent = say("left", { number: left });
  };

  // One after another, in the order of the keys: what a key means is looked up when its turn has come.
  let turn = Promise.resolve();
  const act = (doing) => { turn = turn.then(doing).catch(() => tell(say("server_gone"), true)); return turn; };
  const send = async (what, body) => {
    const answer = await fetch(`/api/reports/${block.number}/${what}${block.query}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-gkml-token": block.token },
      body: JSON.stringify(body),
    });
    const words = await answer.text();
    let plain = null;
    try { plain = JSON.parse(words); } catch { /* refused in plain words */ }
    if (answer.ok && plain !== null) return plain;
    tell(plain === null ? words : plain[gkml.language()] || words, true);
    return null;
  };
  const show = (answer) => {
    state = answer;
    after = answer.next === null ? null : `/reports/${answer.next}${block.query}`;
    reading.replace(new DOMParser().parseFromString(answer.markup, "text/html"));
    count();
  };

  // --- what can be decided of a figure ---

  const decide = (more, stay = false) => act(async () => {
    const id = reading.chosen();
    if (id === null) return;
    const answer = await send("decisions", { kind: "cell", cell: id, ...more });
    if (answer === null) return;
    show(answer);
    tell(say("kept"));
    if (document.querySelector(".tables [data-cell][data-doubts]") === null) tell(say("all_decided"));
    else if (!stay) reading.step(1);
  });
  const chosen = () => gkml.data.cells[reading.chosen()] || {};
  const confirm = () => decide({ action: "confirm" });
  const take = () => { if (chosen().proposal) decide({ action: "proposal" }); };
  const refuse = () => { if (chosen().proposal) decide({ action: "refuse" }); };
  const alternative = (number) => {
    const value = (chosen().alternatives || [])[number - 1];
    if (value !== undefined) decide({ action: "alternative", state: "number", value });
  };
  const empty = (name) => decide({ action: "edit", state: name });
  const point = () => {
    const selected = reading.selection();
    if (selected === null) return tell(say("nothing_selected"), true);
    return decide({ action: "edit", state: "number", value: window.getSelection().toString(), ...selected });
  };
  const undo = () => act(async () => {
    const answer = await send("undo", {});
    if (answer === null) return;
    show(answer);
    if (answer.undone !== null) reading.choose(answer.undone, "undo");
    tell(say("undone"));
  });
  const done = () => act(async () => {
    const answer = await send("decisions", { kind: "done" });
    if (answer === null) return;
    show(answer);
    tell(say(after === null ? "queue_end" : "done_said"));
    if (after !== null) window.location.assign(after);
  });
  const tag = (start, end, label) => act(async () => {
    const answer = await send("decisions", { kind: "tag", start, end, label });
    if (answer === null) return;
    show(answer);
    tell(say("read_again"));
  });

  // --- the panel ---

  const button = (key, words, doing, className = "") =>
    make("button", { type: "button", className, onclick: doing }, words, " ", make("kbd", {}, key));
  const said = (one) => one.state === "number" ? one.value : say(`state_${one.state}`);
  const note = (key, one, className) => one === undefined ? [] : [make("p", { className }, say(key, {
    who: one.who, when: one.when, value: said(one), print: one.print === null ? "" : one.print }))];
  const edit = () => {
    const actions = document.querySelector(".panel .actions");
    if (actions === null) return;
    const input = make("input", { value: chosen().value || "", attributes: { "aria-label": say("new_value"), inputmode: "decimal" } });
    const close = () => reading.fill();
    const form = make("form", { className: "edit", onsubmit: (event) => {
      event.preventDefault();
      document.activeElement.blur();
      decide({ action: "edit", state: "number", value: input.value });
    } }, input, make("button", { type: "submit" }, say("save")), make("button", { type: "button", onclick: close }, say("cancel")));
    input.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.preventDefault(); close(); } });
    actions.replaceChildren(form);
    input.focus();
    input.select();
  };
  document.addEventListener("gkml:cell", ({ detail: { id, cell, panel, actions } }) => {
    actions.append(...[
      button("Enter", say("confirm"), confirm),
      cell.proposal ? button("a", say("take", { value: cell.proposal }), take, "take") : null,
      cell.proposal ? button("r", say("refuse"), refuse, "refuse") : null,
      ...(cell.alternatives || []).slice(0, 9).map((value, at) => button(String(at + 1), value, () => alternative(at + 1))),
      button("e", say("edit"), edit),
      button("b", say("blank"), () => empty("blank")),
      button("u", say("unreadable"), () => empty("unreadable")),
      button("f", say("point"), point),
    ].filter(Boolean));
    actions.after(...note("decided_by", state.applied[id], "decided"), ...note("changed_since", state.changed[id], "doubt"));
    panel.scrollTop = 0;
  });

  // --- keys ---

  const go = (to) => { if (to !== null) window.location.assign(to); };
  Object.assign(reading.keys, {
    y: confirm, a: take, r: refuse, e: edit, b: () => empty("blank"), u: () => empty("unreadable"), f: point,
    z: undo, d: done, q: () => go(address(".top .index")), "[": () => go(address(".deciding .before")), "]": () => go(after),
    ...Object.fromEntries([...Array(9).keys()].map((at) => [String(at + 1), () => alternative(at + 1)])),
  });
  reading.told.push(["Enter", "key_decide"], ["a", "key_take"], ["r", "key_refuse"], ["1 … 9", "key_alternative"],
    ["e", "key_edit"], ["b", "key_blank"], ["u", "key_unreadable"], ["f", "key_point"], ["z", "key_undo"], ["d", "key_done"],
    ["t", "key_tag"], ["h H", "key_headings"], ["v", "key_select"], ["[ ]", "key_reports"], ["q", "key_queue"]);
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (event.key !== "Enter" || !isPlain || event.target.closest("button, a, summary, input, select, dialog")) return;
    event.preventDefault();
    confirm();
  });
  bar.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-act]");
    if (pressed === null) return;
    pressed.blur();
    reading.keys[{ undo: "z", tag: "t", done: "d" }[pressed.dataset.act]]();
  });
  document.addEventListener("gkml:language", count);

  count();
  reading.fill();
  if (reading.chosen() === null) reading.step(1);
  return { act, tag, tell, labels: block.labels, number: block.number };
})();
