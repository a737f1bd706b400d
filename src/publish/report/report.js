"use strict";
// Small and without anything from elsewhere: lists with filters, the way home of every number, chart or table, search.
// What a source wrote is only ever set as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const STEP = 20;

  // ---- rows ----------------------------------------------------------------------------------------------------------
  const cache = new Map();
  const tables = {};
  for (const [letter, t] of Object.entries(data.tables)) {
    const at = new Map(t.columns.map((name, i) => [name, i + 1]));
    const byNumber = new Map(t.rows.map((row) => [row[0], row]));
    tables[letter] = { ...t, at, byNumber };
  }
  const text = (letter, row, column) => {
    const at = tables[letter].at.get(column);
    return at === undefined ? "" : data.texts[row[at]];
  };
  const rowId = (letter, row) =>
    data.texts[row[1]] || `${text(letter, row, "document")}#${text(letter, row, "place")}`;
  const period = (id) => {
    let m = /^FY(\d{4})-(\d\d)(?:-(Q\d))?$/.exec(id);
    if (m) return (m[3] ? m[3] + " " : "") + m[1] + "/" + m[2];
    m = /^CY(\d{4})$/.exec(id);
    return m ? m[1] : id.replace("..", " to ");
  };
  const name = (dimension, id) => (data.names[dimension] || {})[id] || id.replace(/^local\./, "").replaceAll("_", " ");
  const title = (s) => s.charAt(0).toUpperCase() + s.slice(1);
  const grouped = (n) => {
    const m = /^(-?)(\d+)(\.\d+)?$/.exec(n);
    return m ? (m[1] && "−") + m[2].replace(/\B(?=(\d{3})+$)/g, ",") + (m[3] || "") : n;
  };
  const pounds = (n) => (n === "" ? "" : grouped(n.replace(/\.00$/, "")).replace(/^(−?)/, "$1£"));
  const BOUND = { over: "over ", at_least: "at least ", under: "under ", at_most: "at most ", about: "about " };
  const UNIT = { percent: " %", percentage_point: " points", per_1000: " per 1,000", per_10000: " per 10,000", per_100000: " per 100,000" };
  const CHANGE = { increase: " more", decrease: " fewer or less" };
  const value = (letter, row) => {
    const get = (c) => text(letter, row, c);
    if (letter === "o") {
      if (get("value") === "") return get("value_symbol") || "–";
      const n = get("unit") === "gbp" ? pounds(get("value")) : grouped(get("value")) + (UNIT[get("unit")] || "");
      return (BOUND[get("bound")] || "") + n + (CHANGE[get("change")] || "");
    }
    if (letter === "m") return (BOUND[get("bound")] || "") + pounds(get("amount"));
    if (letter === "t") return pounds(get("amount"));
    if (letter === "c") return get("direction");
    if (letter === "p") return grouped(get("persons"));
    if (letter === "f") return get("index");
    if (letter === "k") return `${get("framework")} ${get("number")}`;
    return "";
  };
  const about = (letter, row) => {
    const get = (c) => text(letter, row, c);
    if (letter === "o") return get("measure_label") || title(name("measure", get("measure")));
    if (letter === "m") return get("activity") || title(name("theme", get("theme")));
    if (letter === "c") return get("measure") ? title(name("measure", get("measure"))) : "No measure named";
    if (letter === "a") return get("action");
    if (letter === "t") return get("supplier");
    if (letter === "p") return `${name("area", get("area"))}, aged ${get("age_band")}, mid-${get("year")}`;
    if (letter === "f") return `GDP deflator, ${period(get("period"))}`;
    if (letter === "k") return get("code_label");
    if (letter === "d") return get("title") || get("document");
    return get("message");
  };
  const detail = (letter, row) => {
    const get = (c) => text(letter, row, c);
    const parts = [];
    if (get("basis")) parts.push(get("basis"));
    if (get("level")) parts.push(get("level"));
    if (get("date") || get("period")) parts.push(get("date") || period(get("period")));
    if (get("area") && letter !== "p") parts.push(name("area", get("area")));
    if (get("programme")) parts.push(name("programme", get("programme")));
    if (letter === "o" && get("value") === "" && get("value_symbol")) parts.push("missing, which is not zero");
    if (letter === "a") parts.push(get("priority"), `resourced: ${get("resourced")}`, get("deadline_text"));
    if (letter === "k" && get("valid") === "false") parts.push(`not valid, written ${get("as_written")}`);
    if (letter === "d") parts.push(get("kind").replaceAll("_", " "), get("format"), `${grouped(get("bytes"))} bytes`);
    return parts.filter(Boolean).join(" · ");
  };

  // ---- elements ------------------------------------------------------------------------------------------------------
  const el = (tag, props, ...children) => {
    const node = document.createElement(tag);
    for (const [k, v] of Object.entries(props || {})) {
      if (k === "class") node.className = v;
      else if (k === "on") node.addEventListener("click", v);
      else node.setAttribute(k, v);
    }
    for (const child of children) if (child !== null && child !== undefined && child !== "") node.append(child);
    return node;
  };
  const said = (s) => el("bdi", {}, s);
  const clamped = (s) => el("span", { class: s.length > 240 ? "clamp" : "", ...(s.length > 240 ? { title: "Cut here; the source shows it whole" } : {}) }, said(s.length > 2000 ? s.slice(0, 2000) + "…" : s));
  const SIGN = { error: ["✕", "bad"], warning: ["!", "warn"], info: ["i", "quiet"] };
  const pill = (cls, sign, word) => el("span", { class: "pill " + cls }, el("span", { "aria-hidden": "true" }, sign + " "), word);

  // The words at a place, with those that are meant marked.
  const quoted = (letter, row, document_, place) => {
    const block = el("blockquote", { tabindex: "0" });
    const q = data.quotes[`${document_}#${place}`];
    const quote = letter ? text(letter, row, "quote") : "";
    const words = letter ? text(letter, row, "mark") : "";
    if (quote) {
      const at = words ? quote.indexOf(words) : -1;
      const bdi = el("bdi");
      if (at < 0) bdi.append(words ? quote : el("mark", {}, quote));
      else bdi.append(quote.slice(0, at), el("mark", {}, words), quote.slice(at + words.length));
      block.append(bdi);
    } else if (q) {
      block.append(el("bdi", {}, q[0], el("mark", {}, q[1]), q[2]));
    } else {
      return null;
    }
    return block;
  };
  const documentTitle = (path) => {
    if (!cache.size && tables.d) for (const row of tables.d.rows) cache.set(text("d", row, "document"), text("d", row, "title"));
    return cache.get(path) || "";
  };
  const where = (document_, place) => {
    const p = el("p", { class: "where" });
    const t = documentTitle(document_);
    if (t) p.append(said(t), " · ");
    p.append(said(document_), place ? " · " : "", place ? el("strong", {}, said(place)) : "");
    return p;
  };

  // ---- the way home --------------------------------------------------------------------------------------------------
  const home = document.getElementById("home");
  const body = document.getElementById("home-body");
  const told = document.getElementById("home-said");
  const KIND = { o: "Figure", m: "Money", c: "Claim", a: "Action", k: "Code", t: "Payment", p: "Population", f: "Deflator", d: "Document", i: "Issue" };
  const citation = (letter, row) => {
    const get = (c) => text(letter, row, c);
    const shown = [about(letter, row), value(letter, row), detail(letter, row)].filter(Boolean).join(", ");
    const quote = get("quote") ? ` “${get("quote")}”.` : "";
    const t = documentTitle(get("document"));
    return `${shown}.${quote} ${t ? t + ", " : ""}${get("document")}${get("place") ? ", " + get("place") : ""} (${rowId(letter, row)}).`;
  };
  const copy = async (words) => {
    try {
      await navigator.clipboard.writeText(words);
      told.textContent = "Copied: " + words;
    } catch {
      // A page opened from a folder may not reach the clipboard by itself; a selection always can.
      const area = el("textarea", { readonly: "" });
      area.value = words;
      home.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      told.textContent = (done ? "Copied: " : "Could not copy: ") + words;
    }
  };
  const fact = (letter, row) => {
    const get = (c) => text(letter, row, c);
    const v = value(letter, row);
    const box = el("div", { class: "fact" },
      el("h3", {}, v ? v + " · " : "", clamped(about(letter, row))),
      el("p", { class: "where" }, KIND[letter] + (detail(letter, row) ? " · " : ""), said(detail(letter, row))),
      where(get("document"), get("place")),
      quoted(letter, row, get("document"), get("place")));
    const id = rowId(letter, row);
    box.append(el("div", { class: "do" },
      el("button", { type: "button", class: "cite", on: () => copy(citation(letter, row)) }, "Copy citation"),
      el("button", { type: "button", on: () => copy(`saferstats trace '${id.replaceAll("'", "'\\''")}'`) }, "Copy trace command")));
    return box;
  };
  let opener = null;
  const open = (node) => {
    const keys = node.dataset.h.split(" ").filter(Boolean);
    const rows = keys.filter((k) => k[0] !== "+").map((k) => [k[0], tables[k[0]] && tables[k[0]].byNumber.get(Number(k.slice(1)))]).filter((r) => r[1]);
    const rest = keys.filter((k) => k[0] === "+").map((k) => Number(k.slice(1)))[0];
    body.replaceChildren();
    told.textContent = "";
    document.getElementById("home-title").textContent = heading(node);
    if (rows.length > 1) body.append(el("p", { class: "about" }, `Made from ${rows.length + (rest || 0)} rows:`));
    for (const [letter, row] of rows) body.append(fact(letter, row));
    if (rest) body.append(el("p", { class: "absent" }, `${grouped(String(rest))} more rows are part of it.`));
    if (node.dataset.q) {
      body.append(el("p", { class: "about" }, "All of them, as a command: "), el("p", {}, el("code", {}, `saferstats query "${node.dataset.q}"`)));
    }
    opener = node;
    home.showModal();
    document.getElementById("home-title").focus();
    home.scrollTop = 0;
  };
  // What a number is called: its label in a chart, the names of its row and column in a table.
  const heading = (node) => {
    if (node.getAttribute("aria-label")) return node.getAttribute("aria-label");
    const cell = node.closest("td, th");
    if (!cell) {
      const of = node.closest(".panel, li");
      const named = of && of.querySelector("h4, bdi");
      return named ? `${node.textContent} · ${named.textContent}` : node.textContent;
    }
    const column = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    const first = cell.parentElement.cells[0];
    const parts = [node.textContent, column ? column.textContent : "", first && first !== cell ? first.textContent : ""];
    const words = parts.filter(Boolean).join(" · ");
    return words.length > 160 ? words.slice(0, 159) + "…" : words;
  };
  document.getElementById("home-close").addEventListener("click", () => home.close());
  home.addEventListener("click", (e) => { if (e.target === home) home.close(); });
  home.addEventListener("close", () => { if (opener && opener.isConnected) opener.focus(); });
  document.addEventListener("click", (e) => {
    const node = e.target.closest("[data-h]");
    if (node) open(node);
  });
  document.addEventListener("keydown", (e) => {
    const node = e.target.closest && e.target.closest("[data-h]");
    if (!node) return;
    if (node.tagName !== "BUTTON" && (e.key === "Enter" || e.key === " ")) {
      e.preventDefault();
      open(node);
      return;
    }
    roam(e, node);
  });

  // Numbers of one table, and marks of one chart, are one stop of the tab key; arrows move between them.
  const stops = (area) => [...area.querySelectorAll("[data-h]")];
  const settle = (area) => stops(area).forEach((node, i) => node.setAttribute("tabindex", i === 0 ? "0" : "-1"));
  const roam = (e, node) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    const area = node.closest("table, svg");
    if (!step || !area) return;
    const all = stops(area);
    let next = all[all.indexOf(node) + step];
    if (area.tagName === "TABLE" && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      const cell = node.closest("td, th");
      let row = cell.parentElement;
      do { row = step > 0 ? row.nextElementSibling : row.previousElementSibling; } while (row && !(row.cells[cell.cellIndex] && row.cells[cell.cellIndex].querySelector("[data-h]")));
      next = row && row.cells[cell.cellIndex].querySelector("[data-h]");
    }
    if (!next) return;
    e.preventDefault();
    node.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  };
  document.querySelectorAll("main table, main svg[viewBox]").forEach(settle);

  // ---- chart or table ------------------------------------------------------------------------------------------------
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-view]");
    if (!button) return;
    button.closest(".chart").classList.toggle("table", button.dataset.view === "table");
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
  });

  // ---- lists ---------------------------------------------------------------------------------------------------------
  const today = new Date().toISOString().slice(0, 10);
  const key = (letter, row) => letter + row[0];
  const numberButton = (letter, row, words) => el("button", { type: "button", class: "n", "data-h": key(letter, row) }, words);
  const place = (document_, place_) => {
    const box = el("div", { class: "place" }, where(document_, place_));
    const block = quoted(null, null, document_, place_) || near(document_, place_);
    box.append(block || el("p", { class: "hint" }, place_ ? "The words stand in the document." : "The whole document is meant."));
    return box;
  };
  // A row of facts at that very place has its own quote.
  let byPlace = null;
  const near = (document_, place_) => {
    if (!byPlace) {
      byPlace = new Map();
      for (const letter of ["o", "m", "c"]) if (tables[letter]) for (const row of tables[letter].rows) byPlace.set(text(letter, row, "document") + "#" + text(letter, row, "place"), [letter, row]);
    }
    const found = byPlace.get(`${document_}#${place_}`);
    return found ? quoted(found[0], found[1], document_, place_) : null;
  };
  const ORDER = { error: 0, warning: 1, info: 2 };
  const LISTS = {
    issues: {
      letters: ["i"], word: "issue",
      filters: [["severity", "Severity"], ["rule", "Rule"], ["document", "Document"]],
      sort: (a, b) => ORDER[text("i", a[1], "severity")] - ORDER[text("i", b[1], "severity")],
      draw: (letter, row) => {
        const get = (c) => text(letter, row, c);
        const [sign, cls] = SIGN[get("severity")] || ["•", "quiet"];
        const places = el("div", { class: "places" }, place(get("document"), get("place")));
        if (get("other_place") || get("other_document")) places.append(place(get("other_document") || get("document"), get("other_place")));
        return el("article", { class: "issue " + get("severity") },
          el("p", {}, pill(cls, sign, get("severity")), el("span", { class: "rule" }, get("rule"), get("measure") ? " · " + title(name("measure", get("measure"))) : "", get("period") ? " · " + period(get("period")) : "")),
          el("p", {}, el("strong", {}, clamped(get("message")))), places,
          get("hint") ? el("p", { class: "hint" }, "What to do: ", said(get("hint"))) : null);
      },
    },
    actions: {
      letters: ["a"], word: "action",
      filters: [["document", "Plan"], ["priority", "Priority"], ["resourced", "Resourced"], ["due", "Due"]],
      columns: ["Action", "Resourced", "Due", "Codes", "Priority", "Source"],
      extra: { due: (letter, row) => due(row) },
      cells: (letter, row) => {
        const get = (c) => text(letter, row, c);
        const mark = { yes: ["good", "✓"], no: ["bad", "✕"], partly: ["warn", "◐"] }[get("resourced")] || ["quiet", "?"];
        return [clamped(get("action")), el("span", {}, pill(mark[0], mark[1], get("resourced")), get("resourcing_note") ? " " : "", said(get("resourcing_note"))),
          el("span", {}, said(get("deadline_text") || "–"), " ", due(row) === "in the plan" || due(row) === "no date" ? "" : pill("warn", "!", due(row))), codes(row), said(get("priority")), numberButton(letter, row, "Source")];
      },
    },
    figures: {
      letters: ["o", "m", "c"], word: "figure",
      filters: [["kind", "Kind"], ["document", "Document"], ["period", "Period"], ["theme", "Theme"]],
      columns: ["What", "Value", "Period", "Basis", "Area", "Words it came from"],
      extra: { kind: (letter) => KIND[letter] },
      cells: (letter, row) => {
        const get = (c) => text(letter, row, c);
        return [clamped(about(letter, row)), numberButton(letter, row, value(letter, row)), period(get("period")) || "not stated",
          [get("basis"), get("level")].filter(Boolean).join(", ") || (letter === "c" ? "claim" : ""), said(get("area") ? name("area", get("area")) : ""), clamped(get("quote"))];
      },
      right: 1,
    },
  };
  const due = (row) => {
    const get = (c) => text("a", row, c);
    if (get("ongoing") === "true") return "open-ended";
    if (get("after_plan_end") === "true") return "after the plan ends";
    if (get("deadline") && get("deadline") < today) return "passed";
    return get("deadline") ? "in the plan" : "no date";
  };
  let codesOf = null;
  const codes = (row) => {
    if (!codesOf) {
      codesOf = new Map();
      for (const code of (tables.k || { rows: [] }).rows) {
        const id = text("k", code, "action_id");
        if (!codesOf.has(id)) codesOf.set(id, []);
        codesOf.get(id).push(text("k", code, "framework") + " " + text("k", code, "number") + (text("k", code, "valid") === "false" ? " (not valid)" : ""));
      }
    }
    const own = codesOf.get(rowId("a", row)) || [];
    return said([...new Set(own)].join(", "));
  };
  const shown = (column, id) => {
    if (column === "period") return period(id);
    if (column === "theme") return name("theme", id);
    if (column === "document") return id;
    return id.replaceAll("_", " ");
  };
  const haystacks = new Map();
  const haystack = (letter, row) => {
    const k = key(letter, row);
    if (!haystacks.has(k)) {
      const cells = row.slice(1).map((n) => data.texts[n]);
      haystacks.set(k, [...cells, about(letter, row), value(letter, row), detail(letter, row), period(text(letter, row, "period"))].join(" ").toLowerCase());
    }
    return haystacks.get(k);
  };
  const matches = (letter, row) => query.length === 0 || query.every((word) => haystack(letter, row).includes(word));
  const lists = new Map();
  let query = [];

  class List {
    constructor(box, config) {
      this.box = box;
      this.config = config;
      this.state = {};
      this.rows = config.letters.flatMap((letter) => (tables[letter] ? tables[letter].rows.map((row) => [letter, row]) : []));
      if (config.sort) this.rows = this.rows.map((r, i) => [r, i]).sort((a, b) => config.sort(a[0], b[0]) || a[1] - b[1]).map((r) => r[0]);
      this.most = STEP;
      this.count = el("p", { class: "count", role: "status" });
      this.body = el("div");
      this.more = el("button", { type: "button", class: "more", on: () => { const from = this.most; this.most += STEP * 5; this.draw(from); } });
      this.selects = {};
      const filters = el("div", { class: "filters" });
      for (const [column, label] of config.filters) {
        const select = el("select", {});
        select.addEventListener("change", () => this.set(column, select.value));
        this.selects[column] = select;
        filters.append(el("label", {}, el("span", {}, label), select));
      }
      filters.append(el("button", { type: "button", on: () => this.clear() }, "Clear"));
      box.replaceChildren(filters, this.count, this.body, this.more);
      this.options();
      this.draw(0);
    }
    get(column, letter, row) {
      return this.config.extra && this.config.extra[column] ? this.config.extra[column](letter, row) : text(letter, row, column);
    }
    options() {
      for (const [column] of this.config.filters) {
        const counts = new Map();
        for (const [letter, row] of this.rows) {
          const id = this.get(column, letter, row);
          if (id) counts.set(id, (counts.get(id) || 0) + 1);
        }
        const all = [...counts].sort((a, b) => (ORDER[a[0]] ?? 9) - (ORDER[b[0]] ?? 9) || (a[0] < b[0] ? -1 : 1));
        const words = (id) => { const s = "\u2068" + shown(column, id) + "\u2069"; return s.length > 64 ? s.slice(0, 62) + "…\u2069" : s; };
        this.selects[column].replaceChildren(el("option", { value: "" }, "any"), ...all.map(([id, n]) => el("option", { value: id }, `${words(id)} (${n})`)));
      }
    }
    set(column, wanted) {
      this.state[column] = wanted;
      if (this.selects[column]) this.selects[column].value = wanted;
      this.most = STEP;
      this.draw(0);
    }
    clear() {
      this.state = {};
      for (const select of Object.values(this.selects)) select.value = "";
      this.most = STEP;
      this.draw(0);
    }
    fits(letter, row) {
      for (const [column, wanted] of Object.entries(this.state)) {
        if (!wanted) continue;
        const found = column === "id" ? rowId(letter, row) : this.get(column, letter, row);
        if (found !== wanted && !(column === "id" && data.texts[row[1]] === wanted)) return false;
      }
      return matches(letter, row);
    }
    draw(from) {
      const fitting = this.rows.filter(([letter, row]) => this.fits(letter, row));
      this.found = fitting.length;
      const now = fitting.slice(from, this.most);
      if (from === 0) this.start();
      for (const [letter, row] of now) this.line(letter, row);
      if (this.table) settle(this.table);
      const total = this.rows.length;
      this.count.textContent = `${grouped(String(fitting.length))} of ${grouped(String(total))} ${this.config.word}${total === 1 ? "" : "s"}` + (fitting.length > this.most ? `; the first ${this.most} are shown` : "");
      this.more.hidden = fitting.length <= this.most;
      this.more.textContent = `Show ${Math.min(STEP * 5, fitting.length - this.most)} more`;
    }
    start() {
      this.body.replaceChildren();
      this.table = null;
      if (!this.config.columns) return;
      this.table = el("table", {}, el("caption", { class: "sr" }, title(this.config.word) + "s"),
        el("thead", {}, el("tr", {}, ...this.config.columns.map((c, i) => el("th", { scope: "col", class: i === this.config.right ? "r" : "" }, c)))), el("tbody"));
      this.body.append(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title(this.config.word) + "s" }, this.table));
    }
    line(letter, row) {
      if (!this.table) {
        this.body.append(this.config.draw(letter, row));
        return;
      }
      const cells = this.config.cells(letter, row);
      this.table.tBodies[0].append(el("tr", {}, ...cells.map((cell, i) => el(i === 0 ? "th" : "td", { ...(i === 0 ? { scope: "row" } : {}), class: i === this.config.right ? "r" : "" }, cell))));
    }
  }
  document.querySelectorAll("[data-list]").forEach((box) => lists.set(box.dataset.list, new List(box, LISTS[box.dataset.list])));

  // ---- search --------------------------------------------------------------------------------------------------------
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const look = () => {
    query = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    for (const [id, list] of lists) {
      list.most = STEP;
      list.draw(0);
      if (query.length) {
        const words = `${list.found} ${list.config.word}${list.found === 1 ? "" : "s"}`;
        found.append(found.childNodes.length ? ", " : "", list.found ? el("a", { href: "#" + id }, words) : words);
      }
    }
  };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 120); });
  search.addEventListener("keydown", (e) => {
    if (e.key !== "Enter") return;
    clearTimeout(waiting);
    look();
    const first = [...lists].find(([, list]) => list.found);
    if (first) location.hash = "#" + first[0];
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName) && !home.open) {
      e.preventDefault();
      search.focus();
    }
  });

  // ---- addresses: #issues?severity=error ---------------------------------------------------------------------------------
  const go = () => {
    const [id, wanted] = location.hash.slice(1).split("?");
    const list = lists.get(id);
    if (list && wanted !== undefined) {
      list.clear();
      for (const pair of wanted.split("&")) {
        const at = pair.indexOf("=");
        list.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)));
      }
      const part = document.getElementById(id);
      part.setAttribute("tabindex", "-1");
      part.focus({ preventScroll: true });
      part.scrollIntoView();
    }
  };
  addEventListener("hashchange", go);
  document.addEventListener("click", (e) => {
    const link = e.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) go();
  });
  go();

  const links = new Map([...document.querySelectorAll(".side a")].map((a) => [a.getAttribute("href").slice(1), a]));
  if ("IntersectionObserver" in window) {
    const seen = new Set();
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? seen.add(entry.target.id) : seen.delete(entry.target.id);
      const current = [...links.keys()].find((id) => seen.has(id));
      for (const [id, a] of links) id === current ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
    }, { rootMargin: "-10% 0px -60% 0px" });
    document.querySelectorAll(".part").forEach((part) => watch.observe(part));
  }
})();
