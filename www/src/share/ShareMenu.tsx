/** Share: links and files of what is shown. On the phone the same things stand on the page More. */
import { done } from "../live/history";
import { Menu, type MenuItem } from "../parts/menu";
import { saveEvents, saveJobs, savePng } from "../exports/exports";
import { EVENTS_CSV, JOBS_CSV, PNG } from "../exports/words";
import { openReceipts } from "../panel/panels";
import { receipts } from "./receipts";
import { copyLink, copyStart, saveFile } from "./share";
import * as say from "./words";

export function shareSections(): MenuItem[][] {
  const n = done.value.length;
  return [
    [
      { label: say.COPY_LINK, hint: say.withCalls(n), run: () => void copyLink() },
      { label: say.COPY_START, run: () => void copyStart() },
      { label: say.SAVE_SESSION, hint: ".ccp.json", run: () => void saveFile() },
    ],
    [{ label: say.RECEIPTS_MENU, hint: say.finished(Object.keys(receipts.value).length), run: openReceipts }],
    [
      { label: JOBS_CSV, run: () => void saveJobs() },
      { label: EVENTS_CSV, run: () => void saveEvents() },
      { label: PNG, run: () => void savePng() },
    ],
  ];
}

export function ShareMenu() {
  return <Menu label={say.SHARE} class="ghost" sections={shareSections()} />;
}
