// How long a page worked, whatever else the machine does.

/** `SLOWER=4 npm test -- page` runs pages at a quarter of their speed: what is not waited for shows. */
export const SLOWER = Number(process.env.SLOWER ?? 1);

/** How long something may keep one waiting, in milliseconds: on a busy machine long; who waits for what is there waits no longer. */
export const PATIENCE = 30_000 * SLOWER;

/** Milliseconds that the page's main thread worked for this: other programs' turns on a busy machine do not count. */
export async function worked(page, work) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const time = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ThreadTime").value;
  const before = await time();
  await work();
  const took = (((await time()) - before) * 1_000) / SLOWER;
  await session.detach();
  return took;
}
