/** A log of the Standard Workload Format, plain or gzipped, as a world. The mapping from lines to calls is the core's (`Replay`). */
import * as scheduler from "ccp-scheduler";
import type { Cluster } from "ccp-scheduler";
import type { Feed, World } from "../live/world";

type ReplayClass = new (bytes: Uint8Array) => Feed & { createCluster(): Cluster; readonly report: unknown };

async function bytes(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const stream = zipped ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function replayed(file: File): Promise<{ world: World; tone: "done" | "partial"; said: string }> {
  const { Replay } = scheduler as unknown as { Replay: ReplayClass };
  const replay = new Replay(await bytes(file));
  const cluster = replay.createCluster();
  return {
    world: { cluster, feed: replay, users: null, about: `${file.name}, replayed as it was logged.` },
    tone: "done",
    said: `${file.name} is open.`,
  };
}
