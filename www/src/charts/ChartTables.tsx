/** The charts as tables: at regular instants, and by length of waiting. Read where the charts are drawn, seen where one asks. */
import { nearTime, number } from "../format";
import { CHARTS } from "../words";
import { instants, levels, range, total, waits } from "./figures";

export function ChartTables({ shown }: { shown: boolean }) {
  const { to } = range.value;
  return (
    <div class={shown ? "charts-tables" : "unseen"} tabIndex={shown ? 0 : undefined} role="group" aria-label={CHARTS.tables}>
      <table>
        <caption>{CHARTS.overTime}</caption>
        <thead>
          <tr>
            {CHARTS.columns.map((label) => (
              <th key={label} scope="col" class="right">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.value.map((time) => {
            const { working, held, closed, waiting, running } = levels(time);
            const free = Math.max(0, total.value - working - held - closed);
            return (
              <tr key={time}>
                <th scope="row" class="right">
                  {time === to ? CHARTS.now(nearTime(time, to)) : nearTime(time, to)}
                </th>
                {[working, held, closed, free, running, waiting].map((value, at) => (
                  <td key={at} class="right">
                    {number(value)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      <table>
        <caption>{CHARTS.waits}</caption>
        <thead>
          <tr>
            {CHARTS.waitColumns.map((label, at) => (
              <th key={label} scope="col" class={at > 0 ? "right" : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {waits.value.bins.map(({ started, waiting }, at) => (
            <tr key={at}>
              <th scope="row">{CHARTS.binWords[at]}</th>
              <td class="right">{number(started)}</td>
              <td class="right">{number(waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
