/* Runs before the first paint, so that a chosen light or dark look does not flash. */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("has-script");
  try {
    const chosen = localStorage.getItem("desk-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage refused by the browser: the system's look it is.
  }
})();
