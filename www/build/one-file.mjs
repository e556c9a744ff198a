// simulator.html: the page with script, style, icon and core in one file, which opens by a double click.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { oneFile, withPolicy } from "./policy.mjs";

const CORE = "new URL('ccp_scheduler_bg.wasm', import.meta.url)";
const publicFolder = join(import.meta.dirname, "..", "public");

/** Text of a script, such that the parser of HTML finds no end in it. In strings, patterns and templates it means the same. */
const scriptText = (code) => code.trim().replace(/<(?=\/script|!--)/gi, "\\x3C");

/** The plugin that makes it, in the mode "one-file". */
export function simulator() {
  let wasm;
  return {
    name: "simulator",
    enforce: "post",
    transform: {
      filter: { id: /ccp_scheduler\.js$/ },
      // Before Vite sees it: the file beside the script is not there, src/core.ts hands the bytes over.
      order: "pre",
      handler(code, id) {
        if (!code.includes(CORE)) throw new Error(`${id} does not name its wasm file as expected.`);
        wasm = readFileSync(join(id, "..", "ccp_scheduler_bg.wasm"));
        return code.replace(CORE, "undefined");
      },
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const { "index.html": page, ...rest } = bundle;
        const scripts = [];
        const styles = [];
        const inline = (file) => {
          const it = rest[file];
          delete rest[file];
          return it.type === "chunk" ? it.code : it.source;
        };
        const script = (code, attributes = "") => {
          scripts.push(scriptText(code));
          return () => `<script${attributes}>${scriptText(code)}</script>`;
        };
        let main;
        let html = page.source
          .replace(/<script +src="\.\/([\w.]+)"><\/script>/g, (_, file) => script(readFileSync(join(publicFolder, file), "utf8"))())
          .replace(/\s*<script type="module" crossorigin src="\.\/([^"]+)"><\/script>/, (_, file) => {
            main = script(inline(file), ' type="module"');
            return "";
          })
          .replace(/<link rel="stylesheet" crossorigin href="\.\/([^"]+)">/, (_, file) => {
            styles.push(inline(file).trim());
            return `<style>${styles[0]}</style>`;
          })
          .replace(/href="\.\/([\w-]+\.svg)"/, (_, file) => `href="data:image/svg+xml;base64,${readFileSync(join(publicFolder, file), "base64")}"`);
        // Behind all that is seen at first. A type that no browser runs makes it data, whatever the policy.
        const core = `<script type="application/gzip" id="core">${gzipSync(wasm, { level: 9 }).toString("base64")}</script>`;
        html = html.replace("</body>", () => `${core}\n${main()}\n</body>`);
        const left = [...Object.keys(rest), ...html.matchAll(/ (?:src|href)="\.\/[^"]*/g)];
        if (left.length) throw new Error(`simulator.html needs what is not in it: ${left.join(", ")}`);
        for (const file of Object.keys(bundle)) delete bundle[file];
        this.emitFile({ type: "asset", fileName: "simulator.html", source: withPolicy(html, oneFile(scripts, styles)) });
      },
    },
  };
}
