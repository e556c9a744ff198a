/** The picture of now: Waiting → Nodes → Done. */
import { useRef } from "preact/hooks";
import { brisk, calm } from "../live/store";
import { Done } from "./Done";
import { Nodes } from "./Nodes";
import { Waiting } from "./Waiting";
import { useTravel } from "./travel";

export function ClusterPicture() {
  const box = useRef<HTMLElement>(null);
  useTravel(box);
  return (
    <section class={`lanes${calm.value || brisk.value ? " calm" : ""}`} aria-label="Cluster" ref={box}>
      <Waiting />
      <Nodes />
      <Done />
    </section>
  );
}
