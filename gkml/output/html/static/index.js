"use strict";
// The list of reports: sorted by a click on a head, filtered by what is typed and chosen.
(() => {
  const body = document.querySelector(".reports tbody");
  const rows = [...body.rows];
  const heads = [...document.querySelectorAll(".reports th")];
  const form = document.querySelector(".filters");
  const texts = rows.map((row) => `${row.cells[0].textContent} ${row.cells[row.cells.length - 1].textContent}`.toLowerCase());

  const years = [...new Set(rows.map((row) => row.dataset.year).filter(Boolean))].sort((one, other) => other - one);
  for (const year of years) form.elements.year.append(gkml.make("option", { value: year }, year));

  const filter = () => {
    const { words, year, status, doubts } = form.elements;
    const wanted = words.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !(wanted.every((word) => texts[at].includes(word))
        && (!year.value || row.dataset.year === year.value)
        && (!status.value || row.dataset.status === status.value)
        && (!doubts.checked || Number(row.dataset.review) > 0));
      shown += row.hidden ? 0 : 1;
    });
    form.querySelector(".shown").textContent = gkml.say("rows_shown", { number: shown, all: rows.length });
  };

  const collator = new Intl.Collator("zh");
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.order === undefined ? cell.textContent : Number(cell.dataset.order);
  };
  const sort = (column) => {
    const head = heads[column];
    const first = head.classList.contains("number") ? "descending" : "ascending"; // the most doubtful first
    const other = first === "ascending" ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const one of heads) one.setAttribute("aria-sort", one === head ? order : "none");
    const turn = order === "ascending" ? 1 : -1;
    const keys = new Map(rows.map((row) => [row, keyOf(row, column)]));
    const compare = (one, two) => typeof one === "number" ? one - two : collator.compare(one, two);
    body.append(...[...rows].sort((one, two) => turn * compare(keys.get(one), keys.get(two))));
  };

  document.querySelector(".reports thead").addEventListener("click", (event) => {
    const button = event.target.closest("[data-column]");
    if (button !== null) sort(Number(button.dataset.column));
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("gkml:language", filter);
  filter();
})();
