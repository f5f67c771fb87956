/* Optional: remembers the colour theme (shared with the admin) and offers printing. Every page works without it. */
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
    document.querySelectorAll("[data-print]").forEach(function (button) {
      button.hidden = false;
      button.addEventListener("click", function () { window.print(); });
    });
  });
})();
