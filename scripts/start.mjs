// `npm start`: installs what is missing, builds what has changed, serves the page. `-- --port 8080` for another port.
import { buildPackage, buildPage } from "./build.mjs";
import { install, report, step } from "./tools.mjs";

try {
  await step("installed", install);
  await step("package", buildPackage);
  await step("page", buildPage);
  const { preview } = await import("vite");
  const flag = process.argv.indexOf("--port");
  const port = flag < 0 ? 4173 : Number(process.argv[flag + 1]);
  const server = await preview({ root: "www", preview: { port } });
  console.log(`The page is at ${server.resolvedUrls.local[0]} (Ctrl+C stops it).`);
} catch (error) {
  report(error);
}
