// M4 · Everyone sees the same: colour, light, flicker, speech.
import { PHONE, axe, contrast, decoder, distance, luminance, open, openScenario } from "./lib.mjs";

export const title = "Everyone sees the same";
export const unit = "smallest distance of two status marks under dichromacy (CIEDE2000), at least 15";

const STATUSES = ["Not submitted", "Queued", "Running", "Finished", "Failed", "Cancelled"];
const VISIONS = { protanopia: 15, deuteranopia: 15, tritanopia: 15, reducedContrast: 9 };
const THEMES = ["light", "dark", "projector"];

/** One job of each status, free, working, held and closed processors, and a node in each state. */
async function scene(page, theme) {
  await openScenario(page, "Empty cluster");
  await page.evaluate(() => {
    const { cluster } = globalThis;
    const job = (minutes, processors, more = {}, task = {}) => ({
      minimumNumberOfProcessors: processors,
      maximumNumberOfProcessors: processors,
      isExclusive: false,
      tasks: [{ commandLine: "x", simulation: { duration: minutes * 60_000, exitCode: 0 }, ...task }],
      ...more,
    });
    cluster.addJob(job(5, 1));
    cluster.queueJob(job(0, 1));
    cluster.queueJob(job(0, 1, {}, { simulation: { duration: 0, exitCode: 1 } }));
    cluster.cancelJobs([cluster.queueJob(job(50, 1))], "not needed");
    cluster.queueJob(job(500, 3));
    cluster.queueJob(job(500, 1, { isExclusive: true }));
    cluster.queueJob(job(500, 16, { isExclusive: true }));
    cluster.pauseNode("N4");
    cluster.failNode("N3");
  });
  if (theme === "projector") {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitemcheckbox", { name: /Projector theme/ }).click();
  }
  // The last of them is drawn, and so is all the rest.
  await page.getByRole("checkbox", { name: "Select job 7", exact: true }).waitFor();
  // Nothing on the marks but themselves.
  await page.mouse.move(2, 2);
}

const icon = (page, status) =>
  page.getByRole("grid", { name: "Jobs" }).getByRole("gridcell", { name: status, exact: true }).locator("svg").first();

/** The colour that stands out most from the ground, which is that of the corner. */
function ink({ width, height, data }) {
  const at = (x, y) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  const ground = at(0, 0);
  const tally = new Map();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const key = at(x, y).join();
      tally.set(key, (tally.get(key) ?? 0) + 1);
    }
  const colours = [...tally].sort((a, b) => b[1] - a[1]).map(([key]) => key.split(",").map(Number));
  return colours.find((colour) => distance(colour, ground) >= 10) ?? ground;
}

/** Where there is ink, from 0 to 1 of the mark's own contrast: the silhouette, whatever its colour. */
function silhouette({ data }) {
  const ground = data[0];
  const grey = Array.from({ length: data.length / 4 }, (_, at) => Math.abs(data[4 * at] - ground));
  const most = Math.max(1, ...grey);
  return grey.map((it) => it / most);
}

/** How much two silhouettes differ, as a share of full contrast averaged over their pixels. */
function apart(one, other) {
  const [a, b] = [silhouette(one), silhouette(other)];
  return a.reduce((sum, it, at) => sum + Math.abs(it - b[at]), 0) / a.length;
}

/** A part of a picture. */
function cut({ width, data }, { x, y, width: across, height }) {
  const rows = Array.from({ length: height }, (_, row) => data.subarray(4 * ((y + row) * width + x), 4 * ((y + row) * width + x + across)));
  return { width: across, height, data: Buffer.concat(rows) };
}

const pairs = (list) => list.flatMap((a, at) => list.slice(at + 1).map((b) => [a, b]));

async function colours(env, theme, broken) {
  const scale = 3;
  const { page, context, close } = await open(env, { theme, motion: "reduce", scale });
  const screen = await decoder(env);
  let least = Number.POSITIVE_INFINITY;
  try {
    await scene(page, theme);
    const cdp = await context.newCDPSession(page);
    const places = [];
    for (const status of STATUSES) {
      if ((await icon(page, status).count()) === 0) broken.push(`${theme}: no mark for ${status}`);
      else places.push({ status, box: await icon(page, status).boundingBox() });
    }
    // One picture of all marks.
    const [left, top] = [places[0].box.x, Math.min(...places.map(({ box }) => box.y))];
    const clip = { x: left, y: top, width: places[0].box.width, height: Math.max(...places.map(({ box }) => box.y + box.height)) - top };
    for (const type of ["none", ...Object.keys(VISIONS), "achromatopsia", "blurredVision"]) {
      await cdp.send("Emulation.setEmulatedVisionDeficiency", { type });
      const all = await screen.pixels(await page.screenshot({ clip, animations: "disabled" }));
      const marks = places.map(({ status, box }) => {
        const [x, y, width, height] = [box.x - clip.x, box.y - clip.y, box.width, box.height].map((px) => Math.round(scale * px));
        return { status, picture: cut(all, { x, y, width, height }) };
      });
      for (const [a, b] of pairs(marks)) {
        const names = `${theme}, ${type}: ${a.status} and ${b.status}`;
        if (type in VISIONS) {
          const far = distance(ink(a.picture), ink(b.picture));
          if (theme !== "projector" && type !== "reducedContrast") least = Math.min(least, far);
          if (far < VISIONS[type] && theme !== "projector") broken.push(`${names} are only ${far.toFixed(1)} apart`);
        } else if (type === "achromatopsia") {
          const shapes = apart(a.picture, b.picture);
          if (shapes < 0.15) broken.push(`${names} differ by only ${shapes.toFixed(3)} without colour`);
        }
      }
    }
  } finally {
    await screen.close();
    await close();
  }
  return least;
}

