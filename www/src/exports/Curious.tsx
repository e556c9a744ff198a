/** For the curious: the digest, what must hold and whether it does, and exports for programs. */
import { useSignal } from "@preact/signals";
import { version } from "../live/store";
import { live } from "../live/world";
import { Pane } from "../share/Pane";
import { saveJavascript, saveJson, saveRust, saveSvg, saveSwf } from "./exports";
import { type Check, lookNow, playAgain } from "./truth";
import * as say from "./words";

const FILES: readonly [label: string, about: string, save: () => Promise<void>][] = [
  ["SVG", say.SVG_ABOUT, saveSvg],
  ["SWF", say.SWF_ABOUT, saveSwf],
  ["JSON", say.JSON_ABOUT, saveJson],
  ["Rust test", say.TEST_ABOUT, saveRust],
  ["JavaScript test", say.TEST_ABOUT, saveJavascript],
];

function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <ul class="checks">
      {checks.map(({ text, against }) => (
        <li key={text}>
          <span aria-hidden="true">{against === null ? "✓" : "✗"}</span>
          <span>
            {text}
            <small>{against === null ? say.HOLDS : say.holdsNot(against)}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}

export function Curious() {
  version.value;
  const again = useSignal<readonly Check[] | "busy" | null>(null);
  const check = async (): Promise<void> => {
    again.value = "busy";
    again.value = await playAgain();
  };
  return (
    <Pane title={say.CURIOUS}>
      <section>
        <h3>{say.DIGEST}</h3>
        <p>
          <code>{live().stateDigest()}</code>
        </p>
        <p class="quiet">{say.DIGEST_ABOUT}</p>
      </section>
      <section>
        <h3>{say.FILES}</h3>
        <ul class="exports">
          {FILES.map(([label, about, save]) => (
            <li key={label}>
              <button type="button" onClick={() => void save()}>
                {label}
              </button>
              <span class="quiet">{about}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{say.INVARIANTS}</h3>
        <Checks checks={lookNow()} />
        {again.value !== null && again.value !== "busy" && <Checks checks={again.value} />}
        <button type="button" aria-disabled={again.value === "busy" || undefined} onClick={() => again.value !== "busy" && void check()}>
          {say.CHECK_ALL}
        </button>
      </section>
    </Pane>
  );
}
