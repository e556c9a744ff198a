/**
 * Sessions in the browser's own storage (IndexedDB): their calls, not their clusters. A call is written once, when it
 * was made; beside it only the place of the playhead changes. The last ten are kept.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Origin } from "../live/world";
import type { Session, SessionCall } from "./session";

/** What a session is besides its calls. */
export interface Kept extends Omit<Session, "calls" | "origin"> {
  id: string;
  /** The tab that wrote it last: another one goes on in a session of its own. */
  writer: string;
  /** By the visitor's clock. */
  savedAt: number;
  origin: KeptOrigin;
  title: string;
  /** How many calls stand on the shown branch. */
  calls: number;
  /** The version of the page that wrote it. */
  page: string;
}

/** A log lies beside it, since it never changes. */
export type KeptOrigin = Exclude<Origin, { kind: "log" }> | { kind: "log" };

interface Schema extends DBSchema {
  sessions: { key: string; value: Kept };
  calls: { key: [id: string, number: number]; value: SessionCall };
  logs: { key: string; value: File };
}

const STORES = ["sessions", "calls", "logs"] as const;
type Change = IDBPTransaction<Schema, ("sessions" | "calls" | "logs")[], "readwrite">;

export const MOST = 10;
/** A larger log is not kept. */
export const LOG_MOST = 64 << 20;

let opened: Promise<IDBPDatabase<Schema>> | null = null;

/** Rejected where the browser keeps nothing: in some private windows and frames. */
function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("ccp-scheduler", 1, {
    upgrade(db) {
      db.createObjectStore("sessions", { keyPath: "id" });
      db.createObjectStore("calls");
      db.createObjectStore("logs");
    },
    // A newer version of the page wants it.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  return opened;
}

const callsOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]);

async function remove(change: Change, id: string): Promise<void> {
  await change.objectStore("sessions").delete(id);
  await change.objectStore("calls").delete(callsOf(id));
  await change.objectStore("logs").delete(id);
}

/** The newest first. */
export async function list(): Promise<Kept[]> {
  const all = await (await database()).getAll("sessions");
  return all.sort((a, b) => b.savedAt - a.savedAt);
}

/** Null if it is not there, or was not written whole. */
export async function load(id: string): Promise<(Session & { page: string }) | null> {
  const look = (await database()).transaction(STORES);
  const [kept, calls, file] = await Promise.all([
    look.objectStore("sessions").get(id),
    look.objectStore("calls").getAll(callsOf(id)),
    look.objectStore("logs").get(id),
  ]);
  if (!kept || kept.here > calls.length) return null;
  const { origin } = kept;
  if (origin.kind === "log") return file ? { ...kept, calls, origin: { kind: "log", file } } : null;
  return { ...kept, calls, origin };
}

export async function forget(id: string): Promise<void> {
  const change = (await database()).transaction([...STORES], "readwrite");
  await remove(change, id);
  await change.done;
}

/** Writes what is new. False if another tab has gone on with it: nothing was written. */
export async function save(kept: Kept, calls: readonly SessionCall[], log: File | null): Promise<boolean> {
  const change = (await database()).transaction([...STORES], "readwrite");
  const sessions = change.objectStore("sessions");
  const before = await sessions.get(kept.id);
  if (before && before.writer !== kept.writer) {
    change.abort();
    await change.done.catch(() => {});
    return false;
  }
  await sessions.put(kept);
  for (const it of calls) void change.objectStore("calls").put(it, [kept.id, it.number]);
  if (log && !before) void change.objectStore("logs").put(log, kept.id);
  if (!before) {
    const all = (await sessions.getAll()).sort((a, b) => b.savedAt - a.savedAt);
    for (const old of all.slice(MOST)) await remove(change, old.id);
  }
  await change.done;
  return true;
}

/** From now on it is this tab's. */
export async function take(id: string, writer: string): Promise<void> {
  const change = (await database()).transaction("sessions", "readwrite");
  const kept = await change.store.get(id);
  if (kept) await change.store.put({ ...kept, writer });
  await change.done;
}
