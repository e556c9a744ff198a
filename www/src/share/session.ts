/**
 * A session as data: from what the world was opened, the calls with their instants, and where the playhead stands.
 * The same origin and the same calls are the same cluster again; the digest says whether it is.
 *
 * As text it is JSON, in a link (packed, `pack.ts`) and in a file alike.
 */
import type { Call, CallName } from "../live/calls";
import { PARAMETERS } from "../live/shapes";
import type { Origin } from "../live/world";
import { type Budget, IDS_MOST, readArguments, writtenArguments } from "./arguments";
import { DIALECTS, type Dialect } from "../words/dialects";
import { fromBase64, toBase64 } from "./base64";
import { type Check, Invalid, flag, list, oneOf, optional, record, text, whole } from "./check";

export interface SessionCall {
  /** From 1, in the order in which they were made. */
  number: number;
  /** The call before it on its branch, 0: the start. */
  after: number;
  call: Call;
  /** It stopped half-way. */
  partial: boolean;
  /** How far the clock ever came from it without another call. */
  reach: number;
  /** How many events there had been before it; what is played finds it out anew. */
  since: number;
}

export interface Session {
  origin: Origin;
  /** Who acts. */
  actor: { user: string; isAdmin: boolean };
  /** Ascending by their numbers. */
  calls: readonly SessionCall[];
  /** How far the clock ever came from the start without a call. */
  reach: number;
  /** The last call that has been made, and the clock. */
  here: number;
  now: number;
  /** Those that come again as the clock goes on, and those that only Redo makes again. */
  ahead: readonly number[];
  undone: readonly number[];
  /** Of the cluster at `now`. */
  digest: string;
  /** In whose words the page speaks where it is opened. */
  words?: Dialect;
  /** Whose receipt it is, if he says so. */
  name?: string;
}

export const FORMAT = "ccp-session/1";
/** The caller where nobody is named. */
export const ADMINISTRATOR = "CLUSTER\\Administrator";

/** Characters of a name on a receipt. */
export const NAME_MOST = 80;
/** A log in a session: so many bytes of it. */
export const LOG_MOST = 8 << 20;
export const CALLS_MOST = 100_000;
const INSTANT = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
/** Longer than any session, and than the longest stay of ended jobs. */
const YEARS = 1_000 * 366 * 86_400_000;

// ── as JSON ──

interface WrittenCall {
  at: number;
  by: string;
  admin: boolean;
  call: CallName;
  args: unknown[];
  after: number | undefined;
  until: number | undefined;
  since: number;
  partial: boolean;
}

interface WrittenOrigin {
  scenario?: string | undefined;
  lesson?: string | undefined;
  lessonFile?: string | undefined;
  /** The bytes in base64. */
  log?: { name: string; data: string } | undefined;
}

interface Written {
  format: string;
  /** The version of the page that wrote it: said where the digests differ. */
  page: string;
  origin: WrittenOrigin;
  actor: { user: string; admin: boolean } | undefined;
  calls: WrittenCall[];
  until: number;
  here: number;
  now: number;
  ahead: number[];
  undone: number[];
  digest: string;
  words: Dialect | undefined;
  name: string | undefined;
}

function writtenOrigin(origin: Origin, log: Uint8Array | null): WrittenOrigin {
  switch (origin.kind) {
    case "scenario":
      return { scenario: origin.id };
    case "lesson":
      return { lesson: origin.id };
    case "lessonFile":
      return { lessonFile: origin.text };
    case "log":
      return { log: { name: origin.file.name, data: toBase64(log ?? new Uint8Array()) } };
  }
}

/** What is usual is left out. `log`: the bytes of the log that it began with. */
export function write(session: Session, log: Uint8Array | null = null): string {
  const { actor, ahead, undone } = session;
  return JSON.stringify({
    format: FORMAT,
    page: PAGE_VERSION,
    origin: writtenOrigin(session.origin, log),
    ...(actor.user === ADMINISTRATOR && actor.isAdmin ? {} : { actor: { user: actor.user, admin: actor.isAdmin } }),
    calls: session.calls.map(({ number, after, call, partial, reach, since }) => ({
      at: call.at,
      ...(call.user === ADMINISTRATOR ? {} : { by: call.user }),
      ...(call.isAdmin ? {} : { admin: false }),
      call: call.name,
      args: writtenArguments(call.name, call.args),
      ...(after === number - 1 ? {} : { after }),
      ...(reach === call.at ? {} : { until: reach }),
      ...(since > 0 ? { since } : {}),
      ...(partial ? { partial } : {}),
    })),
    until: session.reach,
    here: session.here,
    now: session.now,
    ...(ahead.length === 0 ? {} : { ahead }),
    ...(undone.length === 0 ? {} : { undone }),
    digest: session.digest,
    ...(session.words ? { words: session.words } : {}),
    ...(session.name ? { name: session.name } : {}),
  });
}

const raw: Check<unknown> = (value) => value;
const ORIGIN = record<WrittenOrigin>({
  scenario: optional(text(80), undefined),
  lesson: optional(text(80), undefined),
  lessonFile: optional(text(1 << 20), undefined),
  log: optional(record({ name: text(1_024), data: text(2 * LOG_MOST) }), undefined),
});
const place = whole(0, CALLS_MOST);

