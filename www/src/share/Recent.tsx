/** The sessions that are kept: one opens where it was, and goes on; another one that is shown waits here meanwhile. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { report } from "../live/actions";
import { closePanel } from "../panel/panels";
import { openKept } from "./first";
import { current, flush, trouble } from "./keep";
import { Pane } from "./Pane";
import { type Kept, forget, list } from "./store";
import * as say from "./words";

async function open({ id, savedAt }: Kept): Promise<void> {
  await flush();
  const opened = await openKept(id, say.keptAt(savedAt)).catch(() => null);
  closePanel();
  if (opened) report(opened.tone, opened.said);
  else report("refused", say.GONE);
}

function Line({ it, onDeleted }: { it: Kept; onDeleted(): void }) {
  const sure = useSignal(false);
  const isShown = it.id === current.value;
  const remove = (): void => {
    if (!sure.value) sure.value = true;
    else void forget(it.id).then(onDeleted);
  };
  return (
    <li>
      <div class="cut">
        <b>{it.title}</b>
        <small>{say.recentLine(it.now, it.calls)}</small>
        <small>{isShown ? say.shownNow : say.keptSince(it.savedAt)}</small>
      </div>
      {!isShown && (
        <button type="button" aria-label={say.openKept(it.title, it.savedAt)} onClick={() => void open(it)}>
          {say.OPEN}
        </button>
      )}
      {!isShown && (
        <button
          type="button"
          class="ghost"
          aria-label={sure.value ? undefined : say.deleteKept(it.title, it.savedAt)}
          onClick={remove}
          onBlur={() => (sure.value = false)}
        >
          {sure.value ? say.DELETE_REALLY : say.DELETE}
        </button>
      )}
    </li>
  );
}

export function Recent() {
  const all = useSignal<readonly Kept[] | null>(null);
  const read = (): void =>
    void flush()
      .then(list)
      .then(
        (kept) => (all.value = kept),
        () => (all.value = []),
      );
  useEffect(read, []);
  return (
    <Pane title={say.RECENT}>
      <p class="quiet">{trouble.value ? say.NOT_KEPT[trouble.value] : say.RECENT_ABOUT}</p>
      {all.value === null ? (
        <p>{say.READING}</p>
      ) : all.value.length === 0 ? (
        <p>{say.NO_RECENT}</p>
      ) : (
        <ul class="recent">
          {all.value.map((it) => (
            <Line key={it.id} it={it} onDeleted={read} />
          ))}
        </ul>
      )}
    </Pane>
  );
}
