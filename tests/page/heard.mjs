// What stands there only for a moment: each text is kept, whether or not anybody looked in time.

/** In the page: keeps the texts of `css`, one after the other. */
function listen(css) {
  const heard = (globalThis.heard = []);
  const look = () => {
    const text = [...document.querySelectorAll(css)].map((it) => it.textContent).join(" | ");
    if (text !== heard.at(-1)) heard.push(text);
  };
  new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true });
  look();
}

/** Keeps what `css` says from now on. */
export const listens = (page, css) => page.evaluate(listen, css);

/** The same from the very beginning of a page that is yet to be loaded. */
export const listensFirst = (page, css) => page.addInitScript(listen, css);

/** Waits until it has said this, though it may say something else by now. */
export const heard = (page, text) => page.waitForFunction((text) => globalThis.heard.some((it) => it.includes(text)), text);
