/**
 * Shows why a page stays empty: the browser is too old, an error occurred at the start, or a file did not arrive. Every page
 * loads this script first. It is a classic script in the oldest syntax, because it must run in browsers in which modules do
 * not.
 */
(function () {
  var BROWSERS = {
    en: "Chrome or Edge 111, Firefox 128 or Safari 16.4",
    de: "Chrome oder Edge 111, Firefox 128 oder Safari 16.4"
  };
  var WORDS = {
    en: {
      tooOld:
        "This browser is too old for this page. The page works with BROWSERS and newer: please update your browser, or use " +
        "another one.",
      failed:
        "This page could not start. It works with BROWSERS and newer. If your browser is one of them, please reload the page.",
      lost: "A part of this page did not arrive. Please check your connection and reload the page.",
      lacks: "It lacks MISSING."
    },
    de: {
      tooOld:
        "Dieser Browser ist zu alt für diese Seite. Sie braucht BROWSERS oder neuer: Bitte aktualisiere deinen Browser, oder " +
        "nimm einen anderen.",
      failed:
        "Diese Seite konnte nicht starten. Sie braucht BROWSERS oder neuer. Wenn dein Browser dazugehört, lade die Seite bitte neu.",
      lost: "Ein Teil dieser Seite ist nicht angekommen. Bitte prüfe deine Verbindung und lade die Seite neu.",
      lacks: "Ihm fehlt MISSING."
    }
  };
  var language = /^de\b/i.test(navigator.language || "") ? "de" : "en";
  var words = WORDS[language];
  var page = document.documentElement;

  /** @param what key of WORDS @param detail technical detail for a report; may be empty */
  function say(what, detail) {
    // In a browser that is too old, other errors are consequences; after the start the page reports errors itself.
    if (what !== "tooOld" && (page.hasAttribute("data-started") || page.hasAttribute("data-too-old"))) return;
    if (!document.body) {
      document.addEventListener("DOMContentLoaded", function () {
        say(what, detail);
      });
      return;
    }
    if (document.getElementById("unsupported")) return;
    var box = document.createElement("div");
    box.id = "unsupported";
    box.setAttribute("role", "alert");
    box.setAttribute("lang", language);
    box.style.cssText =
      "position:fixed;top:0;right:0;bottom:0;left:0;z-index:1000;overflow:auto;padding:18vh 24px;" +
      "background:#05070f;color:#dfe8ff;font:18px/1.5 system-ui,sans-serif;text-align:center";
    add(box, words[what].replace("BROWSERS", BROWSERS[language]), "max-width:34em;margin:0 auto");
    if (detail) add(box, detail, "max-width:44em;margin:18px auto;color:#8a96b8;font-size:13px");
    document.body.appendChild(box);
    // Hides the front page, whose controls would not work.
    page.setAttribute("data-unsupported", "");
  }

  function add(box, text, style) {
    var line = document.createElement("p");
    line.style.cssText = style;
    line.appendChild(document.createTextNode(text));
    box.appendChild(line);
  }

  /** @returns a needed feature that the browser lacks; "" when it has all. Only the newest of the needed features are checked. */
  function lacking() {
    if (!("noModule" in document.createElement("script"))) return "modules";
    if (typeof ResizeObserver !== "function") return "ResizeObserver";
    if (typeof AbortSignal !== "function" || !AbortSignal.timeout) return "AbortSignal.timeout";
    if (!Array.prototype.toReversed) return "Array.prototype.toReversed";
    return "";
  }

  addEventListener(
    "error",
    function (event) {
      var tag = event.target && event.target.nodeName;
      if (tag === "SCRIPT" || tag === "LINK") say("lost", event.target.src || event.target.href);
      else if (event.target === window) say("failed", event.message);
    },
    true
  );
  addEventListener("unhandledrejection", function (event) {
    say("failed", String(event.reason));
  });
  var missing = lacking();
  if (missing) {
    page.setAttribute("data-too-old", "");
    say("tooOld", words.lacks.replace("MISSING", missing));
  }
})();
