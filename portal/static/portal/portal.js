/* Optional: remembers the colour theme (shared with the admin), offers printing, and names what fits while one types. Every page works without it. */
(function () {
  "use strict";
  var KEY = "adminTheme"; // the key the admin theme uses, a JSON string
  var root = document.documentElement;

  function chosen() {
    try { return JSON.parse(localStorage.getItem(KEY)) || "auto"; } catch (error) { return "auto"; }
  }

  function show(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  show(chosen());

  /* Names for the list under a search field; an answer that comes late is not shown. */
  function suggest(field) {
    var list = document.getElementById(field.getAttribute("list"));
    var waiting = null, asked = "";
    field.addEventListener("input", function () {
      clearTimeout(waiting);
      var typed = field.value.trim();
      if (!typed || typed === asked) return;
      waiting = setTimeout(function () {
        asked = typed;
        fetch(field.dataset.suggest + "?q=" + encodeURIComponent(typed), { headers: { Accept: "application/json" } })
          .then(function (answer) { return answer.ok ? answer.json() : { names: [] }; })
          .then(function (found) {
            if (asked !== typed) return;
            list.replaceChildren.apply(list, found.names.map(function (name) { return new Option(name, name); }));
          })
          .catch(function () { /* without a network there are no names */ });
      }, 200);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var buttons = document.querySelectorAll("[data-theme-choice]");
    function mark() {
      buttons.forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen())); });
    }
    buttons.forEach(function (button) {
      button.parentElement.hidden = false;
      button.addEventListener("click", function () {
        try { localStorage.setItem(KEY, JSON.stringify(button.dataset.themeChoice)); } catch (error) { /* private window */ }
        show(button.dataset.themeChoice);
        mark();
      });
    });
    mark();
    document.querySelectorAll("[data-suggest]").forEach(suggest);
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();
