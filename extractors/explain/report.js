"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const list = document.getElementById("blocks");
  const items = Array.from(list.querySelectorAll(".block"));
  const places = new Map(items.map((item, place) => [item, place]));
  const main = document.querySelector("main");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const article = document.getElementById("article");
  const hidden = new Set();
  const keyOf = (item) => item.dataset.key;
  const rowOf = (item) => item.firstElementChild;
  const visible = (item) => !hidden.has(keyOf(item)) && !item.classList.contains("nohit");
  let texts = null;
  let open = null;
  let current = items[0] || null;

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function count() {
    const number = items.reduce((sum, item) => sum + (visible(item) ? 1 : 0), 0);
    shown.textContent = number === items.length ? `${number} blocks` : `${number} of ${items.length} blocks`;
  }

  // The legend: a class on the list hides all blocks of a kind, whatever their number.
  document.querySelector(".legend").addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    const key = chip.dataset.key;
    const show = hidden.has(key);
    if (show) hidden.delete(key); else hidden.add(key);
    chip.setAttribute("aria-pressed", String(show));
    list.classList.toggle(`hide-${key}`, !show);
    count();
  });

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 80);
  });

  function find() {
    texts = texts || items.map((item) => rowOf(item).textContent.toLowerCase());
    const wanted = search.value.trim().toLowerCase();
    items.forEach((item, i) => item.classList.toggle("nohit", wanted !== "" && !texts[i].includes(wanted)));
    count();
  }

  function line(says, weight, most, name) {
    const row = make("tr", name);
    row.append(make("td", "", says));
    const cell = make("td", "weigh");
    const axis = make("span", "axis");
    const bar = make("i", weight > 0 ? "for" : "against");
    bar.style.width = `${Math.min(50, 50 * Math.abs(weight) / most)}%`;
    axis.append(bar);
    cell.append(axis);
    row.append(cell, make("td", "number", (weight > 0 ? "+" : "−") + Math.abs(weight).toFixed(2)));
    return row;
  }

  function voices(block) {
    const table = make("table", "voices");
    const weights = block.voices.map((voice) => voice[1]);
    const most = Math.max(1, Math.abs(data.base), Math.abs(block.others), ...weights.map(Math.abs));
    for (const [says, weight] of block.voices) table.append(line(data.says[says], weight, most));
    table.append(line("everything else about it", block.others, most, "rest"));
    table.append(line("what the page's average word scores", data.base, most, "rest"));
    const sum = data.base + block.others + weights.reduce((a, b) => a + b, 0);
    const row = make("tr", "sum");
    const percent = (100 / (1 + Math.exp(-sum))).toFixed(1);
    row.append(make("td", "", `together, which is ${percent} %`), make("td", "weigh"), make("td", "number", (sum > 0 ? "+" : "−") + Math.abs(sum).toFixed(2)));
    table.append(row);
    return table;
  }

  async function copy(text, status) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    status.textContent = done ? "Copied" : "Not copied: select the rule above";
  }

  function rule(block) {
    const parts = [make("pre", "toml", block.rule)];
    const actions = make("div", "actions");
    const whole = make("button", "main", "Copy as a rule file");
    const alone = make("button", "", "Copy for a file that I have");
    const status = make("span");
    whole.type = alone.type = "button";
    status.setAttribute("role", "status");
    whole.addEventListener("click", () => copy(data.header + block.rule, status));
    alone.addEventListener("click", () => copy("\n" + block.rule, status));
    actions.append(whole, alone, status);
    parts.push(actions);
    return parts;
  }

  function detail(item) {
    const block = data.blocks[places.get(item)];
    const box = make("div", "detail");
    box.append(make("p", "", block.verdict));
    if (block.score !== null) box.append(voices(block));
    const facts = make("p", "facts", block.facts);
    if (block.path >= 0) facts.append(make("br"), make("code", "", data.paths[block.path]));
    box.append(facts);
    if (block.rule) box.append(...rule(block));
    else box.append(make("p", "facts", "No rule can change this."));
    return box;
  }

  function close() {
    if (!open) return;
    open.classList.remove("open");
    open.lastElementChild.remove();
    rowOf(open).setAttribute("aria-expanded", "false");
    open = null;
    point(null);
  }

  function toggle(item) {
    const again = item === open;
    close();
    if (again) return;
    open = item;
    item.classList.add("open");
    item.append(detail(item));
    rowOf(item).setAttribute("aria-expanded", "true");
    point(item);
  }

  // Where the article says what the block says.
  const squeezed = (text) => text.replace(/\s+/g, "");
  function point(item) {
    for (const old of article.querySelectorAll(".here")) old.classList.remove("here");
    if (!item || !item.classList.contains("kept")) return;
    const wanted = squeezed(item.querySelector(".said").textContent).slice(0, 60);
    const parts = article.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, pre, figcaption, caption, blockquote, .picture");
    const there = wanted && Array.from(parts).filter((part) => squeezed(part.textContent).startsWith(wanted)).pop();
    if (!there) return;
    there.classList.add("here");
    const pane = article.parentElement;
    if (pane.scrollHeight > pane.clientHeight) {
      pane.scrollTop += there.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    }
  }

  function focus(item) {
    if (current) rowOf(current).tabIndex = -1;
    current = item;
    rowOf(item).tabIndex = 0;
    rowOf(item).focus();
  }

  function step(item, by) {
    let place = places.get(item) + by;
    while (items[place] && !visible(items[place])) place += by;
    if (items[place]) focus(items[place]);
  }

  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!row || String(getSelection())) return;
    focus(row.parentElement);
    toggle(row.parentElement);
  });

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = row.parentElement;
    if (event.key === "ArrowDown" || event.key === "j") step(item, 1);
    else if (event.key === "ArrowUp" || event.key === "k") step(item, -1);
    else if (event.key === "Home") focus(items.find(visible) || item);
    else if (event.key === "End") focus(items.findLast(visible) || item);
    else if (event.key === "Enter" || event.key === " ") toggle(item);
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const back = open;
      close();
      if (back) focus(back);
    } else if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });

  document.querySelector(".views").addEventListener("click", (event) => {
    const view = event.target.dataset.view;
    if (!view) return;
    main.dataset.view = view;
    for (const button of event.currentTarget.children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  });

  if (current) rowOf(current).tabIndex = 0;
  count();
})();