const WRITTEN = record<Written>({
  format: text(80),
  page: text(40),
  origin: ORIGIN,
  actor: optional(record({ user: text(1_024), admin: flag }), undefined),
  calls: list(
    record<WrittenCall>({
      at: INSTANT,
      by: optional(text(1_024), ADMINISTRATOR),
      admin: optional(flag, true),
      call: oneOf(Object.keys(PARAMETERS) as CallName[]),
      args: list(raw, 4),
      after: optional(place, undefined),
      until: optional(INSTANT, undefined),
      since: optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
      partial: optional(flag, false),
    }),
    CALLS_MOST,
  ),
  until: INSTANT,
  here: place,
  now: INSTANT,
  ahead: optional(list(place, CALLS_MOST), []),
  undone: optional(list(place, CALLS_MOST), []),
  digest: text(64),
  words: optional(oneOf(DIALECTS), undefined),
  name: optional(text(NAME_MOST), undefined),
});

function readOrigin({ scenario, lesson, lessonFile, log }: WrittenOrigin): Origin {
  if (scenario !== undefined) return { kind: "scenario", id: scenario };
  if (lesson !== undefined) return { kind: "lesson", id: lesson };
  if (lessonFile !== undefined) return { kind: "lessonFile", text: lessonFile };
  if (log !== undefined) return { kind: "log", file: new File([fromBase64(log.data)], log.name) };
  throw new Invalid("It does not say what it begins with.");
}

function readCalls(written: readonly WrittenCall[]): SessionCall[] {
  const budget: Budget = { ids: IDS_MOST };
  return written.map((it, at) => {
    const number = at + 1;
    const after = it.after ?? at;
    if (after >= number) throw new Invalid(`calls[${at}] follows a call that comes later.`);
    const args = readArguments(it.call, it.args, `calls[${at}]`, budget);
    const call: Call = { at: it.at, user: it.by, isAdmin: it.admin, name: it.call, args };
    return { number, after, call, partial: it.partial, reach: it.until ?? it.at, since: it.since };
  });
}

/** Time goes forward on every branch, and nowhere further than people play. */
function checkTimes({ calls, reach, here, now, ahead }: Session): void {
  const first = Math.min(reach, now, ...calls.slice(0, 1).map(({ call }) => call.at));
  const instantOf = (number: number): number => calls[number - 1]?.call.at ?? first;
  for (const { number, after, call, reach: until } of calls) {
    if (call.at < instantOf(after)) throw new Invalid(`calls[${number - 1}] comes before the call that it follows.`);
    if (until < call.at) throw new Invalid(`calls[${number - 1}] ends before it begins.`);
  }
  const last = calls.reduce((most, it) => Math.max(most, it.reach), Math.max(now, reach));
  if (now < instantOf(here)) throw new Invalid("The clock stands before the last call.");
  if (ahead.some((number) => instantOf(number) < now)) throw new Invalid("The clock stands behind a call that is to come.");
  if (last - first > YEARS) throw new Invalid("It lasts longer than a thousand years.");
}

/** The numbers of a chain that goes on from `from`. */
function checkChain(calls: readonly SessionCall[], from: number, chain: readonly number[], where: string): void {
  let before = from;
  for (const number of chain) {
    if (calls[number - 1]?.after !== before) throw new Invalid(`${where} is no chain of calls.`);
    before = number;
  }
}

/** Reads what `write` wrote, or throws `Invalid` with a sentence. */
export function read(json: string): Session & { page: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Invalid("It is no text of this page.");
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === "string" && /^ccp-session\/\d+$/.test(format) && format !== FORMAT)
    throw new Invalid("It was made by another version of this page: load the page anew.");
  if (format !== FORMAT) throw new Invalid("It is no session of this page.");
  const written = WRITTEN(value, "session");
  const session: Session = {
    origin: readOrigin(written.origin),
    actor: { user: written.actor?.user ?? ADMINISTRATOR, isAdmin: written.actor?.admin ?? true },
    calls: readCalls(written.calls),
    reach: written.until,
    here: written.here,
    now: written.now,
    ahead: written.ahead,
    undone: written.undone,
    digest: written.digest,
    ...(written.words ? { words: written.words } : {}),
    ...(written.name ? { name: written.name } : {}),
  };
  if (session.here > session.calls.length) throw new Invalid("It ends at a call that is not in it.");
  checkTimes(session);
  checkChain(session.calls, session.here, session.ahead, "ahead");
  return { ...session, page: written.page };
}

/** The shown branch alone, its calls numbered anew: what a link holds. */
export function shownBranch(session: Session): Session {
  const byNumber = new Map(session.calls.map((it) => [it.number, it]));
  const path: SessionCall[] = [];
  for (let it = byNumber.get(session.here); it; it = byNumber.get(it.after)) path.unshift(it);
  const all = [...path, ...session.ahead.flatMap((number) => byNumber.get(number) ?? [])];
  return {
    ...session,
    calls: all.map((it, at) => {
      const next = all[at + 1];
      // How far one could have gone without the next call is no matter of this branch.
      return { ...it, number: at + 1, after: at, since: 0, reach: next ? it.call.at : it.reach };
    }),
    reach: all.length > 0 ? (all[0] as SessionCall).call.at : session.reach,
    here: path.length,
    ahead: all.slice(path.length).map((_, at) => path.length + at + 1),
    undone: [],
  };
}

/** What has been done up to the playhead, and nothing of what is known to come. */
export function upToHere(session: Session): Session {
  const { calls, here, now, reach, ...rest } = shownBranch(session);
  return {
    ...rest,
    calls: calls.slice(0, here).map((it) => ({ ...it, reach: Math.min(it.reach, now) })),
    here,
    now,
    reach: Math.min(reach, now),
    ahead: [],
  };
}
