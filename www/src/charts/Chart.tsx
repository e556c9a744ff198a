/**
 * The frame of a chart: title, what it says in words, axes. Drawn as SVG in pixels by hand: three step lines and some
 * bars are less than what a library would bring, and so they wear the colours of the theme and stand under the policy.
 */
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { number } from "../format";
import { type Tick, ticks } from "../timeline/ticks";
import type { Span } from "../timeline/view";
import { boxOf, pointerOf } from "../parts/zoom";

export interface Plot {
  width: number;
  height: number;
  /** Where the plot begins: left of it stand the numbers, below it the times. */
  left: number;
  bottom: number;
  y(value: number): number;
}

const TOP = 8;
const BOTTOM = 20;

/** 1, 2 or 5 times a power of ten, up to the first that is not below `most`: each bar ends at or under a number. */
function roundMarks(most: number): number[] {
  const rough = Math.max(1, most) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((it) => it * power).find((it) => it >= rough) ?? rough);
  const found: number[] = [];
  for (let at = 0; at < Math.max(1, most) + step; at += step) found.push(at);
  return found;
}

export interface ChartProps {
  title: string;
  /** What it says now, in words. */
  says: string;
  legend?: VNode;
  /** The highest value. */
  most: number;
  /** The values with a line; else round ones are chosen. */
  marks?: readonly number[];
  span?: Span;
  onPoint?(part: number | null): void;
  children(plot: Plot): ComponentChildren;
}

export function Chart({ title, says, legend, most, marks, span, onPoint, children }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current as HTMLDivElement;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const scale = marks ?? roundMarks(most);
  const highest = Math.max(1, most, ...scale);
  const left = 12 + 8 * Math.max(...scale.map((it) => number(it).length));
  const bottom = height - BOTTOM;
  const y = (value: number): number => bottom - (value / highest) * (bottom - TOP);
  const x = (time: number, { from, to }: Span): number =>
    left + ((time - from) / Math.max(1, to - from)) * (width - left);
  const times: Tick[] = span ? ticks(span, width - left) : [];
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <p class="cut">{says}</p>
        {legend}
      </figcaption>
      <div
        ref={box}
        class="chart-plot"
        onPointerMove={(event) => {
          const at = pointerOf(event).x - boxOf(box.current as HTMLDivElement).left - left;
          onPoint?.(at < 0 ? null : Math.min(1, at / Math.max(1, width - left)));
        }}
        onPointerLeave={() => onPoint?.(null)}
      >
        {width > 0 && bottom > TOP && (
          <svg width={width} height={height} aria-hidden="true">
            {scale.map((it) => (
              <g key={it}>
                <path class="chart-line" d={`M${left} ${Math.round(y(it)) + 0.5}H${width}`} />
                <text x={left - 6} y={y(it) + 4} text-anchor="end">
                  {number(it)}
                </text>
              </g>
            ))}
            {span &&
              times
                .filter(({ time }) => x(time, span) + 40 < width)
                .map(({ time, label }) => (
                  <g key={time}>
                    <path class="chart-line" d={`M${Math.round(x(time, span)) + 0.5} ${TOP}V${bottom + 4}`} />
                    <text x={x(time, span) + 3} y={height - 5}>
                      {label}
                    </text>
                  </g>
                ))}
            {children({ width, height, left, bottom, y })}
            <path class="chart-axis" d={`M${left} ${bottom + 0.5}H${width}`} />
          </svg>
        )}
      </div>
    </figure>
  );
}
