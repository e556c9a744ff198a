// The Content-Security-Policy of the built pages, as a meta element: it holds on any host, and from a file.
// Nothing is unsafe but WebAssembly, which every browser puts behind a word of that name.
import { createHash } from "node:crypto";

/** The page of many files takes all from its own folder; pictures that are exported are blobs on their way to a file. */
export const MANY_FILES = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
};

/** The page of one file takes nothing from anywhere: it names its own scripts and styles by their hashes. */
export const oneFile = (scripts, styles) => ({
  "default-src": "'none'",
  "script-src": `${scripts.map(hash).join(" ")} 'wasm-unsafe-eval'`,
  "style-src": styles.map(hash).join(" "),
  "img-src": "data: blob:",
  "base-uri": "'none'",
  "form-action": "'none'",
});

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Puts a policy in front of all that it is to hold for, in the place of one that is there. */
export function withPolicy(html, policy) {
  const content = Object.entries(policy).map((pair) => pair.join(" ")).join("; ");
  const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, "");
  const [before, after, ...more] = bare.split('<meta charset="utf-8">\n');
  if (after === undefined || more.length) throw new Error("The policy stands behind the one <meta charset>: where is it?");
  return `${before}<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${content}">\n${after}`;
}

/** The plugin for the page of many files. */
export const policy = () => ({
  name: "policy",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    // `crossorigin` asks for CORS, which no file: address has: without it the style at least is there.
    handler: (html) => withPolicy(html.replace('<link rel="stylesheet" crossorigin', '<link rel="stylesheet"'), MANY_FILES),
  },
});
