// A print button for those who do not know their browser's menu.
"use strict";

const control = document.querySelector("[data-print]");
control.hidden = false;
control.addEventListener("click", () => window.print());
