// Runs before the framework's own script. Everything here is ours and local.
"use strict";
(() => {
  // The framework picks its words, and the page's language, by the browser's language.
  Object.defineProperty(Navigator.prototype, "language", { get: () => "sv" });
  Object.defineProperty(Navigator.prototype, "languages", { get: () => ["sv"] });

  const SOURCE = ".mm-quotes li[id]";
  const unfolded = new Set(); // by passage: numbers change when the answer is checked
  let opened = "";

  function show(source) {
    source.querySelector("details").open = true;
    opened = source.id;
    source.focus({ preventScroll: true });
    toMark(source);
    source.scrollIntoView({ block: "nearest" });
  }

  function toMark(source) {
    const mark = source.querySelector("mark");
    const box = mark && mark.closest(".mm-source");
    if (box) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - 24;
  }

  function step(by) {
    const sources = [...document.querySelectorAll(SOURCE)].filter((source) => source.offsetParent);
    if (!sources.length) return;
    const at = sources.findIndex((source) => source.id === opened);
    const next = at < 0 ? (by > 0 ? 0 : sources.length - 1) : (at + by + sources.length) % sources.length;
    show(sources[next]);
  }

  const QUESTION = "#mm-question textarea, #mm-question input";
  let asked = "";

  function put(field, text) {
    const type = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(type.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function fill(text) {
    const field = document.querySelector(QUESTION);
    if (!field) return;
    put(field, text);
    field.focus();
  }

  // Our own buttons and forms speak to the server through a field that nobody sees.
  let pressed = 0;

  function send(bridge, words) {
    const field = document.querySelector(`#${bridge} textarea, #${bridge} input`);
    if (field) put(field, JSON.stringify({ ...words, pressed: ++pressed }));
  }

  // Bring a tab to the front and wait until it holds what is wanted: tabs are first made when they are opened.
  async function bring(name, there) {
    if (!name) return;
    const tab = [...document.querySelectorAll('[role="tab"]')].find((one) => one.textContent.trim() === name);
    if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
    for (let tries = 0; tries < 50 && !there(); tries += 1) await new Promise((done) => setTimeout(done, 100));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-bridge]");
    if (!form) return;
    event.preventDefault();
    send(form.dataset.bridge, { ...form.dataset, ...Object.fromEntries(new FormData(form, event.submitter)) });
    back = form.dataset.back || "";
    const box = form.closest("details.mm-wrong");
    if (box) {
      box.open = false;
      box.querySelector("summary").focus();
    }
  });

  // A question that has been asked is replaced by the next letter, and kept if none comes.
  function selectAsked(field) {
    setTimeout(() => {
      if (field.value && field.value === asked && document.activeElement === field) field.select();
    });
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(QUESTION)) selectAsked(event.target);
  });

  // The original may be gone: then the reason stands where the picture would.
  document.addEventListener(
    "error",
    (event) => {
      const picture = event.target instanceof HTMLImageElement && event.target.closest("figure.mm-page") && event.target;
      if (!picture) return;
      fetch(picture.src).then(async (answer) => {
        const words = document.createElement("p");
        words.className = "mm-note";
        words.textContent = answer.ok ? "Bilden kunde inte visas." : await answer.text();
        picture.replaceWith(words);
      });
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const cite = target && target.closest("a.mm-cite, a.mm-step");
    const copy = target && target.closest("button[data-copy]");
    const example = target && target.closest("button[data-question]");
    if (target && target.closest("#mm-send")) asked = (document.querySelector(QUESTION) || {}).value || "";
    if (target && target.closest("#mm-anew")) fill("");
    if (cite) {
      const place = document.getElementById(cite.getAttribute("href").slice(1));
      if (!place) return;
      event.preventDefault();
      if (place.matches(SOURCE)) show(place);
      else if (place.matches("details")) {
        place.open = true;
        place.querySelector("summary").focus({ preventScroll: true });
        place.scrollIntoView({ block: "nearest" });
      } else {
        place.focus({ preventScroll: true });
        place.scrollIntoView({ block: "nearest" });
      }
    } else if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(
        () => announce("Svaret är kopierat med källor."),
        () => announce("Webbläsaren tillät inte kopiering."),
      );
    } else if (example) {
      fill(example.dataset.question);
    } else if (target && target.closest("button[data-bridge]")) {
      const button = target.closest("button[data-bridge]");
      back = button.dataset.key || "";
      const { bridge, tab } = button.dataset;
      bring(tab, () => document.querySelector(`#${bridge}`)).then(() => send(bridge, { ...button.dataset }));
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(QUESTION)) {
      asked = event.target.value;
      selectAsked(event.target);
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { KeyK: 1, KeyJ: -1 }[event.code];
    if (by) {
      event.preventDefault();
      step(by);
    }
  });

  document.addEventListener(
    "toggle",
    (event) => {
      const source = event.target.closest(SOURCE);
      if (!source) return;
      unfolded[event.target.open ? "add" : "delete"](source.dataset.passage);
      if (event.target.open) toMark(source);
    },
    true,
  );

  // A button that is drawn anew by its own press keeps the focus.
  let back = "";

  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => (back = ""), true);

  function refocus() {
    if (!back || document.activeElement !== document.body) return;
    const again = document.querySelector(`[data-key="${CSS.escape(back)}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  // What a button has opened is where the reader goes on.
  function focusOpened() {
    const opened = document.querySelector("[data-focus]:not([data-seen])");
    if (!opened || !opened.offsetParent) return;
    opened.dataset.seen = "1";
    opened.focus({ preventScroll: true });
    opened.scrollIntoView({ block: "start" });
  }

  // A list that is drawn anew keeps what was unfolded; a new question starts afresh.
  function unfold() {
    const sources = [...document.querySelectorAll(SOURCE)];
    if (!document.querySelector("#mm-quotes li[id]")) unfolded.clear();
    if (!sources.length) opened = "";
    const again = new Set(unfolded);
    for (const source of sources) {
      if (source.dataset.seen) continue;
      source.dataset.seen = "1";
      opened = "";
      if (again.delete(source.dataset.passage)) source.querySelector("details").open = true;
    }
  }

  // What the framework says by itself, in English, when the server is gone or busy.
  const SAID = {
    "Connection to the server was lost. Attempting reconnection...": "Kontakten med servern bröts. Sidan laddas om när den svarar igen.",
    "Connection errored out.": "Servern svarade inte. Försök igen, eller ladda om sidan.",
    "This application is currently busy. Please try again.": "Servern är upptagen. Försök igen om en stund.",
    "Connection Lost": "Ingen kontakt",
    Error: "Fel",
    Warning: "Varning",
    Info: "Att veta",
  };

  function translate() {
    const texts = document.createTreeWalker(document.querySelector(".toast-wrap") || document.createElement("i"), NodeFilter.SHOW_TEXT);
    for (let one = texts.nextNode(); one; one = texts.nextNode()) one.data = SAID[one.data.trim()] ?? one.data;
  }

  // One live region that the framework never redraws: each finished state is said once.
  let region = null;

  function announce(text) {
    if (!region) {
      region = document.createElement("div");
      region.id = "mm-live";
      region.className = "mm-unseen";
      region.setAttribute("role", "status");
      region.setAttribute("aria-live", "polite");
      document.body.append(region);
    }
    region.textContent = text;
  }

  function look() {
    const fresh = [...document.querySelectorAll("[data-announce]")].filter(
      (one) => one.offsetParent && one.dataset.said !== one.textContent,
    );
    for (const one of fresh) one.dataset.said = one.textContent;
    if (fresh.length) announce(fresh.map((one) => one.textContent).join(" "));
    unfold();
    focusOpened();
    refocus();
    translate();
  }

  window.motesminne = { announce, bring, send }; // for upload.js

  document.addEventListener("DOMContentLoaded", () => {
    announce("");
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();
