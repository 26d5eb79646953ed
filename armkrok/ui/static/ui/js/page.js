// Small comforts. Every page works without them.
"use strict";

// The error summary gets focus, so that a screen reader starts there (WCAG 2.2, 3.3.1).
const summary = document.querySelector("[data-ak-focus]");
if (summary) {
  summary.focus();
}

// Toasts stay until they are closed; without a script they stay until the next page.
for (const button of document.querySelectorAll("[data-ak-close]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.closest("[data-ak-toast]").remove());
}

// Menus close on Escape, giving focus back, and when something outside them is pressed.
const openMenus = () => document.querySelectorAll(".ak-menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of openMenus()) {
    const heldFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (heldFocus) {
      menu.querySelector("summary").focus();
    }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

// Choosing a file or a state in a form marked so sends it at once; its button remains for everyone else.
for (const form of document.querySelectorAll("form[data-ak-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// A field that goes with one choice of another stands there with that choice alone, and always with its error.
for (const field of document.querySelectorAll("[data-ak-with]")) {
  const form = field.closest("form");
  const show = () => {
    const chosen = new FormData(form).get(field.dataset.akWith);
    field.hidden = chosen !== field.dataset.akValue && !field.querySelector("[aria-invalid]");
  };
  form.addEventListener("change", show);
  show();
}

// Buttons that print the page only work with a script, so they are hidden without one.
for (const button of document.querySelectorAll("[data-ak-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
