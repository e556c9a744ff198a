/**
 * One stage, three pictures of the same jobs: now, over time, in figures. Only one is up at a time, so that a change is
 * seen in one place. On the phone the stage is the picture of now; the others are reached from More.
 */
import type { ComponentType } from "preact";
import { Charts, ChartsTools } from "../charts/Charts";
import { phone } from "../parts/media";
import { Timeline, TimelineTools } from "../timeline/Timeline";
import { ClusterPicture } from "./ClusterPicture";
import { Coach } from "../tour/Coach";
import { Legend } from "./Legend";
import { type Picture, picture } from "./picture";

interface Tab {
  id: Picture;
  label: string;
  /** Stands beside the tabs: what belongs to this picture alone. */
  Tools: ComponentType;
  Panel: ComponentType;
}
const TABS: readonly Tab[] = [
  { id: "cluster", label: "Cluster", Tools: Legend, Panel: ClusterPicture },
  { id: "timeline", label: "Timeline", Tools: TimelineTools, Panel: Timeline },
  { id: "charts", label: "Charts", Tools: ChartsTools, Panel: Charts },
];

function onKey(event: KeyboardEvent): void {
  const at = TABS.findIndex((tab) => tab.id === picture.peek());
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const next = (to + TABS.length) % TABS.length;
  picture.value = (TABS[next] as Tab).id;
  (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
}

export function Stage() {
  if (phone.value) {
    return (
      <div class="stage">
        <ClusterPicture />
      </div>
    );
  }
  const { id, Tools, Panel } = TABS.find((tab) => tab.id === picture.value) as Tab;
  return (
    <div class="stage">
      <div class="stage-head">
        <div role="tablist" aria-label="Pictures of the cluster" class="stage-tabs" onKeyDown={onKey}>
          {TABS.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`tab-${tab.id}`}
              class={tab.id === id ? "" : "ghost"}
              aria-selected={tab.id === id}
              aria-controls={tab.id === id ? "picture" : undefined}
              tabIndex={tab.id === id ? 0 : -1}
              onClick={() => (picture.value = tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        <Tools />
      </div>
      <Coach />
      <div class="stage-picture" role="tabpanel" id="picture" aria-labelledby={`tab-${id}`}>
        <Panel />
      </div>
    </div>
  );
}
