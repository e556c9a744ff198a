/** While a long session is played again: how far it is, and a way to stop. It lies over the page, and nothing moves. */
import { opening } from "./open";
import * as say from "./words";

export function OpeningBanner() {
  const it = opening.value;
  if (!it) return null;
  return (
    <div class="banner">
      <progress max="1" value={it.part} aria-label={say.playing(it.what, it.part)} />
      <span>{say.playing(it.what, it.part)}</span>
      <button type="button" onClick={it.stop}>
        {say.STOP}
      </button>
    </div>
  );
}
