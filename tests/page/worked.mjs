// How long a page worked, whatever else the machine does.

/** Milliseconds that the page's main thread worked for this: other programs' turns on a busy machine do not count. */
export async function worked(page, work) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const time = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "ThreadTime").value;
  const before = await time();
  await work();
  const took = ((await time()) - before) * 1_000;
  await session.detach();
  return took;
}
