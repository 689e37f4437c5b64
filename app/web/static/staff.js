// What staff pages gain with scripts: a menu that closes, faults that get the focus.
"use strict";
for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
const faults = document.querySelector(".form-faults");
if (faults) faults.focus();
// A part of a page that could not be fetched: the whole page says why.
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath);
});
