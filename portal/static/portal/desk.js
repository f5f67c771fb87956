/* Optional, in the pages and in the admin alike: finds a name in a long list of choices, names what
   fits while one types, keeps a list's filters without empty ones, and puts the cursor into the search by one key. Every page works without it. */
(function () {
  "use strict";
  var MANY = 12; // so many choices are read at a glance
  var WORDS = document.documentElement.lang.toLowerCase().indexOf("zh") === 0
    ? { find: "输入名称查找", none: "没有相符的选项", colon: "：", chosen: "已选：", between: "、" }
    : { find: "Type to find", none: "No choice fits", colon: ": ", chosen: "Chosen: ", between: ", " };

  /* Of several choices each click adds one or takes it away, and they stand in words below. */
  function several(select, told) {
    function tell() {
      var names = Array.prototype.map.call(select.selectedOptions, function (option) { return option.textContent.trim(); });
      told.textContent = names.length ? WORDS.chosen + names.join(WORDS.between) : "";
    }
    select.addEventListener("mousedown", function (event) {
      if (event.target.tagName !== "OPTION") return;
      event.preventDefault();
      event.target.selected = !event.target.selected;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    select.addEventListener("change", tell);
    tell();
  }

  /* A field above a long list of choices: what is typed leaves those that have it. Not where one
     list stands many times over and its choice is proposed. */
  function findable(select) {
    if (select.options.length <= MANY || select.closest(".rows-form, [data-plain]")) return;
    var label = select.labels && select.labels[0];
    var field = document.createElement("input");
    var told = document.createElement("span");
    field.type = "search";
    field.className = "find-choice";
    field.placeholder = WORDS.find;
    field.autocomplete = "off";
    // The label's own words, without the mark that the field is required.
    var name = select.getAttribute("aria-label") || (label ? label.firstChild.textContent.trim() : "");
    field.setAttribute("aria-label", name ? WORDS.find + WORDS.colon + name : WORDS.find);
    told.className = "hint";
    told.setAttribute("role", "status");
    select.before(field);
    select.after(told);
    function fits(option, typed) { return option.textContent.toLowerCase().indexOf(typed) >= 0; }
    field.addEventListener("input", function () {
      var typed = field.value.trim().toLowerCase();
      var left = [];
      Array.prototype.forEach.call(select.options, function (option) {
        var shown = !typed || (option.value !== "" && fits(option, typed));
        option.hidden = !shown;
        // What is chosen already stays chosen, in sight or not.
        option.disabled = !shown && !select.multiple;
        if (shown && option.value !== "") left.push(option);
      });
      told.textContent = "";
      if (select.multiple) select.dispatchEvent(new Event("change", { bubbles: true }));
      if (typed && !left.length) told.textContent = WORDS.none;
      else if (typed && !select.multiple && left.indexOf(select.selectedOptions[0]) < 0) {
        select.value = left[0].value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); select.focus(); }
    });
    if (select.multiple) several(select, told);
    // What is hidden must be sent nevertheless if it was chosen before.
    if (select.form) select.form.addEventListener("submit", function () {
      Array.prototype.forEach.call(select.options, function (option) { option.disabled = false; });
    });
  }

  /* What fits, in the list under a field: names to search for, or the codes that the field takes. */
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
          .then(function (answer) { return answer.ok ? answer.json() : { entries: [] }; })
          .then(function (found) {
            if (asked !== typed) return; // an answer that comes late is not shown
            var options = {};
            found.entries.forEach(function (entry) {
              var value = field.dataset.takes === "code" ? entry.code : entry.name;
              options[value] = new Option(entry.name, value);
            });
            list.replaceChildren.apply(list, Object.values(options));
          })
          .catch(function () { /* without a network there are no names */ });
      }, 200);
    });
  }

  /* A list is left with its filters and found with them again by the way back. */
  function keep(place) { return "list:" + place; }

  function remember() {
    try {
      if (document.querySelector(".filter-panel, .facet, #find")) {
        sessionStorage.setItem(keep(location.pathname), location.search);
      }
      document.querySelectorAll(".crumbs a, nav[aria-label] ol a").forEach(function (link) {
        var kept = sessionStorage.getItem(keep(link.pathname));
        if (kept && !link.search) link.search = kept;
      });
    } catch (error) { /* private window */ }
  }

  /* What was left empty narrows nothing, and stands in no address. */
  function leaveOutEmpty(form) {
    var left = [];
    form.addEventListener("submit", function () {
      left = Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.value === "" && !field.disabled && !field.multiple;
      });
      left.forEach(function (field) { field.disabled = true; });
    });
    // A page that is gone back to can be filled in as before.
    window.addEventListener("pageshow", function () {
      left.forEach(function (field) { field.disabled = false; });
    });
  }

  /* The stroke puts the cursor into the page's search, as long as nothing else is typed into. */
  function reach(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var field = document.querySelector("#q, .filter-fields input[name=q], main input[type=search]:not(.find-choice)");
    if (!field) return;
    var panel = field.closest("details");
    if (panel) panel.open = true;
    event.preventDefault();
    field.focus();
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".portal form select, form.dialog select").forEach(findable);
    document.querySelectorAll("[data-suggest]").forEach(suggest);
    document.querySelectorAll("form[method=get]").forEach(leaveOutEmpty);
    remember();
  });
  document.addEventListener("keydown", reach);
})();
