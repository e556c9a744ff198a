// What a bold word of the page names: the one control in sight with this accessible name, whole, or, for a job in the
// picture ("job 2"), what its name begins with.
import assert from "node:assert/strict";

const ROLES = ["button", "checkbox", "option", "menuitem", "row"];

export async function named(page, word, roles = ROLES) {
  const name = new RegExp(`^${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?= |$)`, "i");
  const all = roles.map((role) => page.getByRole(role, { name, disabled: false })).reduce((one, other) => one.or(other));
  // What a press changes is drawn with the next frame.
  await all.first().waitFor().catch(() => {});
  const found = await all.all();
  assert.equal(found.length, 1, `"${word}" names ${found.length} controls`);
  const covered = await found[0].evaluate((it) => {
    const { left, top, width, height } = it.getBoundingClientRect();
    return !it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  assert.equal(covered, false, `"${word}" is covered`);
  return found[0];
}
