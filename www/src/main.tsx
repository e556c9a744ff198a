/** Loads the scheduler, opens the first scenario, shows the page; or says in a sentence why it cannot. */
import { init } from "ccp-scheduler";
import { render } from "preact";
import { App } from "./app";
import { Broken } from "./broken";
import { halt } from "./live/clock";
import { FIRST } from "./scenarios";
import { openScenario } from "./scenarios/open";

const root = document.getElementById("app") as HTMLElement;
let broken = false;

function breakDown(problem: unknown, loading: boolean): void {
  if (broken) return;
  broken = true;
  halt();
  render(null, root);
  root.replaceChildren();
  render(<Broken problem={problem} loading={loading} />, root);
}

async function start(): Promise<void> {
  try {
    await init();
  } catch (problem) {
    return breakDown(problem, true);
  }
  addEventListener("error", (event) => event.error && breakDown(event.error, false));
  addEventListener("unhandledrejection", (event) => breakDown(event.reason, false));
  await openScenario(FIRST);
  root.replaceChildren();
  render(<App />, root);
}

void start();
