/** The visitor shares: a link to the clipboard, or a file. What became of it is said; where the browser forbids it, a field holds the link. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { slug } from "../exports/slug";
import { openLink } from "../panel/panels";
import { download } from "./download";
import { ENDING, writeFile } from "./file";
import { LETTERS_MOST, linkTo } from "./link";
import { present, presentStart } from "./present";
import { shownBranch } from "./session";
import * as say from "./words";

/** The link that stands in the panel, with what is to be said about it. */
export const shown = signal<{ link: string; about: string } | null>(null);

/** A link in the clipboard; or in the panel, where it cannot be put there. */
async function give(link: string, said: string): Promise<void> {
  if (link.length > LETTERS_MOST) {
    shown.value = { link, about: say.tooLong(link.length) };
    openLink();
    return report("partial", say.tooLong(link.length));
  }
  try {
    await navigator.clipboard.writeText(link);
    report("done", said);
  } catch {
    shown.value = { link, about: say.cannotCopy };
    openLink();
    report("done", say.cannotCopy);
  }
}

export async function copyLink(): Promise<void> {
  const session = present();
  if (!session) return;
  const link = await linkTo(session);
  if (link === null) return report("refused", say.logInLink);
  await give(link, say.copied(link.length, shownBranch(session).calls.length));
}

export async function copyStart(): Promise<void> {
  const session = presentStart();
  if (!session) return;
  const link = await linkTo(session);
  if (link === null) return report("refused", say.logInLink);
  await give(link, say.copiedStart);
}

export async function saveFile(): Promise<void> {
  const session = present();
  if (!session) return;
  const text = await writeFile(session);
  if (text === null) return report("refused", say.logTooLarge);
  const name = slug() + ENDING;
  download(name, text, "application/json");
  report("done", say.saved(name));
}
