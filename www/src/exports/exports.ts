/** What the visitor takes away, each as a file. */
import { report } from "../live/actions";
import { pause } from "../live/clock";
import { live } from "../live/world";
import { download } from "../share/download";
import { writeFile } from "../share/file";
import { whyNot } from "../share/open";
import { present } from "../share/present";
import { Stopped } from "../share/progress";
import { drawn } from "../parts/drawn";
import { javascriptTest } from "./javascript";
import { stagePicture, stagePng } from "./picture";
import { retellCalls, retellEvents } from "./retell";
import { rustTest } from "./rust";
import { slug } from "./slug";
import { workload } from "./swf";
import { eventsTable, jobsTable } from "./tables";
import * as say from "./words";

const CSV = "text/csv";

/** Makes it, gives it, says so; or says why not. */
async function give(name: string, make: () => string | Blob | Promise<string | Blob>, type = "text/plain"): Promise<void> {
  const file = `${slug()}${name}`;
  // What is exported is one instant.
  pause();
  report("done", say.making(file));
  await drawn();
  try {
    download(file, await make(), type);
    report("done", say.made(file));
  } catch (problem) {
    report("refused", problem instanceof Stopped ? say.stopped(file) : say.notMade(file, whyNot(problem)));
  }
}

async function everything(): Promise<string> {
  const session = present();
  const cluster = live();
  // All of one instant: the visitor may go on while the session is played again.
  const state = {
    now: cluster.now,
    digest: cluster.stateDigest(),
    name: cluster.name,
    parameters: cluster.parameters,
    environmentVariables: cluster.environmentVariables,
    counter: cluster.clusterCounter,
    nodes: cluster.computeNodes,
    queue: Array.from(cluster.queuedJobs()),
    jobs: cluster.listAllJobs(),
  };
  const events: unknown[] = [];
  await retellEvents((more) => {
    for (const event of more) events.push(event);
  });
  const file = session ? await writeFile(session) : null;
  const endless = (_: string, value: unknown): unknown => (value === Number.POSITIVE_INFINITY ? "Infinity" : value);
  return `${JSON.stringify({ format: "ccp-state/1", session: file === null ? null : (JSON.parse(file) as unknown), state: { ...state, events } }, endless, 1)}\n`;
}

export const saveJobs = (): Promise<void> => give("-jobs.csv", jobsTable, CSV);
export const saveJobXml = (id: number): Promise<void> => give(`-job-${id}.xml`, () => live().jobToXml(id), "application/xml");
export const saveEvents = (): Promise<void> => give("-events.csv", eventsTable, CSV);
export const savePng = (): Promise<void> => give(".png", stagePng);
export const saveSvg = (): Promise<void> => give(".svg", () => stagePicture().svg, "image/svg+xml");
export const saveSwf = (): Promise<void> => give(".swf", workload);
export const saveJson = (): Promise<void> => give(".json", everything, "application/json");
export const saveRust = (): Promise<void> => give(".rs", async () => rustTest(await retellCalls()));
export const saveJavascript = (): Promise<void> => give(".test.mjs", async () => javascriptTest(await retellCalls()), "text/javascript");
