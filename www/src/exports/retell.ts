/**
 * Plays the shown session once more, unseen, from its very origin to where the playhead stands, and hears all of it:
 * what is exported is complete, however much the page has forgotten meanwhile.
 */
import { Cluster, type ClusterError, type ClusterEvent, type ClusterOptions, type ConsoleAnswer } from "ccp-scheduler";
import { type Call, MUTATING, type Mutating, type Secretary, changing, isSilent, keptArguments, madeBy, plainArguments } from "../live/calls";
import type { Opening } from "../live/world";
import { created } from "../scenarios/building";
import { openOrigin } from "../scenarios/origin";
import { Invalid } from "../share/check";
import { discard, play } from "../share/play";
import { present } from "../share/present";
import { begin } from "../share/progress";
import { type Session, upToHere } from "../share/session";
import * as say from "./words";

/** A call of anybody, with what became of it. A line of the console is the calls that it made: all languages have them. */
export interface Recorded extends Call {
  name: Mutating;
  /** The code with which it stopped half-way; null if all was well. */
  code: string | null;
  /** Then: how many of its items took effect. */
  completed: number | null;
}

type Method = (...args: unknown[]) => unknown;

/** A cluster that writes down the calls that change it, whoever makes them. */
class RecordingCluster extends Cluster implements Secretary {
  readonly options: ClusterOptions;
  readonly recorded: Recorded[] = [];

  constructor(options: ClusterOptions) {
    super(options);
    this.options = options;
    for (const name of MUTATING) {
      const method = Cluster.prototype[name] as Method;
      Object.defineProperty(this, name, { value: (...args: unknown[]) => this.#record(name, method, args) });
    }
  }

  hearLine(line: string, files: Record<string, string>, run: () => ConsoleAnswer): ConsoleAnswer {
    const value = run();
    const call: Call = { at: this.now, user: this.user, isAdmin: this.isAdmin, name: "console", args: [line, files] };
    for (const { since, error, ...made } of changing(madeBy(call, { value, error: null }, 0), this.eventCount))
      this.recorded.push({ ...made, code: error?.code ?? null, completed: error?.completed ?? null });
    return value;
  }

  #record(name: Mutating, method: Method, args: unknown[]): unknown {
    const plain = plainArguments(name, args);
    const { now: at, user, isAdmin, eventCount } = this;
    const write = (code: string | null, completed: number | null): void => {
      if (this.eventCount !== eventCount || isSilent(name)) this.recorded.push({ at, user, isAdmin, name, args: keptArguments(name, plain), code, completed });
    };
    try {
      const value = method.apply(this, plain);
      write(null, null);
      return value;
    } catch (thrown) {
      const { code, completed } = thrown as Partial<ClusterError>;
      write(code ?? "", completed ?? null);
      throw thrown;
    }
  }
}

export interface Tale {
  options: ClusterOptions;
  calls: readonly Recorded[];
  /** Where the playhead stands. */
  end: number;
  digest: string;
}

/** While it lasts the visitor sees how far it is, and can stop it. */
async function playAgain(session: Session, open: () => Promise<Opening>): Promise<Opening> {
  const { signal: stop, onProgress, end } = begin(say.EXPORT);
  try {
    const { opening, digest } = await play(upToHere(session), { open, stop, onProgress });
    // What was cut short has none.
    if (session.digest === "" || digest === session.digest) return opening;
    discard(opening);
    throw new Invalid(say.NOT_THE_SAME);
  } finally {
    end();
  }
}

/**
 * All calls since the cluster was made, up to the playhead of the session. Not of a log: its calls are the log's.
 * `look` sees the cluster as it is there.
 */
export async function retellCalls(session = present() as Session, look: (cluster: Cluster) => void = () => {}): Promise<Tale> {
  if (session.origin.kind === "log") throw new Invalid(say.NOT_OF_A_LOG);
  let cluster: RecordingCluster | null = null;
  const opening = await playAgain(session, () => openOrigin(session.origin, (options) => (cluster = new RecordingCluster(options))));
  const { options, recorded } = cluster as unknown as RecordingCluster;
  look(opening.cluster);
  discard(opening);
  return { options, calls: recorded, end: session.now, digest: session.digest };
}

export type Listener = (events: readonly ClusterEvent[], cluster: Cluster) => void;

/** All events since the cluster was made, with the cluster as it is when they are heard. */
export async function retellEvents(listener: Listener): Promise<void> {
  const session = present() as Session;
  let listens = false;
  const listen = (cluster: Cluster): void => {
    listens = true;
    cluster.subscribe((events) => listener(events, cluster));
  };
  const opening = await playAgain(session, async () => {
    const it = await openOrigin(session.origin, (options) => {
      const cluster = created(options);
      listen(cluster);
      return cluster;
    });
    // A log makes its cluster by itself.
    if (!listens) {
      listener(it.past ?? [], it.cluster);
      listen(it.cluster);
    }
    return it;
  });
  discard(opening);
}
