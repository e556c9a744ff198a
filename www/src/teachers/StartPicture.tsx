/** The start of a lesson, drawn so that it holds on paper without colours: numbers, frames and crosses. */
import { Status } from "../parts/status";
import type { Cell, Start } from "./start";
import * as say from "./words";

const SIZE = 24;
const GAP = 3;

function Processor({ cell, x }: { cell: Cell; x: number }) {
  return (
    <g class={`processor ${cell.state}`}>
      <rect x={x + 1} y={1} width={SIZE - 2} height={SIZE - 2} rx={3} />
      {cell.state === "closed" && <path d={`M${x + 5} 5l14 14m0-14l-14 14`} />}
      {cell.job !== null && (
        <text x={x + SIZE / 2} y={17} text-anchor="middle">
          {cell.job}
        </text>
      )}
    </g>
  );
}

function Node({ name, state, words, cells }: Start["nodes"][number]) {
  const width = cells.length * (SIZE + GAP) - GAP;
  return (
    <div class="start-node">
      <b>
        {name}
        {state !== "" && <small> {state}</small>}
      </b>
      <svg viewBox={`0 0 ${width} ${SIZE}`} width={width} height={SIZE} role="img" aria-label={words}>
        {cells.map((cell, at) => (
          <Processor key={at} cell={cell} x={at * (SIZE + GAP)} />
        ))}
      </svg>
    </div>
  );
}

export function StartPicture({ start }: { start: Start }) {
  return (
    <div class="start">
      <div>
        <div class="start-nodes">
          {start.nodes.map((node) => (
            <Node key={node.name} {...node} />
          ))}
        </div>
        <p class="quiet">{say.LEGEND}</p>
      </div>
      <table>
        <thead>
          <tr>
            {say.JOB_COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {start.jobs.map((job) => (
            <tr key={job.id}>
              <th scope="row">
                {job.id} {job.name}
              </th>
              <td>{job.owner}</td>
              <td>{job.processors}</td>
              <td>
                <Status status={job.status} />
              </td>
              <td>{job.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
