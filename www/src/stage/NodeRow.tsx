/** One node as a row: its name and state, then what each processor does. */
import type { ComputeNode } from "ccp-scheduler";
import { job, now, parameters, version } from "../live/store";
import { duration, person } from "../format";
import { concerned, willStart } from "../panel/panels";
import { Menu } from "../parts/menu";
import { nodeState, startsHere } from "../words";
import { NodeMark } from "./NodeMark";
import { busy, sums } from "./node";
import { nodeActions, nodesAct } from "./nodeActions";
import { onLaneClick, onLaneKey, option } from "./options";
import { outlines } from "./outlines";
import { type Block, blocks } from "./slots";

/** `named`: the block to the left is the same job and bears the name already. */
function JobBlock({ block, first, named }: { block: Block; first: boolean; named: boolean }) {
  version.value;
  const id = block.jobId as number;
  const it = job(id);
  const since = it?.startTime ?? null;
  const kind = block.state === "held" ? " held" : block.second ? " second" : "";
  const mark = concerned.value.has(id) ? " concerned" : "";
  const idleOnes = block.state === "held" ? ", held without a task" : "";
  return (
    <div
      class={`block${kind}${mark}`}
      style={{ gridColumn: `${block.start + 1} / span ${block.length}` }}
      title={it ? `Job ${id} ${it.name}, ${person(it.submittedBy)}${idleOnes}` : undefined}
      {...option(id, first)}
    >
      {named ? (
        <>
          <span class="unseen">
            job {id} {it?.name}
          </span>
          <span class="cut block-held">{block.length} held</span>
        </>
      ) : (
        <>
          <span class="unseen">job </span>
          <span class={`cut digits-${String(id).length}`}>
            {id}
            <span class="block-name"> {it?.name}</span>
          </span>
        </>
      )}
      {it && since !== null && !named && (
        <small class="block-more">
          {duration(now.value - since)} · {person(it.submittedBy)}
        </small>
      )}
    </div>
  );
}

/** Many changes a second: how much of it is busy and closed, and no more. */
function Average({ node }: { node: ComputeNode }) {
  const sum = sums(node);
  const all = node.numberOfProcessors;
  return (
    <div class="average" style={{ gridColumn: "1 / -1" }}>
      {sum.closed > 0 && <i class="shut" style={{ transform: `scaleX(${(busy(sum) + sum.closed) / all})` }} />}
      {sum.held > 0 && <i class="idle" style={{ transform: `scaleX(${busy(sum) / all})` }} />}
      <i style={{ transform: `scaleX(${sum.working / all})` }} />
    </div>
  );
}

/** The short form stands where nodes are many: the row is one line. */
function Head({ node, short }: { node: ComputeNode; short: boolean }) {
  const sum = sums(node);
  const limit = Number(parameters.value.InactivityCount ?? 3);
  const missed = node.missedHeartbeats > 0 && node.status !== "Unreachable";
  const word = nodeState(node, limit);
  const all = node.numberOfProcessors;
  return (
    <div class="node-head">
      {nodesAct.value ? (
        <Menu
          label={<span class="cut">{node.name}</span>}
          name={`Node ${node.name}`}
          class="ghost"
          sections={() => nodeActions(node)}
        />
      ) : (
        <b class="node-name cut">{node.name}</b>
      )}
      <small title={word || undefined}>
        {word === "" ? (
          <>
            {short ? `${busy(sum)}/${all}` : `${busy(sum)} of ${all} busy`}
            {sum.closed > 0 && <span class="unseen">, {sum.closed} closed</span>}
          </>
        ) : (
          <span class="node-state">
            <NodeMark node={node} />
            <span class="cut">
              {missed ? (
                <>
                  <span class="beat-word">no heartbeat, </span>
                  {node.missedHeartbeats} of {limit}
                </>
              ) : (
                word
              )}
            </span>
          </span>
        )}
      </small>
    </div>
  );
}

function Cells({ node }: { node: ComputeNode }) {
  const parts = blocks(node);
  const firstJob = parts.findIndex((part) => part.jobId !== null && part.state !== "closed");
  const coming = outlines(node.name, parts, willStart.value, concerned.value);
  const place = ({ start, length }: { start: number; length: number }) => ({
    gridColumn: `${start + 1} / span ${length}`,
  });
  return (
    <div
      class="processors"
      {...(firstJob >= 0
        ? {
            role: "listbox",
            "aria-label": `Jobs on ${node.name}`,
            "aria-multiselectable": true,
            onKeyDown: onLaneKey,
            onClick: onLaneClick,
          }
        : {})}
    >
      {parts.map((part, at) => {
        if (part.state === "free")
          return (
            <span
              key={`free${part.start}`}
              class={node.status === "Ready" ? "free" : "free off"}
              style={place(part)}
              aria-hidden="true"
            />
          );
        if (part.state === "closed")
          return (
            <span
              key={`closed${part.start}`}
              class="closed"
              style={place(part)}
              aria-hidden="true"
              title={`${part.length} closed: an exclusive job wants this node alone`}
            >
              <b>
                {part.length}
                <span class="closed-word"> closed</span>
              </b>
            </span>
          );
        // The key holds the place: a block never slides, it goes and comes.
        return (
          <JobBlock
            key={`${part.jobId}@${part.start}`}
            block={part}
            first={at === firstJob}
            named={at > 0 && parts[at - 1]?.jobId === part.jobId}
          />
        );
      })}
      {coming.map((it) => (
        <span key={`will${it.start}`} class="will-start" style={place(it)} aria-hidden="true" title={startsHere(it.jobId)}>
          <b class={`digits-${String(it.jobId).length}`}>{it.jobId}</b>
        </span>
      ))}
    </div>
  );
}

export function NodeRow({ node, average, short }: { node: ComputeNode; average: boolean; short: boolean }) {
  const edge = node.status === "Pending" ? " pending" : node.status === "Ready" ? "" : " off";
  return (
    <div class={`node${edge}`}>
      <Head node={node} short={short} />
      {average ? (
        <div class="processors">
          <Average node={node} />
        </div>
      ) : (
        <Cells node={node} />
      )}
    </div>
  );
}
