/* The calendar: an event that is dropped on another day sends the page's own form, and the page comes back. */

const form = document.querySelector("[data-move-event]");
const dayAt = (target) => target.closest?.(".calendar [data-day]");
let dragged;

if (form) document.querySelectorAll(".calendar [data-number]").forEach((event) => { event.draggable = true; });

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".calendar [data-number]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});
document.addEventListener("dragover", (event) => dragged && dayAt(event.target) && event.preventDefault());
document.addEventListener("drop", (event) => {
  const day = dragged && dayAt(event.target);
  if (!day || day.contains(dragged)) return;
  event.preventDefault();
  form.elements.number.value = dragged.dataset.number;
  form.elements.day.value = day.dataset.day;
  form.requestSubmit();
});
