/* My work on a phone. What is done without a connection waits on the phone, in its order and with its real time, and is
   sent when there is one. The page reads and submits without any of this. */

const page = document.querySelector("[data-field]");
const told = page.dataset;
const outbox = page.querySelector("[data-outbox]");
const offline = page.querySelector("[data-offline]");
const all = (selector, within = page) => [...within.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const say = (text, level) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, level } }));
const RETRY = 30000;

/* The outbox: one table in the browser's own database, which keeps photos too. */

const database = new Promise((resolve, reject) => {
  const request = indexedDB.open("atrium-my-work", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function table(mode, work) {
  const transaction = (await database).transaction("outbox", mode);
  const request = work(transaction.objectStore("outbox"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const keep = (item) => table("readwrite", (rows) => rows.put(item));
const forget = (item) => table("readwrite", (rows) => rows.delete(item.id));
/* Of this person at this organization: nobody sends what somebody else did on the same phone. */
const waiting = async () => (await table("readonly", (rows) => rows.getAll())).filter((item) => item.person === told.person && item.here === told.here);

/* Pressing a button: everything of the form goes into the outbox, with the time and a key that is sent once. */

const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function whereabouts() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => resolve(null), { timeout: 5000, maximumAge: 60000 });
  });
}

async function addPlace(data) {
  if (!data.has("share_place")) return;
  const coords = await whereabouts();
  if (coords) {
    data.set("latitude", coords.latitude.toFixed(6));
    data.set("longitude", coords.longitude.toFixed(6));
  } else {
    data.delete("share_place");
    say(told.wordsPlace);
  }
}

async function addSignature(form, data) {
  const canvas = form.querySelector("canvas[data-drawn]");
  if (canvas) data.set("signature", await new Promise((resolve) => canvas.toBlob(resolve, "image/png")), "signature.png");
}

async function takeStep(form, submitter) {
  const data = new FormData(form, submitter);
  data.set("at", new Date().toISOString());
  data.set("key", newKey());
  data.delete("csrfmiddlewaretoken");
  form.toggleAttribute("aria-busy", true);
  await Promise.all([addPlace(data), addSignature(form, data)]);
  const fields = [...data].filter(([, value]) => !(value instanceof File) || value.size);
  const job = form.closest("[data-job]");
  await keep({ person: told.person, here: told.here, url: form.action, job: job.dataset.job, title: job.querySelector("summary b").textContent, step: form.dataset.step, label: form.dataset.label, at: data.get("at"), fields, state: "waiting" });
  form.removeAttribute("aria-busy");
  empty(form);
  say(told.wordsKept);
  await send();
}

function empty(form) {
  form.reset();
  all("canvas", form).forEach(wipe);
  all(".uploads", form).forEach((list) => list.replaceChildren());
  localStorage.removeItem(`draft:${location.pathname}:${form.dataset.draft}`);
  const details = form.closest("details.step");
  if (details) details.open = false;
}

/* Before the page's own script, which would mark the form as sent. */
addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-field] form[data-step]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!form.hasAttribute("aria-busy")) takeStep(form, event.submitter);
}, true);

/* Sending: one after the other. What is refused stays with its reason, and what follows it on the same job waits. */

const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

async function post(item) {
  const body = new FormData();
  item.fields.forEach(([name, value]) => body.append(name, value));
  const answer = await fetch(item.url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token() } });
  if (answer.type === "opaqueredirect") return { later: told.wordsSignIn };
  if (answer.ok) return { done: true };
  if (answer.status >= 500 || [401, 403, 408, 429].includes(answer.status)) return { later: answer.status === 403 ? told.wordsSignIn : told.wordsTrouble };
  const data = await answer.json().catch(() => ({}));
  return { refused: data.message || told.wordsGone };
}

async function sendAll() {
  const held = new Set();
  let sent = 0;
  for (const item of await waiting()) {
    if (item.state === "refused") held.add(item.job);
    if (held.has(item.job)) continue;
    let outcome;
    try {
      outcome = await post(item);
    } catch {
      showOffline(told.wordsOffline);
      break;
    }
    showOffline(outcome.later ?? "");
    if (outcome.later) break;
    if (outcome.done) {
      await forget(item);
      sent += 1;
    } else {
      held.add(item.job);
      await keep({ ...item, state: "refused", told: outcome.refused });
    }
  }
  return sent;
}

let busy = false;
async function send() {
  await show();
  if (busy) return;
  busy = true;
  let sent = 0;
  try {
    sent = navigator.locks ? await navigator.locks.request("atrium-my-work", sendAll) : await sendAll();
  } finally {
    busy = false;
  }
  await show();
  if (sent && !isTyping()) location.reload();
}

