/** The one picture: Waiting → Nodes → Done. */
import { calm } from "../live/store";
import { Done } from "./Done";
import { Nodes } from "./Nodes";
import { Waiting } from "./Waiting";

export function Stage() {
  return (
    <section class={`stage${calm.value ? " calm" : ""}`} aria-label="Cluster">
      <Waiting />
      <Nodes />
      <Done />
    </section>
  );
}
