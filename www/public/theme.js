// Runs before the first paint, so that a remembered theme does not flash. The switch is in src/theme.ts.
try {
  const theme = localStorage.getItem("ccp-theme");
  if (["light", "dark", "projector"].includes(theme)) document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
