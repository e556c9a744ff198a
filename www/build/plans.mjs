// The plans of docs/teaching/ in the page: read when it is built, so that there is one text of each. What comes out is
// data, which the page draws; a kind of Markdown that it cannot draw makes the build fail.
import { marked } from "marked";

/** Bold, slanted, or a link within these documents, which is its text alone. */
function inline(tokens) {
  return tokens.flatMap((token) => {
    if (token.type === "text") return [{ text: token.text }];
    if (token.type === "strong") return [{ text: token.text, as: "b" }];
    if (token.type === "em") return [{ text: token.text, as: "i" }];
    if (token.type === "link") return inline(token.tokens);
    throw new Error(`A plan cannot hold ${token.type}: ${token.raw}`);
  });
}

function plan(markdown) {
  const it = { title: "", before: [], columns: [], rows: [], after: [] };
  for (const token of marked.lexer(markdown)) {
    if (token.type === "heading" && it.title === "") it.title = token.text;
    else if (token.type === "paragraph") it[it.rows.length === 0 ? "before" : "after"].push(inline(token.tokens));
    else if (token.type === "table" && it.rows.length === 0) {
      it.columns = token.header.map(({ text }) => text);
      it.rows = token.rows.map((row) => row.map((cell) => inline(cell.tokens)));
    } else if (token.type !== "space") throw new Error(`A plan cannot hold ${token.type}: ${token.raw}`);
  }
  return it;
}

export const plans = () => ({
  name: "plans",
  enforce: "pre",
  transform: {
    filter: { id: /\/docs\/teaching\/plan-\d+\.md$/ },
    handler: (markdown) => ({ code: `export default ${JSON.stringify(plan(markdown))}`, moduleType: "js", map: null }),
  },
});
