// The five measurements of the page in their short forms: nothing that one of them looks at may be broken.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./lib.mjs";
import { MEASUREMENTS } from "./measurements.mjs";

let env;
before(async () => (env = await launch()));
after(() => env.close());

for (const [name, it] of Object.entries(MEASUREMENTS))
  test(`${name.toUpperCase()}: ${it.title}`, async () => {
    const { broken } = await it.measure(env, { full: false });
    assert.deepEqual(broken, []);
  });
