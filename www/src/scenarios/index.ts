/** What one can open. To add a scenario: a file here, a line below. */
import type { Opening } from "../live/world";
import type { Create } from "./building";
import { busyWeek } from "./busy-week";
import { empty } from "./empty";
import { endedJobs } from "./ended-jobs";
import { firstMorning } from "./first-morning";
import { nodeTrouble } from "./node-trouble";
import { stoppedList } from "./stopped-list";
import { stress } from "./stress";

export interface Scenario {
  id: string;
  title: string;
  open(create: Create): Opening;
  /** Runs from the start: nobody needs to read anything first. */
  runs?: boolean;
  /** Takes a moment to build: said before. */
  slow?: string;
}

export const GROUPS: readonly { title: string; scenarios: readonly Scenario[] }[] = [
  {
    title: "Clusters",
    scenarios: [
      { id: "first-morning", title: "First morning", open: firstMorning },
      { id: "busy-week", title: "Busy week", open: busyWeek, runs: true },
      { id: "empty", title: "Empty cluster", open: empty },
    ],
  },
  {
    title: "Situations",
    scenarios: [
      { id: "stopped-list", title: "A list that stops", open: stoppedList },
      { id: "ended-jobs", title: "Ended jobs and TTL", open: endedJobs },
      { id: "node-trouble", title: "Node trouble", open: nodeTrouble },
    ],
  },
  {
    title: "Stress",
    scenarios: [{ id: "stress", title: "100,000 jobs", open: stress, slow: "Building 100,000 jobs …" }],
  },
];

export const FIRST = "first-morning";
export const scenario = (id: string): Scenario | undefined =>
  GROUPS.flatMap((group) => group.scenarios).find((it) => it.id === id);
