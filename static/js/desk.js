/* What the pages do beside htmx. Everything here is a comfort: without it links and forms work. */
(function () {
  "use strict";
  const root = document.documentElement;
  const phone = window.matchMedia("(max-width: 767.98px)");
  const UNDO_SECONDS = 10;

  // --- Theme: as the system, light or dark; kept in this browser -------------------------------

  function showTheme() {
    const chosen = root.dataset.theme || "system";
    for (const input of document.querySelectorAll("input[name=theme]")) {
      input.checked = input.value === chosen;
    }
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=theme]")) return;
    const chosen = event.target.value;
    if (chosen === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    try {
      localStorage.setItem("desk-theme", chosen);
    } catch {
      // Not kept, but shown.
    }
  });

  // --- Announcements: one polite region, said once ---------------------------------------------

  function announce(text) {
    const region = document.getElementById("live");
    if (!region || !text) return;
    region.textContent = "";
    window.setTimeout(() => (region.textContent = text), 50);
  }

  // A response may carry HX-Trigger: {"announce": "6 services"}
  document.addEventListener("announce", (event) => announce(event.detail.value || event.detail));

  // --- Menu on a phone, person's menu ----------------------------------------------------------

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest(".nav-toggle");
    if (toggle) {
      const nav = document.getElementById(toggle.getAttribute("aria-controls"));
      const open = nav.classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
      return;
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // --- Keys: / search, ? the keys of this page, Escape closes -----------------------------------

  function isTyping(element) {
    return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const search = document.getElementById("desk-search");
      if (!search) return;
      event.preventDefault();
      const toggle = document.querySelector(".nav-toggle");
      if (toggle && !search.checkVisibility()) toggle.click();
      search.focus();
    }
    if (event.key === "?") {
      const keys = document.getElementById("keys");
      if (keys && !keys.open) {
        event.preventDefault();
        keys.showModal();
      }
    }
  });

  // --- A button that works says so and cannot be pressed twice ---------------------------------

  function busy(form, button) {
    form.dataset.sending = "yes";
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    if (!button.dataset.busy) return;
    if (button.matches("input")) {
      button.dataset.ready = button.value;
      button.value = button.dataset.busy;
    } else {
      button.dataset.ready = button.innerHTML;
      button.textContent = button.dataset.busy;
    }
  }

  function ready(form) {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[aria-disabled=true]")) {
      button.removeAttribute("aria-disabled");
      if (!button.dataset.ready) continue;
      if (button.matches("input")) button.value = button.dataset.ready;
      else button.innerHTML = button.dataset.ready;
      delete button.dataset.ready;
    }
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post") return;
      if (form.dataset.sending) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      // After this turn, so that the pressed button's name and value are still sent.
      window.setTimeout(() => busy(form, event.submitter), 0);
    },
    true,
  );

  // Coming back by the browser's Back: the page is as it was, its buttons must work again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sending]").forEach(ready);
  });

  // --- Undo goes away after ten seconds, but never while somebody is on it ----------------------

  function tendUndo(line) {
    let left = UNDO_SECONDS;
    const timer = window.setInterval(() => {
      if (!line.isConnected) return window.clearInterval(timer);
      if (line.matches(":hover, :focus-within")) return;
      left -= 1;
      if (left > 0) return;
      window.clearInterval(timer);
      line.remove();
    }, 1000);
  }

  // --- New content ----------------------------------------------------------------------------

  // A table laid out as blocks loses its roles in the browser; these say again what it is.
  function nameTableParts(scope) {
    for (const table of scope.querySelectorAll("table.as-blocks:not([role])")) {
      table.setAttribute("role", "table");
      table.querySelectorAll("thead, tbody, tfoot").forEach((e) => e.setAttribute("role", "rowgroup"));
      table.querySelectorAll("tr").forEach((e) => e.setAttribute("role", "row"));
      table.querySelectorAll("td").forEach((e) => e.setAttribute("role", "cell"));
      table.querySelectorAll("thead th").forEach((e) => e.setAttribute("role", "columnheader"));
      table.querySelectorAll("tbody th").forEach((e) => e.setAttribute("role", "rowheader"));
    }
  }

  // A strip of tabs that is wider than a phone begins at the current one, not at the first.
  function showCurrentTab(scope) {
    for (const current of scope.querySelectorAll(".tabs [aria-current]")) {
      const strip = current.closest(".tabs");
      const beyond = current.getBoundingClientRect().right - strip.getBoundingClientRect().right;
      if (beyond > 0) strip.scrollLeft += beyond + 24;
    }
  }

  function tend(scope) {
    nameTableParts(scope);
    showCurrentTab(scope);
    scope.querySelectorAll("[data-undo]").forEach(tendUndo);
    if (phone.matches) {
      scope.querySelectorAll("details.filters[open]").forEach((e) => e.removeAttribute("open"));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    showTheme();
    tend(document);
    const faults = document.querySelector(".fault-box");
    if (faults) faults.focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const region = event.detail.target;
    if (!region || !region.isConnected) return tend(document);
    tend(region);
    if (region.dataset.announce) announce(region.dataset.announce);
    const said = region.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce);
    const faults = region.querySelector(".fault-box");
    const heading = region.matches("[data-focus-heading]") && region.querySelector("h1, h2, h3");
    const goal = faults || heading;
    if (goal) {
      goal.setAttribute("tabindex", "-1");
      goal.focus();
    }
  });

  // What was pressed goes away with its region: the focus goes to the same link of the region that
  // came, else to the first thing in it that takes the focus.
  let lost = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const region = event.detail.target;
    const active = document.activeElement;
    const goes = region && region.id && active && active.closest(`#${region.id}, #toasts`);
    lost = goes ? { region: region.id, href: active.getAttribute("href") } : null;
  });

  document.addEventListener("htmx:afterSettle", () => {
    const region = lost && document.getElementById(lost.region);
    if (!region || (document.activeElement && document.activeElement !== document.body)) return;
    const links = [...region.querySelectorAll("a[href]")];
    const same = links.find((link) => link.getAttribute("href") === lost.href);
    const goal = same || region.querySelector("a[href], button, summary");
    lost = null;
    if (goal) goal.focus();
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => tend(event.detail.target.parentElement || document));

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) ready(form);
  });

  function complain(text) {
    const toasts = document.getElementById("toasts");
    const line = document.createElement("div");
    line.className = "message message-danger";
    line.textContent = text;
    toasts.replaceChildren(line);
    announce(text);
  }

  document.addEventListener("htmx:sendError", () =>
    complain("The connection is lost. What you typed is still here; try again when it is back."),
  );
  document.addEventListener("htmx:responseError", (event) => {
    const words = {
      403: "You may not do this. Your county office's administrator can.",
      404: "This is no longer here. Load the page again.",
      409: "Somebody changed this in the meantime. Load the page again to see what; copy your text first.",
    };
    complain(words[event.detail.xhr.status] || "This did not work, and it is our fault. Nothing was changed.");
  });

  // --- Drop area: dropped files go to its file input -------------------------------------------

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const area = event.target.closest && event.target.closest(".drop");
      if (!area) return;
      event.preventDefault();
      area.classList.toggle("is-over", kind === "dragover");
      if (kind !== "drop") return;
      const input = area.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) history.back();
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
  });
})();
