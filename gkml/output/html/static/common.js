"use strict";
// The language of the page, and what all pages use. Text becomes part of the page as text alone.
window.gkml = (() => {
  const root = document.documentElement;
  const KEY = "gkml-language";
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } }; // files may have no storage
  const keep = (language) => { try { localStorage.setItem(KEY, language); } catch { /* then it is asked for again */ } };

  const language = () => root.dataset.language;
  const speak = (chosen) => {
    root.dataset.language = root.lang = chosen;
    for (const one of document.querySelectorAll("[data-zh]")) { // what can hold one language only
      one[one.matches("input") ? "placeholder" : "textContent"] = one.dataset[chosen];
    }
    document.dispatchEvent(new CustomEvent("gkml:language", { detail: chosen }));
  };
  const switchLanguage = () => { const other = language() === "zh" ? "en" : "zh"; keep(other); speak(other); };

  // An element with properties, attributes (in `data`, `attributes`) and children; strings are text.
  const make = (name, properties = {}, ...children) => {
    const { data = {}, attributes = {}, ...others } = properties;
    const made = Object.assign(document.createElement(name), others);
    Object.assign(made.dataset, data);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  // What a script says, from the words that the page brings.
  const block = document.getElementById("gkml-data");
  const data = block === null ? { words: {}, cells: {} } : JSON.parse(block.textContent);
  const say = (key, parameters = {}) => {
    const words = (data.words[language()] || {})[key] || key;
    return words.replace(/\{(\w+)\}/g, (whole, name) => name in parameters ? String(parameters[name]) : whole);
  };

  const preferred = (navigator.language || "").toLowerCase().startsWith("zh") ? "zh" : "en";
  speak(["zh", "en"].includes(kept()) ? kept() : root.dataset.asked || preferred);
  document.addEventListener("click", (event) => { if (event.target.closest(".switch")) switchLanguage(); });
  return { data, language, make, say, switchLanguage };
})();
