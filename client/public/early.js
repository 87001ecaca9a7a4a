/**
 * Takes a press of Play that comes before the page's script runs: the script finds it in `data-asked` of the form. Like
 * unsupported.js it is a classic script in the head, so it is here before the form is.
 */
(function () {
  var page = document.documentElement;

  function formOf() {
    return document.querySelector(".entry-form");
  }

  document.addEventListener("submit", function (event) {
    var form = formOf();
    if (event.target !== form || page.hasAttribute("data-started")) return;
    event.preventDefault();
    form.setAttribute("data-asked", "");
    form.querySelector(".entry-status").textContent = "Loading …";
  });

  // The page is parsed, and its modules have not run yet.
  document.addEventListener("readystatechange", function () {
    var form = formOf();
    if (document.readyState !== "interactive" || !form) return;
    var name = form.querySelector("input");
    try {
      // The key of shell/memory.ts.
      if (!name.value) name.value = localStorage.getItem("skirmish.name") || "";
    } catch (_error) {
      // Storage may be forbidden.
    }
  });
})();
