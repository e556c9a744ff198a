/** What the finished lessons taught, with search: people come back to look one thing up. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { useComputed, useSignal } from "@preact/signals";
import { LESSONS } from "../lessons";
import { open, progress } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { closeReference, referenceOpen } from "./learned";
import { taught } from "./taught";
import * as say from "./words";

function Page() {
  const words = useSignal("");
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => box.current?.showModal(), []);
  const wanted = words.value.trim().toLowerCase();
  const pages = useComputed(() => LESSONS.filter(({ id }) => progress.value[id]).flatMap((lesson) => taught(lesson) ?? []));
  const found = pages.value.filter((page) => JSON.stringify(page).toLowerCase().includes(wanted));
  return (
    <dialog class="reference" ref={box} aria-labelledby="reference-title" onClose={closeReference}>
      <div class="reference-head">
        <h2 id="reference-title">{say.REFERENCE}</h2>
        <input
          type="search"
          aria-label={say.SEARCH}
          placeholder={say.SEARCH}
          value={words.value}
          onInput={(event) => (words.value = event.currentTarget.value)}
        />
        <button type="button" onClick={() => box.current?.close()}>
          {say.CLOSE}
        </button>
      </div>
      {found.length === 0 && <p>{say.NOTHING_FOUND}</p>}
      {found.map((page) => (
        <section key={page.id}>
          <h3>{say.listed(page.number, page.title)}</h3>
          <p>{page.idea}</p>
          <ul>
            {page.facts.map((fact) => (
              <li key={fact.text}>
                <Bold text={fact.text} /> <span class="quiet small">{fact.source}</span>
              </li>
            ))}
          </ul>
          {page.onYourCluster && (
            <p>
              <b>{say.ON_YOUR_CLUSTER}</b> <Bold text={page.onYourCluster} />
            </p>
          )}
          <button
            type="button"
            onClick={() => {
              box.current?.close();
              open(page.id);
            }}
          >
            {say.AGAIN}
          </button>
        </section>
      ))}
    </dialog>
  );
}

export function Reference() {
  return referenceOpen.value ? <Page /> : null;
}
