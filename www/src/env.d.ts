/** Put in by the build: the version of the package that the page belongs to. */
declare const PAGE_VERSION: string;

/** A plan of docs/teaching/, as www/build/plans.mjs reads it. */
declare module "*.md" {
  type Inline = readonly { text: string; as?: "b" | "i" }[];
  const plan: { title: string; before: readonly Inline[]; columns: readonly string[]; rows: readonly (readonly Inline[])[]; after: readonly Inline[] };
  export type Plan = typeof plan;
  export type { Inline };
  export default plan;
}
