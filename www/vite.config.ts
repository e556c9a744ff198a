import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";
import { early } from "./build/early.mjs";
import { offline } from "./build/offline.mjs";
import { simulator } from "./build/one-file.mjs";
import { plans } from "./build/plans.mjs";
import { policy } from "./build/policy.mjs";
import { still } from "./build/still.mjs";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8"));

// The page imports "ccp-scheduler" by its name: the repository's own package.json leads it to dist/.
export default defineConfig({
  base: "./",
  define: { PAGE_VERSION: JSON.stringify(version) },
  plugins: [plans(), still(), early(), policy(), simulator(), offline()],
  build: {
    outDir: "../dist-www",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    // One script, one style: what is fetched later may be of another version by then.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