/** Every visible text and control edge, with what is really behind it. */
const readContrasts = () => {
  const parse = (text) => {
    const [r, g, b, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, under) => top.rgb.map((c, at) => c * top.a + under[at] * (1 - top.a));
  const behind = (element) => {
    const layers = [];
    for (let it = element; it; it = it.parentElement) {
      const colour = parse(getComputedStyle(it).backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((ground, layer) => over(layer, ground), [255, 255, 255]);
  };
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const x = box.left + Math.min(box.width / 2, 40);
    const y = box.top + box.height / 2;
    const on = document.elementFromPoint(x, y);
    return on !== null && (on === element || element.contains(on) || on.contains(element));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text === "" || !seen(element) || element.closest(".unseen, option, [aria-hidden=true] svg")) continue;
    const ground = behind(element);
    const bold = Number(getComputedStyle(element).fontWeight) >= 600;
    found.push({ kind: "text", text: text.slice(0, 40), colour: over(parse(getComputedStyle(element).color), ground), ground, bold });
  }
  for (const element of document.querySelectorAll("button, select, input:not([type=checkbox], [type=radio], [type=range]), textarea")) {
    if (!seen(element)) continue;
    const style = getComputedStyle(element);
    const ground = behind(element.parentElement);
    const edge = parse(style.borderTopColor);
    const fill = parse(style.backgroundColor);
    const has = Number.parseFloat(style.borderTopWidth) > 0 && edge.a > 0;
    // A button without an edge or fill of its own is known by its words.
    if (!has && fill.a === 0) continue;
    const name = element.getAttribute("aria-label") ?? element.textContent ?? element.id;
    const candidates = [...(has ? [over(edge, ground)] : []), over(fill, ground)];
    found.push({ kind: "edge", text: name.slice(0, 40), candidates, ground });
  }
  return found;
};

async function contrasts(env, theme, viewport, broken) {
  const { page, close } = await open(env, { theme, viewport, motion: "reduce" });
  try {
    if (viewport !== PHONE) await scene(page, theme);
    const dark = 0.2;
    for (const it of await page.evaluate(readContrasts)) {
      const where = `${theme}${viewport === PHONE ? ", phone" : ""}: ${it.kind} “${it.text}”`;
      if (it.kind === "text") {
        const plain = contrast(it.colour, it.ground);
        if (plain < 4.5) broken.push(`${where} has a contrast of ${plain.toFixed(2)}`);
        const veiled = contrast(it.colour, it.ground, dark);
        if (theme === "projector" && veiled < 4.5) broken.push(`${where} has ${veiled.toFixed(2)} on a wall in a lit room`);
      } else {
        const best = Math.max(...it.candidates.map((colour) => contrast(colour, it.ground)));
        if (best < 3) broken.push(`${where} has a contrast of ${best.toFixed(2)}`);
        const veiled = Math.max(...it.candidates.map((colour) => contrast(colour, it.ground, dark)));
        if (theme === "projector" && veiled < 3) broken.push(`${where} has ${veiled.toFixed(2)} on a wall in a lit room`);
      }
    }
  } finally {
    await close();
  }
}

/** Of a block of a picture, in pixels of the page. */
const SIDE = 16;

/** 16×16 blocks whose light goes up and down by a tenth more than three times within a second, in pixels of one area. */
async function flicker(env, seconds, speed, broken) {
  const { page, context, close } = await open(env);
  const screen = await decoder(env);
  const frames = [];
  try {
    await openScenario(page, "Busy week");
    const slider = page.getByRole("slider", { name: "Speed", exact: true });
    await slider.fill(String(speed));
    const cdp = await context.newCDPSession(page);
    cdp.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
      frames.push({ data, at: metadata.timestamp });
      void cdp.send("Page.screencastFrameAck", { sessionId }).catch(() => {});
    });
    await cdp.send("Page.startScreencast", { format: "jpeg", quality: 90, maxWidth: 720, maxHeight: 450 });
    await page.waitForTimeout(1_000 * seconds);
    await cdp.send("Page.stopScreencast");
    let columns = 0;
    const turns = [];
    const state = [];
    // A busy machine hands a later one over first.
    for (const frame of frames.sort((one, other) => one.at - other.at)) {
      // Half the size of the page.
      const picture = await screen.blocks(frame.data, "image/jpeg", SIDE / 2);
      columns = picture.columns;
      for (let block = 0; block < columns * picture.rows; block += 1) {
        const light = luminance(picture.means.subarray(3 * block, 3 * block + 3));
        const known = (state[block] ??= { last: light, way: 0 });
        const step = light - known.last;
        if (Math.abs(step) < 0.1 || Math.min(light, known.last) >= 0.8) continue;
        if (Math.sign(step) !== known.way) (turns[block] ??= []).push(frame.at);
        known.way = Math.sign(step);
        known.last = light;
      }
    }
    // A pair is two turns: more than three pairs are seven turns within a second.
    const bad = new Set(turns.flatMap((list, block) => (list?.some((at, n) => list[n + 6] - at <= 1) ? [block] : [])));
    let largest = 0;
    const where = [...bad].map((block) => `${SIDE * (block % columns)},${SIDE * Math.floor(block / columns)}`).slice(0, 4);
    while (bad.size > 0) {
      const [first] = bad;
      bad.delete(first);
      const area = [first];
      for (const block of area)
        for (const next of [block - 1, block + 1, block - columns, block + columns]) if (bad.delete(next)) area.push(next);
      largest = Math.max(largest, area.length);
    }
    if (largest > 0) broken.push(`at speed ${speed}: ${largest} blocks of 16×16 flicker together, at ${where.join(" and ")}`);
    return frames.length;
  } finally {
    await screen.close();
    await close();
  }
}

