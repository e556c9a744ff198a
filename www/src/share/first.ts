/** What is shown first: what the address holds, else the first scenario. */
import { report } from "../live/actions";
import { world } from "../live/world";
import { FIRST } from "../scenarios";
import { openScenario } from "../scenarios/open";
import { isLink, openAddress } from "./link";

/** Longer than this nobody looks at an empty page: the first scenario is there while the rest is played. */
const PATIENCE = 400;

/** Whether the visitor came for something. */
export async function openFirst(): Promise<boolean> {
  const came = isLink(location.hash);
  if (came) {
    const opened = openAddress();
    await Promise.race([opened, new Promise((go) => setTimeout(go, PATIENCE))]);
    if (!world.peek()) await openScenario(FIRST);
    void opened.then(({ tone, said }) => report(tone, said));
  } else await openScenario(FIRST);
  // A link that is pasted over the address of a page that is open.
  addEventListener("hashchange", () => {
    if (isLink(location.hash)) void openAddress().then(({ tone, said }) => report(tone, said));
  });
  return came;
}
