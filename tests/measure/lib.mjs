// What the five measurements of the page share: a browser, pages to measure on, pixels, and colours as people see them.
import { readFileSync } from "node:fs";
import { converter, differenceCiede2000 } from "culori";
import { chromium } from "playwright-core";
import { serve } from "../page/server.mjs";
import { PATIENCE } from "../page/worked.mjs";

export { openScenario } from "../page/scenario.mjs";

export const DESKTOP = { width: 1440, height: 900 };
export const SMALL = { width: 1280, height: 720 };
export const PHONE = { width: 390, height: 844 };

/** A server and a Chromium, until they are closed. */
export async function launch() {
  const server = await serve();
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
  return { browser, server, close: async () => (await browser.close(), server.close()) };
}

/** A fresh profile on the page; `first`: nobody has been here before, so the tour begins. */
export async function open({ browser, server }, options = {}) {
  const { viewport = DESKTOP, theme = "light", motion = "no-preference", search = "", scale = 1, first = false } = options;
  const context = await browser.newContext({
    viewport,
    colorScheme: theme === "dark" ? "dark" : "light",
    reducedMotion: motion,
    hasTouch: viewport === PHONE,
    deviceScaleFactor: scale,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error on the page: ${error}`));
  if (!first) await page.addInitScript(() => localStorage.setItem("ccp-tour", "seen"));
  await page.goto(server.page + search);
  await page.getByRole("button", { name: /^(Run|Pause)$/ }).waitFor();
  await page.waitForFunction(() => globalThis.cluster);
  return { context, page, wrong, close: () => context.close() };
}

/** Pictures, decoded by a browser: as pixels, `{ width, height, data }` with four bytes each, or as the mean colours of their blocks. */
export async function decoder({ browser }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("about:blank");
  await page.evaluate(() => {
    globalThis.decoded = async (encoded, kind) => {
      const blob = new Blob([Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0))], { type: kind });
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const drawing = canvas.getContext("2d", { willReadFrequently: true });
      drawing.drawImage(bitmap, 0, 0);
      return drawing.getImageData(0, 0, bitmap.width, bitmap.height);
    };
    globalThis.encoded = (bytes) => {
      let text = "";
      for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return btoa(text);
    };
  });
  const pixels = async (bytes) => {
    const { width, height, base64 } = await page.evaluate(async (encoded) => {
      const { width, height, data } = await globalThis.decoded(encoded, "image/png");
      return { width, height, base64: globalThis.encoded(data) };
    }, Buffer.from(bytes).toString("base64"));
    return { width, height, data: Buffer.from(base64, "base64") };
  };
  /** Red, green and blue of each block of so many pixels a side, row by row. */
  const blocks = async (picture, type, side) => {
    const { columns, rows, base64 } = await page.evaluate(
      async ([encoded, kind, side]) => {
        const { width, height, data } = await globalThis.decoded(encoded, kind);
        const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
        const sums = new Float64Array(3 * columns * rows);
        for (let y = 0; y < rows * side; y += 1)
          for (let x = 0; x < columns * side; x += 1) {
            const block = 3 * (Math.floor(y / side) * columns + Math.floor(x / side));
            for (let c = 0; c < 3; c += 1) sums[block + c] += data[4 * (y * width + x) + c];
          }
        return { columns, rows, base64: globalThis.encoded(Uint8Array.from(sums, (sum) => Math.round(sum / side ** 2))) };
      },
      [picture, type, side],
    );
    return { columns, rows, means: Buffer.from(base64, "base64") };
  };
  return { pixels, blocks, close: () => context.close() };
}

const linear = (byte) => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
/** Relative luminance, 0 to 1. */
export const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
/** WCAG's contrast; `veil`: light that falls on the wall besides, as a share of white. */
export function contrast(a, b, veil = 0) {
  const [one, other] = [luminance(a) + veil, luminance(b) + veil];
  const least = veil === 0 ? 0.05 : 0;
  return (Math.max(one, other) + least) / (Math.min(one, other) + least);
}

const lab = converter("lab65");
const ciede2000 = differenceCiede2000();
/** How different two colours are to the eye: above 10 they are told apart at a glance. */
export const distance = (a, b) =>
  ciede2000(...[a, b].map(([r, g, bl]) => lab({ mode: "rgb", r: r / 255, g: g / 255, b: bl / 255 })));

const axeSource = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
/** What axe finds, as sentences. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `axe: ${id} at ${nodes.map(({ target }) => target).join(", ")}`);
}

/** Seeded chance: the same walk each time. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, pick: (all) => all[Math.floor(next() * all.length)], below: (n) => Math.floor(next() * n) };
}
