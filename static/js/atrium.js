/* Atrium in the browser. Everything here adds to pages that already read and submit without it. */

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const on = (type, handler, options) => document.addEventListener(type, handler, options);
const typing = (element) => element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

root.classList.add("js");

/* Menus: one open at a time, closed by Escape, an outside click or leaving; focus goes in and comes back. */

const openMenus = () => all("details.menu[open]");

function closeMenu(menu, refocus = false) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

function menuItems(menu) {
  return all(".panel :is(a[href], button, input, label[tabindex]):not([disabled], [type=hidden])", menu).filter((item) => item.offsetParent);
}

on("toggle", ({ target: menu }) => {
  if (!menu.matches?.("details.menu") || !menu.open) return;
  openMenus().forEach((other) => other.contains(menu) || closeMenu(other));
  placeMenu(menu);
  menu.querySelector("[autofocus]")?.focus();
}, true);

function placeMenu(menu) {
  const panel = menu.querySelector(".panel");
  menu.classList.remove("flip", "above");
  const box = panel.getBoundingClientRect();
  if (box.left < 0 || box.right > root.clientWidth) menu.classList.add("flip");
  if (box.bottom > innerHeight && box.height < menu.getBoundingClientRect().top) menu.classList.add("above");
}

on("click", (event) => openMenus().forEach((menu) => menu.contains(event.target) || closeMenu(menu)));
on("focusin", (event) => openMenus().forEach((menu) => menu.contains(event.target) || closeMenu(menu)));

on("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    closeMenu(menu, true);
  } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !event.target.matches("textarea, select, [role=combobox]")) {
    event.preventDefault();
    menu.open = true;
    moveInMenu(menu, event.key === "ArrowDown" ? 1 : -1);
  }
});

function moveInMenu(menu, step) {
  const items = menuItems(menu);
  const here = items.indexOf(document.activeElement);
  items[(here + step + items.length) % items.length]?.focus();
}

/* Search: / or Ctrl-K from anywhere. */

on("keydown", (event) => {
  const asked = (event.key === "/" && !typing(event.target)) || (event.key === "k" && (event.ctrlKey || event.metaKey));
  const search = asked && all("[data-search]").find((input) => input.offsetParent);
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

/* Theme: kept in a cookie, so that the server draws the first paint in it. */

const chosenTheme = () => root.dataset.theme || "system";

function chooseTheme(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "system" ? 0 : 31536000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  showTheme();
}

function showTheme() {
  all("[data-theme-choice]").forEach((button) => button.setAttribute("aria-pressed", button.dataset.themeChoice === chosenTheme()));
}

on("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) chooseTheme(button.dataset.themeChoice);
});
showTheme();
