// Choosing, dropping and sending files: one by one, with progress, a reason for each that was not taken.
"use strict";
(() => {
  const AT_ONCE = 3;
  const NAMED = 10; // so many names are shown unfolded
  const { announce, bring, send } = window.motesminne;
  const number = (value) => value.toLocaleString("sv-SE", { maximumFractionDigits: 1 });
  const size = (bytes) => (bytes < 1e6 ? `${number(Math.ceil(bytes / 1e3))} kB` : `${number(bytes / 1e6)} MB`);
  const files = (count) => (count === 1 ? "1 fil" : `${number(count)} filer`);

  let chosen = []; // File objects that wait for the button
  let passed = 0; // of another kind than can be read
  let refused = []; // [name, reason] of what was not taken
  let run = null; // the sending under way

  const zone = () => document.querySelector("#mm-files");
  const readOnly = () => document.documentElement.dataset.role === "read";
  const path = (file) => file.webkitRelativePath || file.name;
  const known = (file) => `${path(file)}\n${file.size}\n${file.lastModified}`;

  function add(found) {
    const place = zone();
    if (!place || run) {
      announce(run ? "Vänta tills uppladdningen är klar." : "");
      return;
    }
    const endings = place.dataset.endings.split(" ");
    const seen = new Set(chosen.map(known));
    passed = 0;
    refused = [];
    for (const file of found) {
      if (seen.has(known(file)) || file.name.startsWith(".")) continue;
      seen.add(known(file));
      if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) passed += 1;
      else if (file.size > place.dataset.mb * 1e6) refused.push([path(file), `Filen är för stor: högst ${place.dataset.mb} MB per fil.`]);
      else chosen.push(file);
    }
    chosen.sort((one, other) => path(one).localeCompare(path(other), "sv", { numeric: true }));
    draw();
    announce(words());
  }

  const weight = () => chosen.reduce((sum, file) => sum + file.size, 0);

  function words() {
    const told = chosen.length
      ? [`${files(chosen.length)} att läsa in (${size(weight())}). Tryck på Läs in.`]
      : ["Inga filer är valda."];
    if (passed) told.push(`${files(passed)} av annat slag hoppades över.`);
    if (refused.length) told.push(`${files(refused.length)} kunde inte tas emot.`);
    return told.join(" ");
  }

  function element(name, text = "", attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function draw() {
    const place = document.querySelector("#mm-chosen");
    if (!place) return;
    const shown = [];
    if (run) shown.push(...sending());
    else if (chosen.length || passed || refused.length) shown.push(element("p", words(), { class: "mm-message" }));
    if (refused.length) {
      const list = element("ul", "", { class: "mm-failed" });
      for (const [name, reason] of refused) {
        const row = element("li", `: ${reason}`);
        row.prepend(element("strong", name));
        list.append(row);
      }
      shown.push(list);
    }
    if (chosen.length && !run) shown.push(names());
    place.replaceChildren(...shown);
  }

  function names() {
    const before = document.querySelector("#mm-chosen details");
    const box = element("details", "", { class: "mm-names" });
    box.open = before ? before.open : chosen.length <= NAMED;
    const list = element("ul");
    for (const file of chosen) {
      const row = element("li", `${path(file)} `);
      row.append(element("button", "Ta bort", { type: "button", "data-drop": known(file), "aria-label": `Ta bort ${path(file)} ur listan` }));
      list.append(row);
    }
    const none = element("button", "Töm listan", { type: "button", "data-empty": "" });
    box.append(element("summary", "Visa filerna"), none, list);
    return box;
  }

  function sending() {
    const sent = run.sent + [...run.under.values()].reduce((sum, bytes) => sum + bytes, 0);
    const line = `Laddar upp: ${number(run.done)} av ${files(run.count)} (${size(sent)} av ${size(run.size)})`;
    const now = [...run.under.keys()].map(path).join(", ");
    return [
      element("p", line, { class: "mm-message mm-busy", "aria-busy": "true" }),
      element("progress", "", { max: Math.max(run.size, 1), value: sent, "aria-label": "Uppladdningen" }),
      element("p", now, { class: "mm-note" }),
    ];
  }

  // One drawing a frame, however many pieces have gone.
  function redraw() {
    if (!run || run.drawing) return;
    run.drawing = true;
    const mine = run;
    setTimeout(() => {
      mine.drawing = false;
      if (run === mine) draw();
    }, 100);
  }

  // The reason why the file was not taken; "" when it was, null when it was called off.
  function post(file, mine) {
    return new Promise((done) => {
      const way = new XMLHttpRequest();
      mine.ways.add(way);
      mine.under.set(file, 0);
      const end = (reason) => {
        mine.ways.delete(way);
        mine.under.delete(file);
        done(reason);
      };
      way.open("POST", `filer/${mine.batch}?namn=${encodeURIComponent(file.name)}`);
      way.upload.onprogress = (event) => {
        mine.under.set(file, Math.min(event.loaded, file.size));
        redraw();
      };
      way.onload = () => {
        if (way.status === 401) location.assign("/login?slut");
        end(way.status === 200 ? "" : way.responseText || "Servern tog inte emot filen.");
      };
      way.onerror = () => end("Filen kunde inte skickas. Den kan ha ändrats eller flyttats, eller så svarar inte servern.");
      way.onabort = () => end(null);
      way.send(file);
    });
  }

  async function sendAll() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const mine = {
      batch: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
      count: chosen.length, size: weight(),
      done: 0, sent: 0, taken: 0, under: new Map(), ways: new Set(), off: false,
    };
    const rest = [...chosen];
    run = mine;
    refused = [];
    draw();
    const worker = async () => {
      for (let file = rest.shift(); file && !mine.off; file = rest.shift()) {
        const reason = await post(file, mine);
        if (reason === null) return;
        mine.done += 1;
        mine.sent += file.size;
        if (reason) refused.push([path(file), reason]);
        else mine.taken += 1;
        redraw();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    run = null;
    if (mine.off) {
      draw();
      announce(`Uppladdningen avbröts. ${words()}`);
      return;
    }
    chosen = [];
    passed = 0;
    draw();
    if (refused.length) announce(words());
    if (mine.taken) send("mm-batch", { batch: mine.batch });
  }

  function take() {
    if (run) return;
    if (chosen.length) sendAll();
    else send("mm-batch", { batch: "" });
  }

  function callOff() {
    if (!run) return;
    run.off = true;
    for (const way of run.ways) way.abort();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const one = target.closest("button[data-drop]");
    if (target.closest("button[data-files]")) document.querySelector("#mm-pick").click();
    else if (target.closest("button[data-folder]")) document.querySelector("#mm-pick-folder").click();
    else if (target.closest("#mm-add")) take();
    else if (target.closest("#mm-add-stop")) {
      if (run) event.stopPropagation(); // the server has nothing to stop yet
      callOff();
    } else if (one || target.closest("button[data-empty]")) {
      chosen = one ? chosen.filter((file) => known(file) !== one.dataset.drop) : [];
      passed = 0;
      refused = [];
      draw();
      announce(words());
      (document.querySelector("#mm-chosen button[data-drop]") || document.querySelector("#mm-files button[data-files]")).focus();
    }
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (run) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("#mm-pick, #mm-pick-folder")) return;
    add([...event.target.files]);
    event.target.value = ""; // the same choice made again is a choice again
  });

  // Whole folders, and what lies in them.
  function filesBelow(entry) {
    if (entry.isFile) return new Promise((done) => entry.file((file) => done([file]), () => done([])));
    const reader = entry.createReader();
    const read = () =>
      new Promise((done) => reader.readEntries(done, () => done([]))).then(async (some) =>
        some.length ? [...(await Promise.all(some.map(filesBelow))).flat(), ...(await read())] : [],
      );
    return read();
  }

  const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const open = () => zone() && zone().offsetParent;

  // Dropped anywhere on the page: a browser would leave the page for the file otherwise.
  for (const kind of ["dragenter", "dragover"])
    document.addEventListener(
      kind,
      (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = readOnly() ? "none" : "copy";
        if (zone()) zone().classList.add("mm-over");
      },
      true,
    );

  document.addEventListener(
    "dragleave",
    (event) => {
      if (!event.relatedTarget && zone()) zone().classList.remove("mm-over");
    },
    true,
  );

  document.addEventListener(
    "drop",
    (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (zone()) zone().classList.remove("mm-over");
      if (readOnly()) return;
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
      const plain = [...event.dataTransfer.files];
      const found = entries.some((entry) => entry.isDirectory) ? Promise.all(entries.map(filesBelow)) : [plain];
      bring("Protokoll", open).then(() => found).then((files) => add(files.flat()));
    },
    true,
  );
})();
