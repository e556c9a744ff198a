/** What stands in index.html before any script has run. `www/build/still.mjs` calls this when the page is built, in Node. */
import type { VNode } from "preact";
import { App } from "../app";
import { FIRST } from "../scenarios";
import { openScenario } from "../scenarios/open";
import { offer } from "../tour/tour";
import { Cannot } from "./Cannot";

export interface Drawn {
  /** The page at its very beginning, once for each width. */
  stills: string[];
  /** Why it cannot run here. */
  cannot: string;
}

export async function draw(
  inText: (vnode: VNode) => string,
  resize: (width: number) => void,
  widths: readonly number[],
): Promise<Drawn> {
  await openScenario(FIRST);
  offer();
  const stills = widths.map((width) => {
    resize(width);
    return inText(<App />);
  });
  return { stills, cannot: inText(<Cannot />) };
}
