/**
 * Who ran where and when, told by the events. One job may have several runs, and one number several jobs, one after the
 * other: each is a "life". All of it stands in columns that only grow, in the order of time, so that what is in sight is
 * found without going through the rest.
 */
import type { ClusterEvent, EndedBy, JobStatus } from "ccp-scheduler";
import { STATUSES } from "../parts/status";
import { bytes, floats, ints } from "./column";

export const RUNNING = STATUSES.indexOf("Running");
const FAILED = STATUSES.indexOf("Failed");
const CANCELLED = STATUSES.indexOf("Cancelled");
const ENDINGS: readonly (EndedBy | null)[] = [null, "itself", "call", "job", "limit", "requeue", "system"];

/** So many pieces of a node are skipped at once where all of them ended too early. */
const BLOCK = 64;

const OWNERS = 8;
/** The last runs that ended: what is typical now. */
const RECENT = 31;

/** What no event tells. */
export interface Asked {
  isExclusive(job: number): boolean;
  nameOf(job: number): string;
}

/** One node: its pieces in the order of their starts, and for each block of them when the last one ends. */
export class NodeRuns {
  readonly pieces = ints();
  readonly blockEnds = floats();
  readonly slots: Int32Array;
  readonly name: string;
  constructor(name: string, processors: number) {
    this.name = name;
    this.slots = new Int32Array(processors).fill(-1);
  }
}

export class Runs {
  readonly nodes: NodeRuns[] = [];
  readonly #nodeOf = new Map<string, number>();
  readonly #present = new Map<number, number>();
  readonly #texts: string[] = [""];
  readonly #textOf = new Map<string, number>([["", 0]]);
  readonly #asked: Asked;
  readonly #recent: number[] = [];
  /** The first so many who submitted anything, as texts: each gets a colour of its own. */
  readonly owners: number[] = [];

  /** `queued`: since when it waits, or waited last; `row`: its place in `started`, or −1; `last`: its last run, or −1. */
  readonly life = {
    job: ints(),
    name: ints(),
    owner: ints(),
    queued: floats(),
    waits: bytes(),
    gone: bytes(),
    row: ints(),
    last: ints(),
  };
  /** Lives in the order of their first start: the rows of "by job". */
  readonly started = ints();

  /** `end` is Infinity while it runs; `before` is the life's run before this one, or −1; `superseded`: its job was queued again. */
  readonly run = {
    life: ints(),
    start: floats(),
    end: floats(),
    waited: floats(),
    how: bytes(),
    by: bytes(),
    message: ints(),
    attempt: ints(),
    backfill: bytes(),
    superseded: bytes(),
    processors: ints(),
    /** Processors that nobody else could use meanwhile. */
    closed: ints(),
    before: ints(),
    firstPiece: ints(),
    pieces: ints(),
  };
  /** A run on one node: neighbouring processors of it. `at` is its place in the node's own list. */
  readonly piece = { run: ints(), node: ints(), slot: ints(), size: ints(), at: ints() };

  constructor(nodes: readonly { name: string; numberOfProcessors: number }[], asked: Asked) {
    this.#asked = asked;
    for (const { name, numberOfProcessors } of nodes) {
      this.#nodeOf.set(name, this.nodes.length);
      this.nodes.push(new NodeRuns(name, numberOfProcessors));
    }
  }

  text = (index: number): string => this.#texts[index] ?? "";
  jobOf = (run: number): number => this.life.job.at(this.run.life.at(run));
  ownerOf = (run: number): string => this.text(this.life.owner.at(this.run.life.at(run)));
  nameOf = (run: number): string => this.text(this.life.name.at(this.run.life.at(run)));
  /** The job of this run is still in the cluster: its number means it, and nobody else. */
  isHere = (run: number): boolean => this.life.gone.at(this.run.life.at(run)) === 0;
  statusOf = (run: number): JobStatus => STATUSES[this.run.how.at(run)] as JobStatus;
  endedBy = (run: number): EndedBy | null => ENDINGS[this.run.by.at(run)] ?? null;

