/** What lies over the page for a while, and moves nothing: a long session is being played; one was brought back; nothing is kept. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { restored, startFresh } from "./first";
import { trouble } from "./keep";
import { progress } from "./progress";
import * as say from "./words";

const SHOWN = 10_000;

function Working() {
  const it = progress.value;
  if (!it) return null;
  return (
    <div class="banner">
      <progress max="1" value={it.part} aria-label={say.soFar(it.what, it.part)} />
      <span aria-hidden="true">{say.soFar(it.what, it.part)}</span>
      <button type="button" onClick={it.stop}>
        {say.STOP}
      </button>
    </div>
  );
}

/** Goes by itself, but not while somebody points at it or is in it. The same can be done later, under More. */
function Restored() {
  const at = restored.value;
  const held = useSignal(false);
  const close = (): void => void (restored.value = null);
  useEffect(() => {
    if (at === null || held.value) return;
    const timer = setTimeout(close, SHOWN);
    return () => clearTimeout(timer);
  }, [at, held.value]);
  if (at === null) return null;
  const hold = (to: boolean) => (): void => void (held.value = to);
  return (
    <div class="banner" onPointerEnter={hold(true)} onPointerLeave={hold(false)} onFocusCapture={hold(true)} onBlurCapture={hold(false)}>
      <span>{say.restored(at)}</span>
      <button type="button" onClick={startFresh}>
        {say.START_FRESH}
      </button>
      <button type="button" class="ghost" aria-label={say.CLOSE} onClick={close}>
        ✕
      </button>
    </div>
  );
}

/** Said once, when it is found out. */
function NotKept() {
  const why = trouble.value;
  const seen = useSignal(false);
  if (why === null || seen.value) return null;
  return (
    <div class="banner">
      <span>{say.NOT_KEPT[why]}</span>
      <button type="button" class="ghost" aria-label={say.CLOSE} onClick={() => (seen.value = true)}>
        ✕
      </button>
    </div>
  );
}

export function Banners() {
  return (
    <section class="banners" aria-label={say.NOTICES} aria-live="polite">
      <Working />
      <Restored />
      <NotKept />
    </section>
  );
}
