// simulator.html: the page with script, style, icon and core in one file, which opens by a double click.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { oneFile, withPolicy } from "./policy.mjs";

const publicFolder = join(import.meta.dirname, "..", "public");

/** A script in which the parser of HTML finds no end but its own: in strings, patterns and templates it means the same. */
const scriptText = (code) => code.trim().replace(/<(?=\/script|!--)/gi, "\\x3C");

/** The plugin that makes it beside index.html, of the same script and style. */
export const simulator = () => ({
  name: "simulator",
  apply: "build",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const scripts = [];
      const styles = [];
      const used = new Set(["index.html"]);
      const built = (file) => {
        used.add(file);
        const it = bundle[file];
        return it.code ?? it.source;
      };
      const script = (code, attributes) => {
        scripts.push(scriptText(code));
        return `<script${attributes}>${scripts.at(-1)}</script>`;
      };
      const style = (code) => {
        styles.push(code.trim());
        return `<style>${styles.at(-1)}</style>`;
      };
      // Behind all that is seen at first. The core's type is one that no browser runs, which makes it data; see src/core.ts.
      const last = [];
      const html = bundle["index.html"].source
        .replace(/<script +src="\.\/([\w.-]+)"><\/script>/g, (_, file) => script(readFileSync(join(publicFolder, file), "utf8"), ""))
        .replace(/<script type="module"[^>]* src="\.\/([^"]+)"><\/script>/, (_, file) => (last.push(script(built(file), ' type="module"')), ""))
        .replace(/<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/, (_, file) => style(built(file)))
        .replace(/<link +rel="(?:manifest|preload)"[^>]*>/g, "")
        .replace(/<p class="why why-file".*?<\/p>/s, "")
        .replace(/href="\.\/([\w-]+\.svg)"/, (_, file) => `href="data:image/svg+xml;base64,${readFileSync(join(publicFolder, file), "base64")}"`);
      const [wasm] = Object.keys(bundle).filter((file) => file.endsWith(".wasm"));
      last.unshift(`<script type="application/gzip" id="core">${gzipSync(built(wasm), { level: 9 }).toString("base64")}</script>`);
      const left = [...Object.keys(bundle).filter((file) => !used.has(file)), ...html.matchAll(/ (?:src|href)="\.\/[^"]*/g)];
      if (left.length) this.error(`simulator.html would need what is not in it: ${left.join(", ")}`);
      const source = withPolicy(html.replace("</body>", () => `${last.join("\n")}\n</body>`), oneFile(scripts, styles));
      this.emitFile({ type: "asset", fileName: "simulator.html", source });
    },
  },
});
