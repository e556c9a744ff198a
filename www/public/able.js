// Runs before the first paint, in any browser that ever was. index.html says that no script has run; here that is taken
// back, or the true reason put in its place: see src/still/Cannot.tsx.
(function (page) {
  function cannot(why) {
    page.setAttribute("data-cannot", why);
  }
  page.removeAttribute("data-cannot");
  // In simulator.html this script has no address of its own.
  if (location.protocol === "file:" && document.currentScript.src) cannot("file");
  else if (!("noModule" in document.createElement("script")) || !Object.hasOwn || !("DecompressionStream" in window))
    cannot("old");
  else if (typeof WebAssembly !== "object") cannot("missing");
  else {
    try {
      new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    } catch (forbidden) {
      cannot("forbidden");
    }
  }
  // Until the page has taken over, whatever goes wrong is one of its files that did not come or was not understood.
  addEventListener(
    "error",
    function (event) {
      if (!document.querySelector(".still") || page.getAttribute("data-cannot")) return;
      if (event.target.tagName === "SCRIPT" || event.target.rel === "stylesheet") cannot("lost");
      else if (event.error instanceof SyntaxError) cannot("old");
    },
    true,
  );
  // Who follows a link or was here before comes to another cluster than the still shows: of that, the frame alone.
  var elsewhere = location.search || location.hash.length > 1;
  try {
    elsewhere = elsewhere || localStorage.getItem("ccp-visited");
    localStorage.setItem("ccp-visited", "yes");
  } catch (noStorage) {
    // Every visit is the first one.
  }
  if (elsewhere) page.className += " elsewhere";
})(document.documentElement);
