/** What a job asked for. */
import type { Job } from "ccp-scheduler";
import { Fragment } from "preact";
import { count, duration, person, runtimeLength } from "../format";
import * as say from "./words";

export function Terms({ it }: { it: Job }) {
  const limit = runtimeLength(it.runtime);
  const { minimumNumberOfProcessors: least, maximumNumberOfProcessors: most } = it;
  const rows: [string, string][] = [
    ["Owner", person(it.submittedBy)],
    ["Asks for", least === most ? count(least, "processor") : `${least} to ${count(most, "processor")}`],
    ["Exclusive", it.isExclusive ? say.WANTS_ALONE : say.SHARES],
    ["Limit", limit === null ? say.NONE : duration(limit)],
    ["Priority", say.priority(it.priority)],
  ];
  if (it.runUntilCanceled) rows.push(["Stays", say.UNTIL_CANCELLED_SHORT]);
  if (it.askedNodes.length > 0) rows.push(["Nodes", it.askedNodes.join(", ")]);
  if (it.project) rows.push(["Project", it.project]);
  return (
    <section aria-label="Terms">
      <h3>Terms</h3>
      <dl class="terms">
        {rows.map(([term, value]) => (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
