// `npm run page:measure`: the five measurements of the page, each with its number and what broke it. `-- m1 m4` runs
// only these, `--short` their short forms.
import { buildPackage, buildPage } from "../../scripts/build.mjs";
import { findChromium } from "../../scripts/chromium.mjs";
import { giveUp, install, step } from "../../scripts/tools.mjs";

await install();
await step("package", buildPackage);
await step("page", buildPage);
process.env.CHROMIUM = await findChromium();
const { launch } = await import("./lib.mjs");
const { MEASUREMENTS } = await import("./measurements.mjs");

const args = process.argv.slice(2);
const full = !args.includes("--short");
const wanted = args.filter((arg) => !arg.startsWith("--"));
for (const name of wanted) if (!(name in MEASUREMENTS)) giveUp(`There is no ${name}, only ${Object.keys(MEASUREMENTS).join(", ")}.`);

const env = await launch();
let failed = 0;
for (const [name, it] of Object.entries(MEASUREMENTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const start = performance.now();
  const { number, broken } = await it.measure(env, { full });
  const seconds = ((performance.now() - start) / 1_000).toFixed(0);
  console.log(`${name.toUpperCase()} ${it.title}: ${number} (${it.unit}), ${broken.length} broken, ${seconds} s`);
  for (const line of broken) console.log(`   ${line}`);
  failed += broken.length;
}
await env.close();
process.exitCode = failed ? 1 : 0;
