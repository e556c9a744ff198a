/**
 * Keeps the page for visits without a network. A new version is fetched behind a visit and shown at the next one:
 * nobody is asked, and nothing changes under anybody's hands.
 */

/** On one's own computer the page is there without a network; and another day another page has the same address. */
const OWN_COMPUTER = ["localhost", "127.0.0.1", "[::1]"];

export function keepForOffline(): void {
  // simulator.html has no manifest: it is kept already. Browsers offer no worker where they do not trust the address.
  const isSite = document.querySelector('link[rel="manifest"]') && !OWN_COMPUTER.includes(location.hostname);
  if (!isSite || !("serviceWorker" in navigator)) return;
  void look();
}

async function look(): Promise<void> {
  try {
    const kept = await navigator.serviceWorker.register("./sw.js");
    // Browsers look by themselves too, but when they see fit.
    if (navigator.serviceWorker.controller) await kept.update();
  } catch {
    // No network, or storage is full or forbidden: the page works as it is.
  }
}
