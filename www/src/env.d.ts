/** Put in by the build: the version of the package that the page belongs to. */
declare const PAGE_VERSION: string;

declare module "*.md" {
  const plan: import("./teachers/plans").Plan;
  export default plan;
}
