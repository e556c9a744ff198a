// M3 · One screen, one thought: load and stillness.
import { DESKTOP, PHONE, open, openScenario, random } from "./lib.mjs";

export const title = "One screen, one thought";
export const unit = "controls in sight at the first visit, at most 36";

const LIMITS = {
  "first visit": { controls: 36, words: 230, target: 24 },
  "busiest lesson": { controls: 50, words: 330, target: 24 },
  phone: { controls: 18, words: 110, target: 44 },
};
const SIZES_MOST = 4;
const FONT_LEAST = 13;
const SHIFT_MOST = 0.02;
const MOVING_MOST = 12;
const ANSWER_MOST = 100;

/** What is in sight: controls, words, sizes of type, what is cut off, the smallest target. */
const look = () => {
  const inSight = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    if (element.closest(".unseen")) return false;
    const box = element.getBoundingClientRect();
    if (box.width < 1 || box.height < 1 || box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth)
      return false;
    const on = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
    return on !== null && (element.contains(on) || on.contains(element));
  };
  const named = (element) => (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40);
  const CONTROLS = "button, select, input, textarea, a[href], [role=option], [role=tab], [role=button], summary";
  const controls = [...document.querySelectorAll(CONTROLS)].filter(inSight);
  const words = [];
  const sizes = new Map();
  const clipped = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text === "" || element.closest("option, script, style, svg") || !inSight(element)) continue;
    words.push(...text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)));
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (!sizes.has(size)) sizes.set(size, text.slice(0, 30));
    const cut = getComputedStyle(element);
    // Where a title gives the whole text, the dots say that there is more.
    const told = cut.textOverflow === "ellipsis" && element.closest("[title]") !== null;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && cut.overflowX === "hidden" && !told)
      clipped.push(text.slice(0, 40));
  }
  const targets = controls.map((element) => {
    // A row is the target of its check box, a label that of its field.
    const target = element.closest("[role=row], label") ?? element;
    const box = target.getBoundingClientRect();
    return { name: named(element), size: Math.min(box.width, box.height), processor: element.matches(".block, .processors *") };
  });
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  return {
    controls: controls.length,
    words: words.length,
    sizes: [...sizes],
    clipped,
    overflow: scrollWidth > clientWidth || scrollHeight > clientHeight,
    targets,
  };
};

async function load(env, name, options, broken) {
  const { page, wrong, close } = await open(env, { motion: "reduce", ...options });
  const limit = LIMITS[name];
  try {
    await options.go?.(page);
    await page.waitForTimeout(400);
    const it = await page.evaluate(look);
    const small = it.targets.filter(({ size, processor }) => size < limit.target - 0.5 && !(processor && limit.target === 44));
    if (it.controls > limit.controls) broken.push(`${name}: ${it.controls} controls in sight, at most ${limit.controls}`);
    if (it.words > limit.words) broken.push(`${name}: ${it.words} words in sight, at most ${limit.words}`);
    if (it.sizes.length > SIZES_MOST)
      broken.push(`${name}: ${it.sizes.length} sizes of type: ${it.sizes.map(([size, text]) => `${size} (${text})`).join(", ")}`);
    for (const [size, text] of it.sizes) if (size < FONT_LEAST) broken.push(`${name}: “${text}” is set in ${size} px`);
    for (const text of it.clipped) broken.push(`${name}: “${text}” is cut off`);
    if (it.overflow) broken.push(`${name}: the page itself scrolls`);
    for (const { name: target, size } of small) broken.push(`${name}: ${target} is a target of ${size.toFixed(0)} px`);
    broken.push(...wrong);
    return it;
  } finally {
    await close();
  }
}

/** Layout shifts and elements on the move while the clock runs. */
async function stillness(env, speed, seconds, broken) {
  const { page, wrong, close } = await open(env);
  try {
    await page.getByRole("slider", { name: "Speed", exact: true }).fill(String(speed));
    await page.evaluate(() => {
      globalThis.shift = 0;
      globalThis.shifted = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if (entry.hadRecentInput) continue;
          globalThis.shift += entry.value;
          globalThis.shifted.push(...entry.sources.map(({ node }) => node?.className || node?.nodeName));
        }
      }).observe({ type: "layout-shift" });
      globalThis.moving = 0;
      globalThis.sampling = setInterval(() => {
        const elements = new Set(document.getAnimations().map(({ effect }) => effect?.target));
        globalThis.moving = Math.max(globalThis.moving, elements.size);
      }, 100);
    });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.mouse.move(700, 8);
    await page.waitForTimeout(1_000 * seconds);
    const { shift, shifted, moving } = await page.evaluate(() => {
      clearInterval(globalThis.sampling);
      return { shift: globalThis.shift, shifted: [...new Set(globalThis.shifted)].slice(0, 5), moving: globalThis.moving };
    });
    if (shift > SHIFT_MOST) broken.push(`speed ${speed}: a shift of ${shift.toFixed(3)} by ${shifted.join(", ")}`);
    if (moving > MOVING_MOST) broken.push(`speed ${speed}: ${moving} elements moved at once`);
    broken.push(...wrong);
    return shift;
  } finally {
    await close();
  }
}

