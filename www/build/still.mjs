// What is there before any script has run: the page as it stands at its very beginning, drawn by its own components
// when it is built. So nobody sees a loader, nothing shifts when the page takes over, and it cannot be out of date.
import { Worker } from "node:worker_threads";

/** One still for each way in which the components stand: the phone, the details as a drawer, the details as a column. */
const STILLS = { phone: 390, drawer: 1024, column: 1440 };

const draw = (widths) =>
  new Promise((drawn, fail) => {
    const worker = new Worker(new URL("draw.mjs", import.meta.url), { workerData: { widths } });
    worker.once("message", (message) => void worker.terminate().then(() => drawn(message)));
    worker.once("error", ({ stack }) => fail(new Error(`The page could not be drawn, see www/build/draw.mjs: ${stack}`)));
  });

/** Names to refer to, what is said, and what is asked for: only the living page has a use for them. */
const LIVING = / (?:id|for|name|title|tabindex|data-job|aria-(?:label|labelledby|describedby|controls|activedescendant|live))="[^"]*"/g;

/** The policy allows no style in an element: it becomes a class, and `rules` gets a line for the style sheet. */
function withClasses(html, rules) {
  return html.replace(/<[^>]* style="([^"]*)"[^>]*>/g, (tag, style) => {
    if (!rules.has(style)) rules.set(style, `still-${rules.size}`);
    const bare = tag.replace(/ style="[^"]*"/, "");
    const name = rules.get(style);
    return bare.includes(' class="') ? bare.replace(' class="', ` class="${name} `) : bare.replace(/^<\w+/, `$& class="${name}"`);
  });
}

export function still() {
  let made;
  const make = async () => {
    const { stills, cannot } = await draw(Object.values(STILLS));
    const rules = new Map();
    const html = Object.keys(STILLS).map((name, at) => {
      const drawn = withClasses(stills[at].replace(LIVING, "").replace(/ class(?=[ >])/g, ""), rules);
      return `<div class="still still-${name}" inert aria-hidden="true">${drawn}</div>`;
    });
    const style = [...rules].map(([declarations, name]) => `.still .${name}.${name} { ${declarations} }`).join("\n");
    return { html: html.join("\n"), style, cannot };
  };
  return {
    name: "still",
    apply: "build",
    buildStart: () => void (made = make()).catch(() => {}), // Whoever waits for it hears of its failure.
    transform: {
      order: "pre",
      filter: { id: /\/still\/still\.css$/ },
      handler: async (code) => `${code}\n${(await made).style}`,
    },
    transformIndexHtml: {
      order: "pre",
      handler: async (html) => {
        const { html: stills, cannot } = await made;
        return html.replace("<!--still-->", () => stills).replace("<!--cannot-->", () => cannot);
      },
    },
  };
}
