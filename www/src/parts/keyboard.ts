/**
 * How much of the page the keyboard on the screen covers, as `--keyboard`: what lies at the foot rises above it. Most
 * browsers shrink the page instead, as it asks them to; those that do not say it here.
 */
const view = globalThis.visualViewport;

view?.addEventListener("resize", () => {
  // While somebody zooms in, the part in sight is small for another reason.
  const covered = view.scale > 1 ? 0 : Math.max(0, innerHeight - view.height - view.offsetTop);
  document.documentElement.style.setProperty("--keyboard", `${Math.round(covered)}px`);
});
