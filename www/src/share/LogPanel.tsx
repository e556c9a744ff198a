/** The log that is replayed: what was read, what was not understood, and its cancels that came in bursts. It stays until it is closed. */
import { useSignal } from "@preact/signals";
import { report } from "../live/actions";
import { world } from "../live/world";
import { count, dayTime, duration, hourMinuteSecond, number, person } from "../format";
import { leftOut } from "../scenarios/log-file";
import { type Burst, asOneCall, findBursts, look } from "./bursts";
import { whyNot } from "./open";
import { Pane } from "./Pane";
import { Stopped } from "./progress";
import * as say from "./words";

const failed = (problem: unknown): void => {
  if (!(problem instanceof Stopped)) report("refused", whyNot(problem));
};

function Line({ burst }: { burst: Burst }) {
  const { user, from, to, calls, ids, started, lost } = burst;
  const title = say.burst(person(user), `${dayTime(from).slice(0, 4)}${hourMinuteSecond(from)}`, hourMinuteSecond(to));
  return (
    <li>
      <b>{title}</b>
      <span>
        {say.burstCalls(count(ids.length, "job"), number(calls))}{" "}
        {started > 0 ? say.burstLost(started, duration(lost)) : say.BURST_NOTHING_LOST}
      </span>
      <div class="buttons">
        <button type="button" onClick={() => void look(burst).catch(failed)}>
          {say.GO_THERE}
        </button>
        <button type="button" onClick={() => void asOneCall(burst).catch(failed)}>
          {say.AS_ONE_CALL}
        </button>
      </div>
    </li>
  );
}

export function LogPanel() {
  const bursts = useSignal<readonly Burst[] | null>(null);
  const it = world.value;
  const log = it?.log;
  if (it?.origin.kind !== "log" || !log) return <Pane title={say.YOUR_LOG}>{say.NO_LOG}</Pane>;
  const { origin } = it;
  const left = leftOut(log);
  const find = (): void =>
    void findBursts(origin).then((found) => {
      bursts.value = found;
    }, failed);
  return (
    <Pane title={say.YOUR_LOG}>
      <section>
        <p>
          {say.logRead(origin.file.name, say.FORMATS[log.format], count(log.jobs, "job"), count(log.processors, "processor"))}{" "}
          {log.processorsFrom === "use" && say.PROCESSORS_FROM_USE}
        </p>
      </section>
      <section>
        <h3>{say.NOT_UNDERSTOOD}</h3>
        {log.broken === 0 && left.length === 0 && <p>{say.ALL_UNDERSTOOD}</p>}
        {log.broken > 0 && (
          <>
            <p>{say.brokenLines(log.broken, log.firstBroken.length)}</p>
            <table class="broken-lines">
              <thead>
                <tr>
                  <th scope="col">{say.LINE}</th>
                  <th scope="col">{say.PROBLEM}</th>
                </tr>
              </thead>
              <tbody>
                {log.firstBroken.map(({ line, problem }) => (
                  <tr key={line}>
                    <td>{number(line)}</td>
                    <td>{problem}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
        {left.length > 0 && (
          <ul class="left-out">
            {left.map(([n, why]) => (
              <li key={why}>{`${count(n, "job")} ${why}`}</li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3>{say.BURSTS}</h3>
        <p class="quiet">{say.BURSTS_ABOUT}</p>
        {bursts.value === null ? (
          <div>
            <button type="button" onClick={find}>
              {say.FIND_BURSTS}
            </button>
          </div>
        ) : bursts.value.length === 0 ? (
          <p>{say.NO_BURSTS}</p>
        ) : (
          <ul class="bursts">
            {bursts.value.map((burst) => (
              <Line key={`${burst.user} ${burst.from}`} burst={burst} />
            ))}
          </ul>
        )}
      </section>
    </Pane>
  );
}