async function walkByKeyboard(page, where, broken) {
  const names = new Set();
  let first = null;
  for (let n = 0; n < 150; n += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const it = document.activeElement;
      if (!it || it === document.body) return null;
      const box = it.getBoundingClientRect();
      const style = getComputedStyle(it);
      const ring = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
      const name = it.getAttribute("aria-label") ?? it.labels?.[0]?.textContent ?? it.textContent ?? "";
      return { name: `${it.tagName} ${name.trim().slice(0, 50)}`, ring, seen: box.width > 0 && box.height > 0 };
    });
    if (!at) break;
    if (first === at.name && n > 3) break;
    first ??= at.name;
    names.add(at.name);
    if (!at.ring) broken.push(`${where}: the focus on ${at.name} cannot be seen`);
    if (!at.seen) broken.push(`${where}: ${at.name} takes the focus and has no size`);
  }
  for (const wanted of ["Run", "Step", "Cancel selected jobs", "Requeue selected jobs"])
    if (![...names].some((name) => name.includes(wanted))) broken.push(`${where}: Tab does not reach ${wanted}`);
}

/** Texts that live regions get. */
const listen = () => {
  globalThis.utterances = [];
  const live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(live)));
    for (const region of regions) {
      if (!region || region.getAttribute("aria-live") === "off") continue;
      const text = region.textContent.trim();
      if (text !== "") globalThis.utterances.push(text);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
};

async function speech(env, seconds, broken) {
  const { page, close } = await open(env);
  try {
    await openScenario(page, "Busy week");
    await page.getByRole("slider", { name: "Speed", exact: true }).fill("60");
    await page.waitForTimeout(300);
    await page.evaluate(listen);
    await page.waitForTimeout(1_000 * seconds);
    const heard = await page.evaluate(() => globalThis.utterances);
    if (heard.length > 3) broken.push(`${heard.length} utterances in ${seconds} s of running, the first: ${heard[0]}`);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    const id = await page.evaluate(() => globalThis.cluster.listJobs(null, "Running")[0].id);
    await page.waitForTimeout(500);
    await page.evaluate(() => (globalThis.utterances = []));
    await page.evaluate((job) => globalThis.cluster.cancelJobs([job], "for the ears"), id);
    await page.waitForFunction(() => globalThis.utterances.length > 0);
    await page.waitForTimeout(700);
    const said = await page.evaluate(() => globalThis.utterances);
    if (said.length !== 1) broken.push(`${said.length} utterances after a cancel: ${said.join(" | ")}`);
  } finally {
    await close();
  }
}

export async function measure(env, { full }) {
  const broken = [];
  const marks = [];
  for (const theme of full ? THEMES : ["light"]) marks.push(await colours(env, theme, broken));
  for (const theme of full ? THEMES : ["dark"]) await contrasts(env, theme, undefined, broken);
  if (full) await contrasts(env, "light", PHONE, broken);
  for (const speed of full ? [0, 25, 50, 75, 100] : [100]) await flicker(env, full ? 10 : 2, speed, broken);
  await speech(env, full ? 10 : 3, broken);
  if (full) {
    for (const theme of ["light", "dark"]) {
      const { page, close } = await open(env, { theme, motion: "reduce" });
      await walkByKeyboard(page, `first visit, ${theme}`, broken);
      await close();
      for (const view of VIEWS) {
        const shown = await open(env, { theme, motion: "reduce", viewport: view.viewport, search: view.search });
        await view.go?.(shown.page);
        broken.push(...(await axe(shown.page)).map((found) => `${view.name}, ${theme}: ${found}`), ...shown.wrong);
        await shown.close();
      }
    }
  }
  return { number: Math.min(...marks).toFixed(1), broken };
}

/** Each way the page can look. */
const VIEWS = [
  { name: "first visit" },
  { name: "first visit, phone", viewport: PHONE },
];
