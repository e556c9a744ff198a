/** The one picture: Waiting → Nodes → Done. */
import { useRef } from "preact/hooks";
import { calm } from "../live/store";
import { Done } from "./Done";
import { Nodes } from "./Nodes";
import { Waiting } from "./Waiting";
import { useTravel } from "./travel";

export function Stage() {
  const box = useRef<HTMLElement>(null);
  useTravel(box);
  return (
    <section class={`stage${calm.value ? " calm" : ""}`} aria-label="Cluster" ref={box}>
      <Waiting />
      <Nodes />
      <Done />
    </section>
  );
}
