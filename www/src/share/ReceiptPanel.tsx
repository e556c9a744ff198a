/** The trainee's receipts: of each finished lesson one, to be sent with or without a name. */
import { signal } from "@preact/signals";
import { LESSONS, lessonOf } from "../lessons";
import { textsOf } from "../lessons/messages";
import { shiftNumber } from "../lessons/shift";
import { recall, remember } from "../parts/memory";
import { Pane } from "./Pane";
import { linkOf, receipts } from "./receipts";
import { NAME_MOST } from "./session";
import { give } from "./share";
import * as say from "./words";

const KEY = "ccp-name";
const name = signal(recall(KEY) ?? "");

async function copy(ids: readonly string[]): Promise<void> {
  const links: string[] = [];
  for (const id of ids) {
    const it = receipts.peek()[id];
    if (it) links.push(await linkOf(it, name.peek().trim()));
  }
  await give(links, say.receiptsCopied(links.length));
}

export function ReceiptPanel() {
  const all = receipts.value;
  const shifts = Object.keys(all).flatMap((id) => (shiftNumber(id) === null ? [] : (lessonOf(id) ?? [])));
  const mine = [...LESSONS.filter(({ id }) => all[id]), ...shifts];
  const ids = mine.map(({ id }) => id);
  return (
    <Pane
      title={say.RECEIPTS}
      buttons={
        mine.length > 1 && (
          <button type="button" class="primary" onClick={() => void copy(ids)}>
            {say.COPY_ALL}
          </button>
        )
      }
    >
      <p class="quiet">{say.RECEIPTS_ABOUT}</p>
      {mine.length === 0 ? (
        <p>{say.NO_RECEIPTS}</p>
      ) : (
        <>
          <div class="field">
            <label for="receipt-name">{say.YOUR_NAME}</label>
            <input
              id="receipt-name"
              type="text"
              maxLength={NAME_MOST}
              autocomplete="name"
              value={name.value}
              onInput={(event) => {
                name.value = event.currentTarget.value;
                remember(KEY, name.value || null);
              }}
            />
          </div>
          <ul class="recent">
            {mine.map((lesson) => {
              const title = textsOf(lesson)?.title ?? lesson.id;
              return (
                <li key={lesson.id}>
                  <div class="cut">
                    <b>{title}</b>
                    <small>{say.receiptLine(all[lesson.id]?.actions ?? 0, all[lesson.id]?.part)}</small>
                  </div>
                  <button type="button" aria-label={say.copyReceipt(title)} onClick={() => void copy([lesson.id])}>
                    {say.COPY}
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
    </Pane>
  );
}
