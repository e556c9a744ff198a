// A scenario, opened by its name and there.
import { PATIENCE } from "./worked.mjs";

export async function openScenario(page, title) {
  await page.getByRole("combobox", { name: "Scenario", exact: true }).selectOption({ label: title });
  // Is built a frame later, when it has said so: until then every call is one on the cluster before.
  if (title === "100,000 jobs") await page.locator("[role=grid][aria-rowcount='100001']").waitFor({ state: "attached", timeout: 2 * PATIENCE });
}
