// In which order the parts of the page come: what is seen first, then the core together with the script, not behind it.
export const early = () => ({
  name: "early",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const [wasm] = Object.keys(bundle).filter((file) => file.endsWith(".wasm"));
      const preload = `<link rel="preload" href="./${wasm}" as="fetch" crossorigin fetchpriority="low">`;
      return html.replace('<script type="module"', '<script type="module" fetchpriority="low"').replace("</head>", `${preload}\n</head>`);
    },
  },
});