/** Points at something while the clock runs, and clicks: what was pointed at must be what is selected. */
async function aim(env, trials, broken) {
  const chance = random(7);
  const { page, close } = await open(env);
  let hits = 0;
  try {
    await openScenario(page, "Busy week");
    const speed = page.getByRole("slider", { name: "Speed", exact: true });
    let tried = 0;
    for (let attempt = 0; tried < trials && attempt < 40 * trials; attempt += 1) {
      const onGrid = tried % 2 === 0;
      // At 1,000 times real time a node is one bar, with nothing in it to aim at: on the stage at 60 times.
      await speed.fill(onGrid ? "60" : "36");
      const pool = onGrid
        ? page.getByRole("grid", { name: "Jobs" }).locator("[role=row][data-job]")
        : page.getByRole("region", { name: "Nodes" }).getByRole("option");
      const spots = await pool.evaluateAll((all) =>
        all
          .map((it) => it.getBoundingClientRect())
          .filter((box) => box.width >= 24 && box.height >= 24)
          .map((box) => ({ x: box.left + Math.min(60, box.width / 2), y: box.top + box.height / 2 }))
          .filter(({ x, y }) => document.elementFromPoint(x, y)?.closest("[data-job]")),
      );
      if (spots.length === 0) {
        await page.waitForTimeout(200);
        continue;
      }
      tried += 1;
      const { x, y } = chance.pick(spots);
      await page.mouse.move(x, y);
      const under = () =>
        page.evaluate(([px, py]) => document.elementFromPoint(px, py)?.closest("[data-job]")?.dataset.job ?? null, [x, y]);
      const first = await under();
      const seen = new Set([first]);
      // Right when the button goes down: a job may end between a look and the click.
      await page.evaluate(() =>
        addEventListener("pointerdown", ({ target }) => (globalThis.hit = target.closest("[data-job]")?.dataset.job ?? null), { capture: true, once: true }),
      );
      for (let sample = 0; sample < 10; sample += 1) {
        await page.waitForTimeout(50);
        seen.add(await under());
      }
      // On the stage a job may end under the pointer; then a click there selects nothing else.
      await page.mouse.click(x, y);
      const wanted = await page.evaluate(() => globalThis.hit);
      seen.add(wanted);
      const selected = await page
        .getByRole("grid", { name: "Jobs" })
        .locator("[role=row][aria-selected=true]")
        .evaluateAll((rows) => rows.map((row) => row.dataset.job));
      if (onGrid && seen.size > 1) broken.push(`under the pointer on the grid were ${[...seen].join(", ")}`);
      else if (wanted !== null && selected.length > 0 && !selected.includes(wanted))
        broken.push(`pointed at job ${wanted}, selected ${selected.join(", ")}`);
      else hits += 1;
      await page.keyboard.press("Escape");
    }
    return hits;
  } finally {
    await close();
  }
}

/** From a click to the next paint, in milliseconds. */
async function answers(env, broken) {
  const { page, close } = await open(env, { motion: "reduce" });
  try {
    await openScenario(page, "100,000 jobs");
    const timed = async (name, act) => {
      await page.evaluate(() => {
        globalThis.longest = 0;
        globalThis.watch = new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if (entry.interactionId) globalThis.longest = Math.max(globalThis.longest, entry.duration);
        });
        globalThis.watch.observe({ type: "event", durationThreshold: 16 });
      });
      await act();
      await page.waitForTimeout(1_500);
      const took = await page.evaluate(() => (globalThis.watch.disconnect(), globalThis.longest));
      if (took > ANSWER_MOST) broken.push(`100,000 jobs: ${name} was answered after ${took.toFixed(0)} ms`);
      return took;
    };
    await timed("select all", () => page.getByRole("checkbox", { name: "Select all jobs shown" }).click());
    await timed("cancel panel", () => page.getByRole("button", { name: "Cancel selected jobs" }).click());
    await timed("cancel", () => page.getByRole("dialog", { name: "Cancel jobs" }).getByRole("button", { name: /^Cancel/ }).click());
  } finally {
    await close();
  }
}

export async function measure(env, { full }) {
  const broken = [];
  const first = await load(env, "first visit", { viewport: DESKTOP, first: true }, broken);
  await load(env, "phone", { viewport: PHONE, first: true }, broken);
  await load(env, "busiest lesson", { viewport: DESKTOP, search: "?lesson=sixteen-processors-two-jobs" }, broken);
  for (const speed of full ? [36, 60, 100] : [60]) await stillness(env, speed, full ? 60 : 3, broken);
  const trials = full ? 50 : 4;
  const hits = await aim(env, trials, broken);
  if (hits < trials) broken.push(`${hits} of ${trials} aims hit`);
  if (full) await answers(env, broken);
  return { number: first.controls, broken };
}
