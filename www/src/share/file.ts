/** A session as a file: the same JSON as in a link, for what is too long for one; and with a log in it, if that is small. */
import { Invalid } from "./check";
import { LOG_MOST, type Session, read, write } from "./session";

export const ENDING = ".ccp.json";
const FILE_MOST = 64 << 20;

/** Null: the log in it is too large. */
export async function writeFile(session: Session): Promise<string | null> {
  const { origin } = session;
  if (origin.kind !== "log") return write(session);
  return origin.file.size > LOG_MOST ? null : write(session, new Uint8Array(await origin.file.arrayBuffer()));
}

export async function readFile(file: Blob): Promise<Session & { page: string }> {
  if (file.size > FILE_MOST) throw new Invalid("It is larger than any session.");
  return read(await file.text());
}
