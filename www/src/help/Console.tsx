/** That the cluster is there in the browser's console too, and what one can type. */
import { signal } from "@preact/signals";
import { CodeTwin, type Named } from "../code/CodeTwin";
import { queue, version } from "../live/store";
import { Modal } from "../parts/Modal";
import * as say from "../words";

export const consoleShown = signal(false);

function examples(): Named[] {
  version.value;
  const [head] = queue.value;
  return [
    head === undefined
      ? { title: say.EXAMPLE_NEW, saying: { name: "queueJob", args: [{ tasks: [{ commandLine: "sleep 90" }] }] } }
      : { title: say.EXAMPLE_CANCEL, saying: { name: "cancelJobs", args: [[head], say.EXAMPLE_MESSAGE] } },
    { title: say.EXAMPLE_TTL, saying: { name: "setClusterParameter", args: ["TTLCompletedJobs", "2"] } },
  ];
}

export function Console() {
  if (!consoleShown.value) return null;
  return (
    <Modal title={say.CONSOLE} onClose={() => (consoleShown.value = false)}>
      {say.CONSOLE_HELP.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <CodeTwin calls={examples()} always />
    </Modal>
  );
}
