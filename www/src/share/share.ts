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

/** Links in the clipboard, one a line; or in the panel, where they cannot be put there or are too long. */
export async function give(links: readonly string[], said: string): Promise<void> {
  const text = links.join("\n");
  const longest = links.reduce((most, { length }) => Math.max(most, length), 0);
  const byHand = (about: string, tone: "done" | "partial"): void => {
    shown.value = { link: text, about };
    openLink();
    report(tone, about);
  };
  if (longest > LETTERS_MOST) return byHand(say.tooLong(longest), "partial");
  try {
    await navigator.clipboard.writeText(text);
    report("done", said);
  } catch {
    byHand(say.cannotCopy, "done");
  }
}

export async function copyLink(): Promise<void> {
  const session = present();
  if (!session) return;
  const link = await linkTo(session);
  if (link === null) return report("refused", say.logInLink);
  await give([link], say.copied(link.length, shownBranch(session).calls.length));
}

export async function copyStart(): Promise<void> {
  const session = presentStart();
  if (!session) return;
  const link = await linkTo(session);
  if (link === null) return report("refused", say.logInLink);
  await give([link], say.copiedStart);
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