  /** The present life of a job, −1 if there is none. */
  lifeOf = (job: number): number => this.#present.get(job) ?? -1;
  /** The last run of a job that is in the cluster, −1 if it never ran. */
  lastRun(job: number): number {
    const life = this.lifeOf(job);
    return life < 0 ? -1 : this.life.last.at(life);
  }

  /** Where it ran. */
  placesOf(run: number): { node: string; processors: number }[] {
    const sums = new Map<number, number>();
    const first = this.run.firstPiece.at(run);
    for (let at = first; at < first + this.run.pieces.at(run); at += 1) {
      const node = this.piece.node.at(at);
      sums.set(node, (sums.get(node) ?? 0) + this.piece.size.at(at));
    }
    return [...sums].map(([node, processors]) => ({ node: (this.nodes[node] as NodeRuns).name, processors }));
  }

  take(event: ClusterEvent): void {
    const job = event.jobId;
    if (job === undefined) return;
    if (event.type === "JobAdded") this.begin(job, event.name ?? "", event.owner ?? "");
    else if (event.type === "JobModified") this.#rename(job);
    else if (event.type === "JobRemoved") this.#leave(job);
    else if (event.type === "JobStatus") this.#status(job, event);
  }

  begin(job: number, name: string, owner: string): number {
    this.#leave(job);
    const { life } = this;
    const at = life.job.push(job);
    life.name.push(this.#intern(name));
    const who = this.#intern(owner);
    life.owner.push(who);
    if (this.owners.length < OWNERS && !this.owners.includes(who)) this.owners.push(who);
    life.queued.push(Number.NaN);
    life.waits.push(0);
    life.gone.push(0);
    life.row.push(-1);
    life.last.push(-1);
    this.#present.set(job, at);
    return at;
  }

  #status(job: number, event: ClusterEvent): void {
    const life = this.lifeOf(job);
    if (life < 0) return;
    if (event.from === "Running") {
      const how =
        event.to === "Queued" ? (event.endedBy === "system" ? FAILED : CANCELLED) : STATUSES.indexOf(event.to as JobStatus);
      this.stop(this.life.last.at(life), event.time, how, event.endedBy ?? null, event.message ?? "");
    }
    this.life.waits.data[life] = event.to === "Queued" ? 1 : 0;
    if (event.to === "Queued") {
      this.life.queued.data[life] = event.time;
      const last = this.life.last.at(life);
      if (last >= 0) this.run.superseded.data[last] = 1;
    } else if (event.to === "Running") {
      this.start(life, event.time, event.nodes ?? [], event.attempt ?? 1, event.isBackfill === true);
    }
  }

  start(
    life: number,
    time: number,
    nodes: readonly { name: string; processors: number }[],
    attempt: number,
    backfill: boolean,
  ): number {
    const { run } = this;
    const before = this.life.last.at(life);
    if (before < 0) this.life.row.data[life] = this.started.push(life);
    const at = run.life.push(life);
    run.start.push(time);
    run.end.push(Number.POSITIVE_INFINITY);
    run.waited.push(time - this.life.queued.at(life));
    run.how.push(RUNNING);
    run.by.push(0);
    run.message.push(0);
    run.attempt.push(attempt);
    run.backfill.push(backfill ? 1 : 0);
    run.superseded.push(0);
    run.before.push(before);
    run.firstPiece.push(this.piece.run.length);
    let processors = 0;
    let left = 0;
    for (const place of nodes) {
      const node = this.#nodeOf.get(place.name);
      processors += place.processors;
      if (node === undefined) continue;
      const { slots } = this.nodes[node] as NodeRuns;
      // Only where nobody else was can it want the node alone.
      if (place.processors < slots.length && slots.every((it) => it < 0)) left += slots.length - place.processors;
      this.#seat(at, node, place.processors);
    }
    run.pieces.push(this.piece.run.length - run.firstPiece.at(at));
    run.processors.push(processors);
    run.closed.push(left > 0 && this.#asked.isExclusive(this.life.job.at(life)) ? left : 0);
    this.life.last.data[life] = at;
    return at;
  }

  /** Side by side where there is such a gap, else wherever a processor is idle. */
  #seat(run: number, node: number, size: number): void {
    const { slots } = this.nodes[node] as NodeRuns;
    let gap = 0;
    for (let slot = 0; slot < slots.length; slot += 1) {
      gap = (slots[slot] as number) < 0 ? gap + 1 : 0;
      if (gap < size) continue;
      this.#piece(run, node, slot - size + 1, size);
      return;
    }
    let left = size;
    for (let slot = 0; slot < slots.length && left > 0; slot += 1) {
      if ((slots[slot] as number) >= 0) continue;
      let length = 1;
      while (length < left && slot + length < slots.length && (slots[slot + length] as number) < 0) length += 1;
      this.#piece(run, node, slot, length);
      left -= length;
      slot += length;
    }
  }

