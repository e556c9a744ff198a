/** On the phone the timeline and the charts are reached from More, each only when opened. The timeline comes as a table first. */
import type { ComponentType } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { Charts, ChartsTools } from "../charts/Charts";
import { Timeline, TimelineTools } from "../timeline/Timeline";
import { asTable } from "../timeline/view";
import { TIMELINE } from "../words";

function Fold({ title, hint, children: Content }: { title: string; hint?: string; children: ComponentType }) {
  const [open, setOpen] = useState(false);
  return (
    <section class="fold">
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {title} {open ? "▴" : "▾"}
        </button>
      </h2>
      {open && hint !== undefined && <p class="quiet">{hint}</p>}
      {open && <Content />}
    </section>
  );
}

function TableFirst() {
  useLayoutEffect(() => {
    asTable.value = true;
    return () => void (asTable.value = false);
  }, []);
  return (
    <>
      <TimelineTools />
      <Timeline />
    </>
  );
}

const Figures = () => (
  <>
    <ChartsTools />
    <Charts />
  </>
);

export function Pictures() {
  return (
    <>
      <Fold title="Timeline" hint={TIMELINE.phoneHint}>
        {TableFirst}
      </Fold>
      <Fold title="Charts">{Figures}</Fold>
    </>
  );
}
