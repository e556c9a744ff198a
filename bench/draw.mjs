// The growth curves of `bench/results.json` as a picture: `docs/growth.svg`. Both axes are logarithmic, so that a line that runs
// beside the limit's grows as that does.

const WIDTH = 640;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 100;
const TOP = 16;
const BOTTOM = 48;
const COLORS = { limit: "#666666", queue: "#0072b2", add: "#56b4e9", start: "#009e73", finish: "#d55e00", expire: "#cc79a7", cancel: "#e69f00", requeue: "#332288" };

/** `growth`: for "natively" and each size the nanoseconds a job of each step. */
export function drawGrowth(growth) {
  const found = growth.natively;
  const sizes = Object.keys(found).map(Number);
  const steps = Object.keys(found[sizes[0]]);
  const all = sizes.flatMap((size) => steps.map((step) => found[size][step]));
  const low = Math.floor(Math.log10(Math.min(...all)));
  const high = Math.ceil(Math.log10(Math.max(...all)));
  const [first, last] = [Math.log10(sizes[0]), Math.log10(sizes.at(-1))];
  const x = (size) => LEFT + ((Math.log10(size) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (time) => TOP + ((high - Math.log10(time)) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const text = (at, up, words, extra = "") => `<text x="${at.toFixed(1)}" y="${up.toFixed(1)}"${extra}>${words}</text>`;
  const grid = [];
  for (let power = low; power <= high; power++) {
    const up = y(10 ** power);
    grid.push(`<path d="M${LEFT} ${up.toFixed(1)}H${WIDTH - RIGHT}" stroke="#dddddd"/>`, text(LEFT - 8, up + 4, `${(10 ** power).toLocaleString("en")} ns`, ' text-anchor="end"'));
  }
  for (const size of sizes) grid.push(text(x(size), HEIGHT - BOTTOM + 20, size.toLocaleString("en"), ' text-anchor="middle"'));
  // Names at the ends of the lines, moved apart where lines end together.
  const ends = steps.map((step) => ({ step, up: y(found[sizes.at(-1)][step]) })).sort((a, b) => a.up - b.up);
  for (let at = 1; at < ends.length; at++) ends[at].up = Math.max(ends[at].up, ends[at - 1].up + 14);
  const names = ends.map(({ step, up }) => text(WIDTH - RIGHT + 8, up + 4, step, ` fill="${COLORS[step]}"`));
  const lines = steps.map((step) => {
    const points = sizes.map((size) => `${x(size).toFixed(1)} ${y(found[size][step]).toFixed(1)}`);
    return `<path d="M${points.join("L")}" fill="none" stroke="${COLORS[step]}" stroke-width="2"${step === "limit" ? ' stroke-dasharray="5 4"' : ""}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="12">
<title>Nanoseconds a job for each step of its life, by the number of jobs, natively; dashed: one random line of memory</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
${[...grid, ...lines, ...names].join("\n")}
${text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "jobs", ' text-anchor="middle"')}
</svg>
`;
}
