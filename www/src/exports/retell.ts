/**
 * Plays the shown session once more, unseen, from its very origin to where the playhead stands, and hears all of it:
 * what is exported is complete, however much the page has forgotten meanwhile.
 */
import { Cluster, type ClusterEvent, type ClusterOptions } from "ccp-scheduler";
import { type Call, MUTATING, type Mutating, keptArguments, plainArguments } from "../live/calls";
import type { Opening } from "../live/world";
import { created } from "../scenarios/building";
import { openOrigin } from "../scenarios/origin";
import { Invalid } from "../share/check";
import { discard, play } from "../share/play";
import { present } from "../share/present";
import { begin } from "../share/progress";
import { type Session, upToHere } from "../share/session";
import * as say from "./words";

/** A call of anybody, with what became of it. */
export interface Recorded extends Call {
  name: Mutating;
  /** The code with which it stopped half-way; null if all was well. */
  code: string | null;
}

type Method = (...args: unknown[]) => unknown;

/** A cluster that writes down the calls that change it, whoever makes them. */
class RecordingCluster extends Cluster {
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

  #record(name: Mutating, method: Method, args: unknown[]): unknown {
    const plain = plainArguments(name, args);
    const { now: at, user, isAdmin, eventCount } = this;
    const write = (code: string | null): void => {
      if (this.eventCount !== eventCount) this.recorded.push({ at, user, isAdmin, name, args: keptArguments(name, plain), code });
    };
    try {
      const value = method.apply(this, plain);
      write(null);
      return value;
    } catch (thrown) {
      write((thrown as { code?: string }).code ?? "");
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
    if (digest === session.digest) return opening;
    discard(opening);
    throw new Invalid(say.NOT_THE_SAME);
  } finally {
    end();
  }
}

/** All calls since the cluster was made. Not of a log: its calls are the log's. */
export async function retellCalls(): Promise<Tale> {
  const session = present() as Session;
  if (session.origin.kind === "log") throw new Invalid(say.NOT_OF_A_LOG);
  let cluster: RecordingCluster | null = null;
  const opening = await playAgain(session, () => openOrigin(session.origin, (options) => (cluster = new RecordingCluster(options))));
  const { options, recorded } = cluster as unknown as RecordingCluster;
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
