/** A link to take by hand: where the browser does not let the page copy, or the link is longer than many programs pass on. */
import { useEffect, useRef } from "preact/hooks";
import { closePanel } from "../panel/panels";
import { saveFile, shown } from "./share";
import * as say from "./words";

export function LinkPanel() {
  const field = useRef<HTMLTextAreaElement>(null);
  const it = shown.value;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [it]);
  return (
    <dialog
      open
      class="pane"
      aria-labelledby="link-title"
      onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), closePanel())}
    >
      <h2 id="link-title">{say.SHARE}</h2>
      <p id="link-about">{it?.about}</p>
      <div class="field">
        <label for="link-field">{say.LINK_FIELD}</label>
        <textarea
          id="link-field"
          ref={field}
          class="link-field"
          readOnly
          rows={6}
          aria-describedby="link-about"
          value={it?.link}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <div class="buttons">
        <button type="button" onClick={closePanel}>
          {say.CLOSE}
        </button>
        <button type="button" onClick={() => void saveFile()}>
          {say.SAVE_SESSION}
        </button>
      </div>
    </dialog>
  );
}
