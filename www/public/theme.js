// Runs before the first paint, so that a remembered theme does not flash. The switches are in src/theme.ts, src/present.ts.
try {
  const presents = new URLSearchParams(location.search).has("present");
  const theme = presents ? "projector" : localStorage.getItem("ccp-theme");
  if (["light", "dark", "projector"].includes(theme)) document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