const isTyping = () => all("form[data-step] :is(input:not([type=hidden]), textarea)").some((field) => (field.type === "file" ? field.files.length : field.type === "checkbox" ? field.checked : field.value)) || all("canvas[data-drawn]").length > 0;

/* What waits, and how the jobs will stand when it is sent. */

function showOffline(words) {
  offline.hidden = !words;
  offline.lastElementChild.textContent = words;
}

function row(item) {
  const refused = item.state === "refused";
  const words = refused ? `${told.wordsRefused} ${item.told}` : busy ? told.wordsSending : told.wordsWaiting;
  const time = new Date(item.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const typed = item.fields.filter(([name, value]) => typeof value === "string" && value && /^(resolution|note|reason|minutes|signed_name)$/.test(name)).map(([, value]) => value).join(" · ");
  const text = make("div", { className: "grow" }, make("b", { textContent: `WO-${item.job} ${item.label}, ${time}` }), make("small", { textContent: words }));
  if (typed) text.append(make("small", { textContent: `“${typed}”` }));
  const line = make("li", {}, text);
  line.dataset.outcome = item.state;
  if (refused) {
    line.append(
      make("button", { type: "button", className: "button", textContent: told.wordsAgain, onclick: async () => { await keep({ ...item, state: "waiting" }); send(); } }),
      make("button", { type: "button", className: "button quiet danger", textContent: told.wordsDiscard, onclick: async () => { if (confirm(told.wordsSure)) { await forget(item); await show(); send(); } } }),
    );
  }
  return line;
}

const EFFECTS = {
  accept: (job) => { job.state = "accepted"; },
  "check-in": (job, item) => { job.at = Object.fromEntries(item.fields).kind || "on_site"; job.state = "in_progress"; },
  "check-out": (job) => { job.at = ""; },
  hold: (job) => { job.state = "on_hold"; },
  resume: (job) => { job.state = "in_progress"; },
  finish: (job) => { job.over = true; },
  decline: (job) => { job.over = true; },
};
const FITS = {
  any: () => true,
  in: (job) => job.at !== "",
  out: (job) => (job.at === "" || job.at === "travel") && job.state !== "on_hold",
  held: (job) => job.state === "on_hold",
  moving: (job) => told.moving.split(" ").includes(job.state),
  assigned: (job) => job.state === "assigned",
};

function showJob(card, items) {
  const job = { state: card.dataset.state, at: card.dataset.at, over: false };
  items.filter((item) => item.state === "waiting").forEach((item) => EFFECTS[item.step]?.(job, item));
  all("[data-when]", card).forEach((part) => { part.hidden = job.over || !FITS[part.dataset.when](job); });
  all("[data-not-at]", card).forEach((button) => { button.hidden = button.dataset.notAt === job.at; });
  const mark = card.querySelector("[data-waits]");
  mark.hidden = !items.length;
  mark.lastElementChild.textContent = items.map((item) => item.label).join(", ");
}

async function show() {
  const items = await waiting();
  outbox.hidden = !items.length;
  outbox.querySelector("ul").replaceChildren(...items.map(row));
  all("[data-job]").forEach((card) => showJob(card, items.filter((item) => item.job === card.dataset.job)));
}

/* A signature: drawn with a finger; the typed name alone will do. */

function wipe(canvas) {
  canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  delete canvas.dataset.drawn;
}

function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

function makeSignable(canvas) {
  let drawing = false;
  const context = canvas.getContext("2d");
  canvas.onpointerdown = (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    Object.assign(context, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
    context.beginPath();
    context.moveTo(...point(canvas, event));
  };
  canvas.onpointermove = (event) => {
    if (!drawing) return;
    canvas.dataset.drawn = "";
    context.lineTo(...point(canvas, event));
    context.stroke();
  };
  canvas.onpointerup = canvas.onpointercancel = () => { drawing = false; };
  canvas.closest("[data-sign]").querySelector("[data-unsign]").onclick = () => wipe(canvas);
}

/* The page itself without a connection: a script of its own keeps it, and what it is drawn with. */

async function keepPage() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(told.worker);
  const { active } = await navigator.serviceWorker.ready;
  const drawn = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => url.startsWith(`${location.origin}/static/`));
  active.postMessage({ keep: [location.pathname, ...new Set(drawn)] });
}

all("canvas").forEach(makeSignable);
outbox.querySelector("[data-send]").onclick = () => send();
addEventListener("online", () => send());
addEventListener("offline", () => showOffline(told.wordsOffline));
setInterval(async () => { if (navigator.onLine && (await waiting()).some((item) => item.state === "waiting")) send(); }, RETRY);
if (!navigator.onLine) showOffline(told.wordsOffline);
await send();
await keepPage();
page.dataset.ready = "";
