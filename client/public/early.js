/**
 * Remembers a press of Play before the page's module runs, in `data-asked` of the form. Like unsupported.js it is a classic
 * script in the head, so that it runs before the form can be pressed.
 */
(function () {
  var WORDS = {
    en: { loading: "Loading …" },
    de: { loading: "Wird geladen …" }
  };
  var page = document.documentElement;

  /** As `languageOf` in browser/settings.ts, for two languages. */
  function words() {
    var chosen;
    try {
      chosen = JSON.parse(localStorage.getItem("skirmish.settings")).language;
    } catch (_error) {
      // Storage may be forbidden or empty.
    }
    if (chosen === "en" || chosen === "de") return WORDS[chosen];
    return /^de\b/i.test(navigator.language) ? WORDS.de : WORDS.en;
  }

  function formOf() {
    return document.querySelector(".entry-form");
  }

  document.addEventListener("submit", function (event) {
    var form = formOf();
    if (event.target !== form || page.hasAttribute("data-started")) return;
    event.preventDefault();
    form.setAttribute("data-asked", "");
    form.querySelector(".entry-status").textContent = words().loading;
  });

  // At "interactive" the form exists, and the modules have not run yet.
  document.addEventListener("readystatechange", function () {
    var form = formOf();
    if (document.readyState !== "interactive" || !form) return;
    var name = form.querySelector("input");
    try {
      // The key as in shell/memory.ts.
      if (!name.value) name.value = localStorage.getItem("skirmish.name") || "";
    } catch (_error) {
      // Storage may be forbidden.
    }
  });
})();
