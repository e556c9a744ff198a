import { defineConfig } from "vite";

// The page imports "ccp-scheduler" by its name: the repository's own package.json leads it to dist/.
export default defineConfig({
  base: "./",
  build: { outDir: "../dist-www", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
});
