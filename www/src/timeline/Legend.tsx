/** What the bars mean: their ends, or, coloured by user, whose they are. The table has it all in words. */
import { version } from "../live/store";
import { person } from "../format";
import { TIMELINE, statusWord } from "../words";
import { OTHERS, USER_COLOURS } from "./palette";
import { told } from "./story";
import { byUser } from "./view";

const SHAPES = [
  ["Running", "M0 0h18v2h-6v6h6v2H0z"],
  ["Finished", "M0 0h18v10H0z"],
  ["Failed", "M0 0h18l-4 2.5 4 2.5-4 2.5 4 2.5H0z"],
  ["Cancelled", "M0 0h12v10H0z"],
] as const;

function Users() {
  version.value;
  const { runs } = told();
  const all = runs.owners.map((owner, at) => [person(runs.text(owner)), USER_COLOURS[at]] as const);
  const more = all.length === OTHERS ? [["others", USER_COLOURS[OTHERS]] as const] : [];
  return (
    <>
      {[...all, ...more].map(([name, colour]) => (
        <span key={name}>
          <i class="l-user" style={{ background: colour }} /> {name}
        </span>
      ))}
    </>
  );
}

export function Legend() {
  return (
    <p class="legend tl-legend" aria-label={byUser.value ? "Colours of users" : undefined} aria-hidden={!byUser.value}>
      {byUser.value ? (
        <Users />
      ) : (
        <>
          {SHAPES.map(([status, path]) => (
            <span key={status}>
              <svg width="18" height="10" aria-hidden="true" class={`mark-${status}`}>
                <path d={path} fill="currentColor" />
                {status === "Cancelled" && <path d="M16 0h2v10h-2z" class="tl-ink" />}
              </svg>
              {statusWord(status)}
            </span>
          ))}
          <span>
            <i class="l-closed" /> {TIMELINE.closed}
          </span>
          <span>
            <svg width="18" height="10" aria-hidden="true" class="tl-ink">
              <path d="M.5.5h17v9H.5z" fill="none" stroke="currentColor" stroke-dasharray="3 2" />
              <path d="M0 0h6L0 6z" fill="currentColor" />
            </svg>
            {TIMELINE.promised}
          </span>
        </>
      )}
    </p>
  );
}
