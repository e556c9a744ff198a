// Draws the page in Node, in a thread of its own. What its modules ask of a browser while they load is here, and does
// nothing. A module that asks for something new fails here: name it in `browser`.
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import renderToString from "preact-render-to-string";
import { runnerImport } from "vite";
import { plans } from "./plans.mjs";

/** Whatever is asked of it, it is there, and nothing happens. */
const known = { hidden: false, visibilityState: "visible", then: undefined, [Symbol.toPrimitive]: () => "" };
const nothing = new Proxy(function () {}, {
  get: (_, key) => (key in known ? known[key] : nothing),
  set: () => true,
  apply: () => nothing,
  construct: () => nothing,
});
const noStorage = { getItem: () => null, setItem() {}, removeItem() {} };

let width = 0;
const widthListeners = [];
/** Only widths are true or false here; nobody has asked for less motion or another theme. */
function matchMedia(query) {
  const bounds = [...query.matchAll(/\((min|max)-width: (\d+)px\)/g)];
  return {
    get matches() {
      return bounds.length > 0 && bounds.every(([, side, px]) => (side === "min" ? width >= px : width <= px));
    },
    addEventListener: (_, listener) => widthListeners.push(listener),
    removeEventListener() {},
  };
}
function resize(to) {
  width = to;
  for (const listener of widthListeners) listener();
}

const browser = {
  window: globalThis,
  document: nothing,
  navigator: nothing,
  history: nothing,
  indexedDB: nothing,
  ResizeObserver: nothing,
  getComputedStyle: nothing,
  requestAnimationFrame: nothing,
  cancelAnimationFrame: nothing,
  addEventListener() {},
  removeEventListener() {},
  location: new URL("https://example.org/"),
  localStorage: noStorage,
  sessionStorage: noStorage,
  devicePixelRatio: 1,
  matchMedia,
};
for (const [name, value] of Object.entries(browser)) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

const root = join(import.meta.dirname, "..");
// The package is a package here too, and no source to be transformed.
const resolve = { external: ["ccp-scheduler"] };
const { module } = await runnerImport(join(root, "src", "still", "draw.tsx"), { root, configFile: false, resolve, plugins: [plans()] });
parentPort.postMessage(await module.draw(renderToString, resize, workerData.widths));
