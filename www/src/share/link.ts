/**
 * Links. All of a session is in the part behind #, which browsers keep to themselves: no server sees it.
 */
import { dialect } from "../words/dialect";
import { Invalid } from "./check";
import { type Opened, openSession, unreadable } from "./open";
import { pack, unpack } from "./pack";
import { type Session, read, shownBranch, write } from "./session";
import * as say from "./words";

export const OPEN = "#open=";
/** Longer ones are cut off by some mail programs, chats and learning platforms. */
export const LETTERS_MOST = 8_000;

/** The page's own address, without what the visitor came with. */
export const address = (): string => location.href.replace(/[?#].*$/, "");

/** The words of the page go with a link, unless they are the usual ones. */
const inWords = (session: Session): Session => (dialect.peek() === "ccp" ? session : { ...session, words: dialect.peek() });

/** Null for a log of the visitor's: it is too large, and nobody else's business. */
export async function linkTo(session: Session): Promise<string | null> {
  return session.origin.kind === "log" ? null : address() + OPEN + (await pack(write(inWords(shownBranch(session)))));
}

/** What a text is a link to, wherever the page stands that made it. */
export async function readLink(text: string): Promise<Session & { page: string }> {
  const at = text.indexOf(OPEN);
  if (at < 0) throw new Invalid("It is no link of this page.");
  return read(await unpack(text.slice(at + OPEN.length)));
}

export const isLink = (hash: string): boolean => hash.startsWith(OPEN);

/** Opens what the address holds, and takes it out of the address: loading anew then goes on where one was. */
export async function openAddress(): Promise<Opened> {
  const { hash } = location;
  history.replaceState(null, "", location.href.replace(/#.*$/, ""));
  return openLink(hash);
}

export async function openLink(text: string): Promise<Opened> {
  try {
    return await openSession(await readLink(text), say.LINK);
  } catch (problem) {
    return unreadable(say.LINK, problem);
  }
}
