/** Loads the scheduler, opens the first scenario, shows the page; or says in a sentence why it cannot. */
import { loadCore } from "./core";
import type { Cluster } from "ccp-scheduler";
import { render } from "preact";
import { App } from "./app";
import { Broken } from "./broken";
import { halt } from "./live/clock";
import { listenToHost } from "./embed";
import { keepForOffline } from "./offline";
import "./present";
import { facade } from "./live/facade";
import { openFirst } from "./share/first";
import { sheet } from "./teachers/state";
import { aid } from "./lesson/aids";
import { watchLosses } from "./lesson/back";
import { pointInLessons } from "./lesson/pointing";
import { speakLessons } from "./lesson/spoken";
import { offer } from "./tour/tour";

const root = document.getElementById("app") as HTMLElement;
let broken = false;

function breakDown(problem: unknown, loading: boolean): void {
  if (broken) return;
  broken = true;
  if (loading) document.documentElement.dataset.cannot = "load";
  halt();
  render(null, root);
  root.replaceChildren();
  render(<Broken problem={problem} loading={loading} />, root);
}

/** A trainee's own scripts may throw, and a refused call of theirs is a ClusterError: neither breaks the page. */
function ours(problem: unknown): boolean {
  if (!(problem instanceof Error) || problem.name === "ClusterError") return false;
  return (problem.stack ?? "").includes(new URL(".", import.meta.url).href);
}

async function start(): Promise<void> {
  if (document.documentElement.dataset.cannot) return;
  try {
    await loadCore();
  } catch (problem) {
    return breakDown(problem, true);
  }
  addEventListener("error", (event) => ours(event.error) && breakDown(event.error, false));
  addEventListener("unhandledrejection", (event) => ours(event.reason) && breakDown(event.reason, false));
  (globalThis as { cluster?: Cluster }).cluster = facade();
  const came = await openFirst();
  root.replaceChildren();
  render(<App />, root);
  keepForOffline();
  aid();
  watchLosses();
  pointInLessons();
  speakLessons();
  listenToHost();
  if (!came && sheet.peek() === null) offer();
}

void start();
