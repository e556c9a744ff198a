/** Whose calls the page makes: the administrator's, or those of a user of this cluster. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { actAs, administrator as administratorOf } from "../live/actions";
import { actor } from "../live/history";
import { columns } from "../live/store";
import { person } from "../format";
import { Frame } from "./Frame";
import { closePanel } from "./panels";
import * as say from "./words";

const domain = (user: string): string => user.slice(0, user.lastIndexOf("\\") + 1);

/** Who has jobs here, and how many. */
function users(): [string, number][] {
  const table = columns.value;
  const sums = new Map<number, number>();
  for (const owner of table.owner) sums.set(owner, (sums.get(owner) ?? 0) + 1);
  return [...sums]
    .map(([owner, n]): [string, number] => [table.strings[owner] ?? "", n])
    .sort(([a], [b]) => person(a).localeCompare(person(b)));
}

export function ActAs() {
  const now = actor.value;
  const administrator = administratorOf.value;
  const chosen = useSignal(now.isAdmin ? "" : now.user);
  const other = useSignal("");
  const refusal = useSignal<string | null>(null);
  const box = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("input:checked")?.focus(), []);
  const known = users().filter(([user]) => user !== administrator);
  if (!now.isAdmin && !known.some(([user]) => user === now.user)) known.push([now.user, 0]);
  const typed = other.value.trim();
  const user = typed === "" ? chosen.value : typed.includes("\\") ? typed : domain(administrator) + typed;

  const choice = (value: string, name: string, note: string) => (
    <label key={value}>
      <input
        type="radio"
        name="user"
        checked={typed === "" && chosen.value === value}
        onChange={() => {
          chosen.value = value;
          other.value = "";
        }}
      />
      <span>
        {name} <small>{note}</small>
      </span>
    </label>
  );
  return (
    <Frame
      title={say.ACT_AS}
      keep={say.BACK}
      act={say.actAct(user || administrator)}
      tone="primary"
      refusal={refusal.value && say.refusedForm(refusal.value)}
      onSubmit={() => {
        refusal.value = actAs(user || administrator, user === "");
        if (refusal.peek() === null) closePanel();
      }}
    >
      <p class="quiet small">{say.MAY_WHAT}</p>
      <fieldset class="modes users" ref={box}>
        <legend>{say.ACT_AS}</legend>
        {choice("", person(administrator) || say.ADMINISTRATOR, say.ADMIN_MAY)}
        {known.map(([it, jobs]) => choice(it, person(it), say.ownsJobs(jobs)))}
      </fieldset>
      <div class="field">
        <label for="other-user">{say.ANOTHER_USER}</label>
        <input
          id="other-user"
          type="text"
          autocomplete="off"
          value={other.value}
          onInput={(event) => {
            other.value = event.currentTarget.value;
            refusal.value = null;
          }}
        />
      </div>
    </Frame>
  );
}
