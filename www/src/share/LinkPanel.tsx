/** A link to take by hand: where the browser does not let the page copy, or the link is longer than many programs pass on. */
import { useEffect, useRef } from "preact/hooks";
import { Pane } from "./Pane";
import { saveFile, shown } from "./share";
import * as say from "./words";

export function LinkPanel() {
  const field = useRef<HTMLTextAreaElement>(null);
  const it = shown.value;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [it]);
  const save = (
    <button type="button" onClick={() => void saveFile()}>
      {say.SAVE_SESSION}
    </button>
  );
  return (
    <Pane title={say.SHARE} buttons={save}>
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
    </Pane>
  );
}
