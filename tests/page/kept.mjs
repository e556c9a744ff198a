// What was done is kept a moment later: who loads anew to find it again waits for that.

/** Waits until it is kept: the list of sessions writes first, then shows. */
export async function keptAs(page, text) {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Recent sessions/ }).click();
  await page.getByRole("dialog", { name: "Recent sessions" }).getByRole("listitem").filter({ hasText: text }).first().waitFor();
}