  #piece(run: number, node: number, slot: number, size: number): void {
    const { pieces, blockEnds, slots } = this.nodes[node] as NodeRuns;
    const at = this.piece.run.push(run);
    this.piece.node.push(node);
    this.piece.slot.push(slot);
    this.piece.size.push(size);
    const place = pieces.push(at);
    this.piece.at.push(place);
    if (place % BLOCK === 0) blockEnds.push(Number.POSITIVE_INFINITY);
    else blockEnds.data[blockEnds.length - 1] = Number.POSITIVE_INFINITY;
    slots.fill(at, slot, slot + size);
  }

  stop(run: number, time: number, how: number, by: EndedBy | null, message: string): void {
    if (run < 0 || this.run.how.at(run) !== RUNNING) return;
    this.run.end.data[run] = time;
    this.run.how.data[run] = how;
    this.run.by.data[run] = ENDINGS.indexOf(by);
    this.run.message.data[run] = this.#intern(message);
    this.#recent.push(time - this.run.start.at(run));
    if (this.#recent.length > RECENT) this.#recent.shift();
    const first = this.run.firstPiece.at(run);
    for (let at = first; at < first + this.run.pieces.at(run); at += 1) {
      const node = this.nodes[this.piece.node.at(at)] as NodeRuns;
      const slot = this.piece.slot.at(at);
      for (let to = slot; to < slot + this.piece.size.at(at); to += 1) if (node.slots[to] === at) node.slots[to] = -1;
      this.#blockEnd(node, Math.floor(this.piece.at.at(at) / BLOCK));
    }
  }

  #blockEnd(node: NodeRuns, block: number): void {
    let latest = Number.NEGATIVE_INFINITY;
    const end = Math.min(node.pieces.length, (block + 1) * BLOCK);
    for (let at = block * BLOCK; at < end; at += 1) {
      latest = Math.max(latest, this.run.end.at(this.piece.run.at(node.pieces.at(at))));
    }
    node.blockEnds.data[block] = latest;
  }

  /** How long runs take lately, null before any ended. */
  typicalLength(): number | null {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }

  /** All pieces of a node that touch this span of time, in the order of their starts. */
  eachPiece(node: NodeRuns, from: number, to: number, visit: (piece: number, run: number) => void): void {
    const { pieces, blockEnds } = node;
    for (let block = 0; block < blockEnds.length; block += 1) {
      if (blockEnds.at(block) < from) continue;
      const end = Math.min(pieces.length, (block + 1) * BLOCK);
      for (let at = block * BLOCK; at < end; at += 1) {
        const piece = pieces.at(at);
        const run = this.piece.run.at(piece);
        if (this.run.start.at(run) > to) return;
        if (this.run.end.at(run) >= from) visit(piece, run);
      }
    }
  }

  /** All runs that touch this span of time, in the order of their starts. */
  inSight(from: number, to: number): Int32Array {
    const end = this.run.start.after(to);
    const found = new Int32Array(end);
    let n = 0;
    for (let run = 0; run < end; run += 1) if (this.run.end.at(run) >= from) found[n++] = run;
    return found.slice(0, n);
  }

  #leave(job: number): void {
    const life = this.lifeOf(job);
    if (life < 0) return;
    this.life.gone.data[life] = 1;
    this.#present.delete(job);
  }

  #rename(job: number): void {
    const life = this.lifeOf(job);
    if (life >= 0) this.life.name.data[life] = this.#intern(this.#asked.nameOf(job));
  }

  #intern(text: string): number {
    const known = this.#textOf.get(text);
    if (known !== undefined) return known;
    this.#textOf.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}
