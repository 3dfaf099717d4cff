/* Atrium in the browser. Everything here adds to pages that already read and submit without it. */

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler, options) => document.addEventListener(type, handler, options);
const onClick = (selector, handler) => on("click", (event) => {
  const element = event.target.closest(selector);
  if (element) handler(element, event);
});
const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const typing = (element) => element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing);
const words = () => document.querySelector("#words")?.dataset ?? {};
const later = (wait, work, timer) => (...values) => { clearTimeout(timer); timer = setTimeout(work, wait, ...values); };
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const fire = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));

root.classList.add("js");

/* Menus: one open at a time; focus goes in and comes back. */

const openMenus = () => all("details.menu[open]");

function closeMenu(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

function closeMenusAround(target) {
  openMenus().forEach((menu) => menu.contains(target) || closeMenu(menu));
}

function placeMenu(menu) {
  const panel = menu.querySelector(".panel");
  menu.classList.remove("flip", "above");
  const box = panel.getBoundingClientRect();
  const edge = menu.closest("main")?.getBoundingClientRect().left ?? 0;
  menu.classList.toggle("flip", box.left < edge || box.right > root.clientWidth);
  menu.classList.toggle("above", box.bottom > innerHeight && box.height < menu.getBoundingClientRect().top);
}

function moveAmong(items, step) {
  const here = items.indexOf(document.activeElement);
  items[(here + step + items.length + (here < 0 && step < 0 ? 1 : 0)) % items.length]?.focus();
}

on("toggle", ({ target: menu }) => {
  if (!menu.matches?.("details.menu") || !menu.open) return;
  closeMenusAround(menu);
  placeMenu(menu);
  menu.querySelector("[data-autofocus]")?.focus();
}, true);
on("click", (event) => closeMenusAround(event.target));
on("focusin", ({ target }) => target.id === "main" || closeMenusAround(target));

on("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu || event.target.closest("[role=combobox]")) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    closeMenu(menu, true);
  } else if (/^Arrow(Down|Up)$/.test(event.key) && plain(event) && !event.target.matches("textarea, select, [type=number], [type=date]")) {
    event.preventDefault();
    menu.open = true;
    const items = ":is(a[href], button, input, select):not(:disabled, [type=hidden])";
    moveAmong(all(`.panel ${items}`, menu).filter(shown), event.key === "ArrowDown" ? 1 : -1);
  }
});

/* Search: / or Ctrl-K; arrows go into the list of jumps and back. */

