/**
 * Job files and task files of CCP, as XML: opened they become a call on the cluster that is shown, like any other. What
 * such a file may say is the core's to know.
 */
import { report } from "../live/actions";
import { perform } from "../live/history";
import { selected } from "../live/selection";
import { live } from "../live/world";
import { whyNot } from "./open";
import * as say from "./words";

/** One byte more than the core reads: with it the core says so. */
const MOST = (64 << 20) + 1;

/** The first element says which it is. */
const isTask = (head: string): boolean => /<(?:[\w.-]+:)?(Job|Task)[\s/>]/.exec(head)?.[1] === "Task";

/** `head`: how the file begins. */
export async function openJobFile(file: File, head: string): Promise<void> {
  const bytes = new Uint8Array(await file.slice(0, MOST).arrayBuffer());
  try {
    if (!isTask(head)) return answered(file.name, perform("queueJob", live().createJobFromXml(bytes)));
    const task = live().createTaskFromXml(bytes);
    const [job, ...others] = selected.peek();
    if (job === undefined || others.length > 0) return report("refused", say.taskNeedsJob(file.name));
    answered(file.name, perform("addTask", job, task));
  } catch (problem) {
    report("refused", say.cannotOpen(file.name, whyNot(problem)));
  }
}

/** What the call did is answered like any other; what it was refused for names the file. */
function answered(name: string, { error }: { error: Error | null }): void {
  if (error) report("refused", say.cannotOpen(name, error.message));
}
