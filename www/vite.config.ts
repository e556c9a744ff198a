import { defineConfig } from "vite";
import { offline } from "./build/offline.mjs";
import { simulator } from "./build/one-file.mjs";
import { policy } from "./build/policy.mjs";

// Two pages of one source: `vite build` makes the files for a web server, `vite build --mode one-file` simulator.html beside them.
// The page imports "ccp-scheduler" by its name: the repository's own package.json leads it to dist/.
export default defineConfig(({ mode }) => {
  const one = mode === "one-file";
  return {
    base: "./",
    plugins: one ? [simulator()] : [policy(), offline()],
    build: {
      outDir: "../dist-www",
      emptyOutDir: !one,
      copyPublicDir: !one,
      target: "es2022",
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      // One script: what is fetched later may be of another version by then.
      rolldownOptions: { output: { codeSplitting: false } },
    },
  };
});
