/**
 * Says in the page why it stays empty: a browser that is too old, an error at the start, a file that did not arrive. Both pages
 * load it before anything else. It must run where the rest does not, so it is a classic script in the oldest syntax.
 */
(function () {
  var BROWSERS = "Chrome or Edge 111, Firefox 128 or Safari 16.4";
  var TOO_OLD =
    "This browser is too old for this page. It works with " +
    BROWSERS +
    " and newer: please update your browser, or use another one.";
  var FAILED =
    "This page could not start. It works with " + BROWSERS + " and newer; if yours is, reload the page.";
  var LOST = "A part of this page did not arrive. Check your connection and reload the page.";
  var page = document.documentElement;

  /** @param detail for who reports it; may be empty */
  function say(text, detail) {
    // A start that fails for its age has failed for its age.
    if (text !== TOO_OLD && (page.hasAttribute("data-started") || page.hasAttribute("data-too-old"))) return;
    if (!document.body) {
      document.addEventListener("DOMContentLoaded", function () {
        say(text, detail);
      });
      return;
    }
    if (document.getElementById("unsupported")) return;
    var box = document.createElement("div");
    box.id = "unsupported";
    box.setAttribute("role", "alert");
    box.style.cssText =
      "position:fixed;top:0;right:0;bottom:0;left:0;z-index:1000;overflow:auto;padding:18vh 24px;" +
      "background:#05070f;color:#dfe8ff;font:18px/1.5 system-ui,sans-serif;text-align:center";
    add(box, text, "max-width:34em;margin:0 auto");
    if (detail) add(box, detail, "max-width:44em;margin:18px auto;color:#8a96b8;font-size:13px");
    document.body.appendChild(box);
  }

  function add(box, text, style) {
    var line = document.createElement("p");
    line.style.cssText = style;
    line.appendChild(document.createTextNode(text));
    box.appendChild(line);
  }

  /** What the page calls without asking whether it is there, of what browsers got last. */
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
      if (tag === "SCRIPT" || tag === "LINK") say(LOST, event.target.src || event.target.href);
      else if (event.target === window) say(FAILED, event.message);
    },
    true
  );
  addEventListener("unhandledrejection", function (event) {
    say(FAILED, String(event.reason));
  });
  var missing = lacking();
  if (missing) {
    page.setAttribute("data-too-old", "");
    say(TOO_OLD, "It lacks " + missing + ".");
  }
})();