on("keydown", (event) => {
  const asked = event.key === "/" ? !typing(event.target) && plain(event) : event.key === "k" && (event.ctrlKey || event.metaKey);
  const search = asked && all("[data-search]").find(shown);
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

on("keydown", (event) => {
  const jump = event.target.closest?.(".jump");
  if (!jump) return;
  if (event.key === "Escape") {
    jump.querySelector(".panel").replaceChildren();
    jump.querySelector("input").focus();
  } else if (/^Arrow(Down|Up)$/.test(event.key)) {
    event.preventDefault();
    moveAmong(all("input, .panel a", jump), event.key === "ArrowDown" ? 1 : -1);
  }
});

/* An answer to the last letters may come when somebody is in the list already: they stand on its first line then. */
let walked = false;
on("htmx:beforeSwap", ({ detail: { target } }) => {
  walked = target.matches(".jump .panel") && target.contains(document.activeElement);
});
on("htmx:afterSwap", ({ detail: { target } }) => {
  if (!walked) return;
  walked = false;
  const [input, first] = all("input, .panel a", target.closest(".jump"));
  input.focus(); // the list is only shown around the focus
  first?.focus();
});

/* Single keys: <a data-key="a">. */

on("keydown", (event) => {
  if (!plain(event) || event.key.length !== 1 || typing(event.target) || document.querySelector("dialog[open]:modal")) return;
  const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
});

/* Theme: a cookie, so that the server draws the first paint in it. */

function showTheme() {
  const theme = root.dataset.theme || "system";
  all("[data-theme-choice]").forEach((button) => button.setAttribute("aria-pressed", button.dataset.themeChoice === theme));
}

onClick("[data-theme-choice]", (button) => {
  const theme = button.dataset.themeChoice;
  const age = theme === "system" ? 0 : 31536000;
  if (age) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  showTheme();
});

/* Tables: j, k, x and Enter; shift selects a range; a bar says how many. */

const rows = (table) => all("tbody tr", table).filter(shown);
const picks = (table) => all("tbody .pick input[type=checkbox]", table);
let lastPick;

function focusRow(row) {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

on("keydown", (event) => {
  const table = document.querySelector("table[data-keys]");
  if (!table || !plain(event) || typing(event.target) || document.querySelector("dialog[open]")) return;
  const list = rows(table);
  const here = list.indexOf(document.activeElement.closest("tr"));
  if (event.key === "j") focusRow(list[here + 1]);
  else if (event.key === "k") focusRow(list[Math.max(here - 1, 0)]);
  else if (event.key === "x" && here >= 0) list[here].querySelector(".pick input")?.click();
  else if (event.key === "Enter" && document.activeElement === list[here]) list[here].querySelector(".name a, a")?.click();
  else return;
  event.preventDefault();
});

function pickRange(table, from, to) {
  const boxes = picks(table);
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  boxes.slice(first, last + 1).forEach((box) => { box.checked = to.checked; });
}

function showSelection(table) {
  const boxes = picks(table);
  const count = boxes.filter((box) => box.checked).length;
  const head = table.querySelector("thead .pick input");
  if (head) [head.checked, head.indeterminate] = [count > 0 && count === boxes.length, count > 0 && count < boxes.length];
  const bar = document.querySelector(`[data-selection-of="${table.id}"]`);
  if (!bar) return;
  bar.dataset.count = count;
  bar.querySelector("[data-number]").textContent = count;
  if (count < boxes.length) chooseMatching(bar, false);
  bar.querySelector("[data-matching]")?.toggleAttribute("hidden", !count || count < boxes.length);
}

function chooseMatching(bar, every) {
  const field = bar.querySelector("[name=matching]");
  if (!field) return;
  field.disabled = !every;
  if (every) bar.querySelector("[data-number]").textContent = bar.querySelector("[data-matching]").dataset.matching;
}

on("click", (event) => {
  const box = event.target.closest(".pick input[type=checkbox]");
  const table = box?.closest("table");
  if (!table) return;
  if (box.closest("thead")) picks(table).forEach((each) => { each.checked = box.checked; });
  else if (event.shiftKey && lastPick) pickRange(table, lastPick, box);
  lastPick = box.closest("thead") ? null : box;
  showSelection(table);
});
onClick("[data-clear]", (button) => {
  const table = document.getElementById(button.closest("[data-selection-of]").dataset.selectionOf);
  picks(table).forEach((box) => { box.checked = false; });
  showSelection(table);
});
onClick("[data-matching]", (button) => chooseMatching(button.closest("[data-selection-of]"), true));
onClick("[data-then]", (link, event) => {
  if (!event.shiftKey) return;
  event.preventDefault();
  location.href = link.dataset.then;
});

/* Order by hand: the order of the inputs is sent. */

let dragged;
on("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > *, .board article");
  dragged?.classList.add("is-dragged");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
on("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});
on("dragover", (event) => {
  const list = dragged && event.target.closest("[data-sortable]");
  if (!list?.contains(dragged)) return;
  event.preventDefault();
  const over = [...list.children].find((item) => item.contains(event.target));
  if (!over || over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY > top + height / 2 ? "after" : "before"](dragged);
});
on("keydown", (event) => {
  if (!event.altKey || !/^Arrow(Up|Down)$/.test(event.key)) return;
  const item = all("[data-sortable] > *").find((each) => each.contains(event.target));
  const other = event.key === "ArrowUp" ? item?.previousElementSibling : item?.nextElementSibling;
  if (!other) return;
  event.preventDefault();
  other[event.key === "ArrowUp" ? "before" : "after"](item);
  event.target.focus();
});

/* Board: a card dropped on a column sends its own form; m opens the same choice. */

const cardForm = (card) => card?.querySelector("form[data-move]");
on("dragover", (event) => cardForm(dragged) && event.target.closest(".board [data-state]") && event.preventDefault());
on("drop", (event) => {
  const form = cardForm(dragged);
  const column = form && event.target.closest(".board [data-state]");
  if (!column || column.contains(dragged)) return;
  event.preventDefault();
  form.querySelector("select").value = column.dataset.state;
  form.requestSubmit();
});
on("keydown", (event) => {
  const menu = event.key === "m" && plain(event) && !typing(event.target) && event.target.closest?.(".board article")?.querySelector("details.menu");
  if (!menu) return;
  event.preventDefault();
  menu.open = true;
  menu.querySelector("select, button").focus();
});

/* Forms: sent once, guarded, drafted here. */

const kept = (form) => [...form.elements].filter((field) => field.name && !/^(hidden|password|file|submit|button)$/.test(field.type) && field.name !== "csrfmiddlewaretoken");
const valueOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked : field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value);
const snapshot = (form) => JSON.stringify(kept(form).map(valueOf));
const clean = new WeakMap();
const sent = new WeakSet();
const draftKey = (form) => `draft:${location.pathname}:${form.dataset.draft}`;

function release(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
  all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
}

on("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
  if (form.dataset.draft) sessionStorage.setItem("sent", draftKey(form));
}, true);
addEventListener("pageshow", () => all("form[aria-busy]").forEach(release));
on("htmx:afterRequest", (event) => event.target.matches?.("form") && release(event.target));

addEventListener("beforeunload", (event) => {
  const unsaved = all("form[data-guard], form[data-draft]").some((form) => !sent.has(form) && clean.has(form) && clean.get(form) !== snapshot(form));
  if (unsaved) event.preventDefault();
});

const saveDraft = later(400, (form) => {
  const values = Object.fromEntries(kept(form).map((field, index) => [`${field.name}:${index}`, valueOf(field)]));
  localStorage.setItem(draftKey(form), JSON.stringify({ at: Date.now(), version: form.dataset.version, values }));
});
on("input", (event) => event.target.form?.dataset.draft && saveDraft(event.target.form));

function fill(field, value) {
  if (/^(checkbox|radio)$/.test(field.type)) field.checked = value;
  else if (field.multiple) [...field.options].forEach((option) => { option.selected = value.includes(option.value); });
  else field.value = value;
  fire(field, "change");
}

function restoreDraft(form) {
  const draft = JSON.parse(localStorage.getItem(draftKey(form)) || "null");
  if (!draft || draft.version !== form.dataset.version || form.querySelector("[aria-invalid]")) return;
  kept(form).forEach((field, index) => {
    const value = draft.values[`${field.name}:${index}`];
    if (value !== undefined) fill(field, value);
  });
  if (snapshot(form) === clean.get(form)) return;
  toast({ text: words().restored, action: words().discard, run: () => dropDraft(form) });
}

function dropDraft(form) {
  localStorage.removeItem(draftKey(form));
  form.reset();
  kept(form).forEach((field) => fire(field, "change"));
}

/* A draft ends when the page after it neither shows its form nor asks to sign in. */
function settleDraft() {
  const key = sessionStorage.getItem("sent");
  if (!key || document.querySelector("[type=password]") || document.body.matches(".bare:has(.trouble)")) return;
  sessionStorage.removeItem("sent");
  if (!all("form[data-draft]").some((form) => draftKey(form) === key)) localStorage.removeItem(key);
}

on("change", (event) => event.target.closest("form[data-auto]")?.requestSubmit());
on("input", ({ target }) => {
  const button = target.dataset.mustEqual && [...target.form.elements].find((each) => "needsName" in each.dataset);
  if (button) button.disabled = target.value.trim() !== target.dataset.mustEqual;
});

/* Dialog */

onClick("[data-open]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.open);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
onClick("[data-close]", (button, event) => {
  event.preventDefault();
  button.closest("dialog").close();
});
on("mousedown", (event) => event.target.matches("dialog.drawer") && event.offsetX < 0 && event.target.close());

/* Tabs that do not fit scroll sideways: the present one is in sight, in the font that arrives last too. */

all(".tabs > [aria-current]").forEach((tab) => {
  const strip = tab.parentElement;
  const centre = () => { strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2; };
  centre();
  document.fonts.ready.then(centre);
});

/* Toasts: ten seconds. */

function toast({ text, undo, level, action, run }) {
  const element = document.querySelector("#toast").content.cloneNode(true).firstElementChild;
  element.querySelector("span").textContent = text;
  const form = element.querySelector("form");
  if (undo) form.action = undo;
  else form.remove();
  if (action) element.querySelector("span").after(make("button", { type: "button", textContent: action, onclick: () => { run(); element.remove(); } }));
  if (level === "error") element.dataset.stay = "";
  document.querySelector("[data-toasts]").append(element);
  expire(element);
}

function expire(element) {
  if ("stay" in element.dataset) return;
  let timer;
  const start = () => { clearTimeout(timer); timer = setTimeout(() => element.matches(":hover, :focus-within") || element.remove(), 10000); };
  element.onpointerleave = element.onfocusout = start;
  start();
}

onClick("[data-dismiss]", (button) => button.closest("[data-toast]").remove());
on("toast", (event) => toast(event.detail));

/* Files: with data-upload each is sent at once; otherwise they go with the form. */

const listFor = (input) => document.querySelector(`[data-uploads-for="${input.id}"]`);
const size = (bytes) => new Intl.NumberFormat(root.lang, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: bytes < 1e6 ? 0 : 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

function fileRow(file) {
  const row = make("li", {}, document.createElement("span"), make("b", { textContent: file.name }), make("span", { className: "muted", textContent: size(file.size) }));
  row.firstChild.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-file"/></svg>';
  return row;
}

function send(file, input, row) {
  const bar = make("progress", { max: file.size || 1, value: 0, ariaLabel: file.name });
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append(input.name, file);
  row.append(bar);
  request.upload.onprogress = (event) => { bar.value = event.loaded; };
  request.onloadend = () => {
    bar.remove();
    if (request.status >= 200 && request.status < 300) fire(input, "uploaded");
    else row.append(make("span", { className: "error", textContent: request.getResponseHeader("X-Error") || words().notSent }));
  };
  request.open("POST", input.closest("[data-upload]").dataset.upload);
  request.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "");
  request.send(data);
}

on("change", ({ target: input }) => {
  if (input.dataset.cameraFor) return takePhoto(input);
  const list = input.type === "file" && listFor(input);
  if (!list) return;
  const added = [...input.files].map((file) => [file, fileRow(file)]);
  if (!input.closest("[data-upload]")) return list.replaceChildren(...added.map(([, row]) => row));
  added.forEach(([file, row]) => { list.append(row); send(file, input, row); });
  input.value = "";
});

function takePhoto(camera) {
  const input = document.getElementById(camera.dataset.cameraFor);
  const files = new DataTransfer();
  [...(input.multiple ? input.files : []), ...camera.files].forEach((file) => files.items.add(file));
  input.files = files.files;
  fire(input, "change");
}

["dragenter", "dragover", "dragleave", "drop"].forEach((type) => on(type, (event) => {
  const area = event.target.closest?.("[data-drop]");
  area?.classList.toggle("is-over", type === "dragenter" || type === "dragover");
}));

/* Times: the reader's own clock, and "3 hours ago". */

const STEPS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
on("pointerover", ({ target }) => {
  const time = target.closest?.("time[datetime*=T]");
  if (!time || time.title) return;
  const moment = new Date(time.dateTime);
  const seconds = (moment - Date.now()) / 1000;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  const ago = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" }).format(Math.round(seconds / length), unit);
  time.title = `${moment.toLocaleString(root.lang, { dateStyle: "full", timeStyle: "long" })}, ${ago}`;
});

/* Select with search: the select keeps the value; an input in front of it filters it. */

class Combobox {
  constructor(select) {
    this.select = select;
    this.url = select.dataset.combobox === "true" ? "" : select.dataset.combobox;
    this.build();
    this.input.oninput = () => this.search();
    this.input.onkeydown = (event) => this.key(event);
    this.input.onclick = () => this.list.hidden && this.search("");
    this.input.onblur = () => { this.close(); this.show(); };
    this.list.onmousedown = (event) => { event.preventDefault(); this.choose(event.target.closest("[role=option]")); };
    this.ask = later(150, (text) => this.fetch(text));
    select.addEventListener("change", () => this.show());
    this.show();
  }

  build() {
    const { select } = this;
    const id = select.id || `combobox-${Math.random().toString(36).slice(2)}`;
    this.input = make("input", { id, className: "input", type: "text", autocomplete: "off", role: "combobox", required: select.required, disabled: select.disabled });
    this.list = make("ul", { id: `${id}-list`, role: "listbox", hidden: true, ariaLabel: select.labels[0]?.textContent.trim() ?? select.ariaLabel });
    const given = { "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" };
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) if (select.hasAttribute(name)) given[name] = select.getAttribute(name);
    Object.entries(given).forEach(([name, value]) => this.input.setAttribute(name, value));
    [select.id, select.hidden, select.required] = [`${id}-value`, true, false];
    const box = make("div", { className: "combobox" });
    select.before(box);
    box.append(this.input, this.list, select);
  }

  show() {
    const option = this.select.selectedOptions[0];
    this.input.value = option?.value ? option.label : "";
    this.input.placeholder = option?.value ? "" : words().find ?? "";
  }

  search(text = this.input.value) {
    if (this.url) return this.ask(text);
    const wanted = text.toLocaleLowerCase().split(/\s+/);
    this.offer([...this.select.options].filter((option) => wanted.every((word) => option.label.toLocaleLowerCase().includes(word))));
  }

  async fetch(text) {
    const answer = await fetch(`${this.url}${this.url.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return this.offer([]);
    const page = new DOMParser().parseFromString(`<select>${await answer.text()}</select>`, "text/html");
    if (document.activeElement === this.input) this.offer([...page.querySelectorAll("option")]);
  }

  offer(options) {
    this.options = options.slice(0, 100);
    this.list.replaceChildren(...this.options.map((option, index) => this.item(option, index)));
    if (!options.length) this.list.append(make("li", { className: "hint", role: "presentation", textContent: words().noMatch }));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(this.input.value ? 0 : -1);
  }

  item(option, index) {
    const item = make("li", { id: `${this.list.id}-${index}`, role: "option", textContent: option.label || "\u2014", ariaSelected: option.value === this.select.value });
    if (option.dataset.note) item.append(make("small", { textContent: option.dataset.note }));
    return item;
  }

  activate(index) {
    const items = all("[role=option]", this.list);
    this.active = items.length ? Math.min(Math.max(index, -1), items.length - 1) : -1;
    items.forEach((item, each) => item.toggleAttribute("data-active", each === this.active));
    items[this.active]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.active]?.id ?? "");
  }

  key(event) {
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && open) this.activate(this.active + step);
    else if (step) this.search("");
    else if (event.key === "Enter" && open && this.active >= 0) this.choose(this.list.children[this.active]);
    else if (event.key === "Escape" && open) { this.close(); this.show(); event.stopPropagation(); }
    else return;
    event.preventDefault();
  }

  choose(item) {
    const option = this.options?.[[...this.list.children].indexOf(item)];
    if (!option) return;
    if (![...this.select.options].some((own) => own.value === option.value)) this.select.append(new Option(option.label, option.value));
    this.select.value = option.value;
    this.close();
    fire(this.select, "input");
    fire(this.select, "change");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/* HTMX: a thin line while waiting, focus on what changed. */

let waiting = 0;
const focused = new WeakSet(); // calls that began while the focus was somewhere
const wait = (step) => root.classList.toggle("is-busy", (waiting = Math.max(0, waiting + step)) > 0);
on("htmx:beforeRequest", ({ detail: { xhr } }) => {
  wait(1);
  if (document.activeElement !== document.body) focused.add(xhr);
});
on("htmx:afterRequest", () => wait(-1));
on("htmx:sendError", () => toast({ text: words().offline, level: "error" }));
on("htmx:responseError", ({ detail }) => toast({ text: `${words().failed} ${detail.xhr.getResponseHeader("X-Request-ID") ?? ""}`, level: "error" }));
on("htmx:load", ({ detail }) => enhance(detail.elt));
on("htmx:afterSettle", ({ detail: { elt, xhr } }) => {
  const wanted = elt.matches?.("[data-focus]") ? elt : elt.querySelector?.("[data-focus], [autofocus]");
  if (!wanted && !(focused.has(xhr) && document.activeElement === document.body)) return;
  const target = wanted ?? elt;
  if (target.tabIndex < 0) target.tabIndex = -1;
  target.focus({ preventScroll: !wanted });
});

/* What a page keeps for when there is no connection is the person's: it goes when they sign out. */
on("submit", ({ target: form }) => form.action.endsWith("/accounts/logout/") && globalThis.caches?.delete("atrium-my-work"));

onClick("[data-copy]", async (button) => {
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  toast({ text: words().copied });
});
onClick("[data-print]", () => print());

function enhance(part) {
  const those = (selector) => [...(part.matches?.(selector) ? [part] : []), ...all(selector, part)];
  those("select[data-combobox]:not([multiple], [hidden])").forEach((select) => new Combobox(select));
  those("form[data-guard], form[data-draft]").filter((form) => !clean.has(form)).forEach((form) => {
    clean.set(form, snapshot(form));
    if (form.dataset.draft) restoreDraft(form);
  });
  those("[data-sortable] > *, .board article:has(form[data-move])").forEach((item) => { item.draggable = true; });
  those("table:has(.pick)").forEach(showSelection);
  those("dialog[data-modal]:not([open])").forEach((dialog) => dialog.showModal());
  those("[data-toast]").forEach(expire);
}

showTheme();
settleDraft();
enhance(document.body);
document.querySelector("[role=alert][data-focus]")?.focus();
