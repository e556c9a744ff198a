/** What is shown first: what the address asks for, else where the visitor was, else the first scenario. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { done } from "../live/history";
import { type World, world } from "../live/world";
import { lessonOf } from "../lessons";
import { course } from "../lessons/course";
import { shiftId } from "../lessons/shift";
import { FIRST } from "../scenarios";
import { parameter } from "../parts/address";
import { openLesson, openScenario } from "../scenarios/open";
import { enterAddress, isClass } from "./class";
import { type Here, goOnWith, startKeeping, whereIWas } from "./keep";
import { isLink, openAddress } from "./link";
import { type Opened, openSession } from "./open";
import { type Kept, list, load } from "./store";
import * as say from "./words";

/** Longer than this nobody looks at an empty page: the first scenario is there while the rest is played. */
const PATIENCE = 400;
/** Longer than this no storage takes that works. */
const STORAGE_PATIENCE = 3_000;

/** When the session that was brought back was kept, for a while; then null. */
export const restored = signal<number | null>(null);

const after = (milliseconds: number): Promise<null> => new Promise((go) => setTimeout(() => go(null), milliseconds));

/** The session of this tab; in a new tab the last one there is. */
async function lastKept(here: Here | null): Promise<Kept | null> {
  const [newest, ...older] = await list();
  return (here ? [newest, ...older].find((it) => it?.id === here.id) : newest) ?? null;
}

/** Opens one that was kept, and goes on with it. Null if it is not there. */
export async function openKept(id: string, what: string, unwanted?: () => boolean): Promise<Opened | null> {
  const session = await load(id);
  if (!session) return null;
  const opened = await openSession(session, what, unwanted);
  if (opened.shown) await goOnWith(id, session);
  return opened;
}

/** What stands there while the rest is on its way. */
let meanwhile: World | null = null;
/** Whoever has made a call, or opened something else, goes on with that. */
const begun = (): boolean => done.peek().length > 0 || world.peek() !== meanwhile;

interface Restored extends Opened {
  /** When it was kept. */
  from?: number;
}

async function restore(here: Here | null): Promise<Restored | null> {
  const kept = await Promise.race([lastKept(here).catch(() => null), after(STORAGE_PATIENCE)]);
  // A storage that answers late takes nothing from whoever has begun meanwhile, nor does a session that takes long.
  if (!kept || begun()) return null;
  const opened = await openKept(kept.id, say.keptAt(kept.savedAt), begun).catch(() => null);
  if (!opened?.shown && begun()) return null;
  if (!opened?.shown) return opened && { ...opened, said: `${opened.said} ${say.STAYS_RECENT}` };
  return { ...opened, from: kept.savedAt };
}

function tell(opened: Restored | null): void {
  if (!opened) return;
  if (opened.from !== undefined) restored.value = opened.from;
  if (opened.from === undefined || opened.tone !== "done") report(opened.tone, opened.said);
}

/** Whether the visitor came for something, or comes back to something. */
export async function openFirst(): Promise<boolean> {
  const here = whereIWas();
  const entered = isClass(location.hash) ? await enterAddress() : null;
  const linked = isLink(location.hash);
  const fresh = parameter("fresh") !== null;
  const lesson = linked ? null : parameter("lesson");
  if (lesson !== null) openLesson(lesson);
  const shift = linked ? null : parameter("shift");
  const noShift = shift === null || lessonOf(shiftId(shift)) ? null : say.noShift(shift);
  if (shift !== null && noShift === null) openLesson(shiftId(shift));
  const opening: Promise<Restored | null> = linked ? openAddress() : fresh || world.peek() ? Promise.resolve(null) : restore(here);
  await Promise.race([opening, after(PATIENCE)]);
  // Where nothing was done yet, the tab shows what it showed.
  if (!world.peek() && !fresh && !linked && here?.origin.kind === "scenario") await openScenario(here.origin.id);
  if (!world.peek()) await openScenario(FIRST);
  meanwhile = world.peek();
  startKeeping();
  // Said when the page is there: what it shows at first nobody is told.
  void opening.then((opened) =>
    setTimeout(() => {
      tell(opened);
      tell(entered);
      if (noShift) report("refused", noShift);
    }),
  );
  listenToAddress();
  return linked || lesson !== null || shift !== null || course.peek() !== null || done.peek().length > 0;
}

/** A link that is pasted over the address of a page that is open. */
function listenToAddress(): void {
  addEventListener("hashchange", () => {
    if (isLink(location.hash)) void openAddress().then(tell);
    else if (isClass(location.hash)) void enterAddress().then(tell);
  });
}

export function startFresh(): void {
  restored.value = null;
  void openScenario(FIRST);
}
