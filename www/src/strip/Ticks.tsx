/** The events as ticks. Where many fall on one pixel the tick is higher; behind the playhead, what is known to come, they are pale. */
import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { drawnClock, version } from "../live/store";
import { tip } from "../live/history";
import { theme } from "../theme";
import { drawnAnew, instants, place, width } from "./scale";

const HEIGHT = 15;
const LOWEST = 4;
const PALE = 0.5;
const FAINT = 0.25;

/** How many instants fall on each pixel, as far as they were counted. */
let columns = new Uint32Array(0);
let counted = 0;
let countedFor = -1;

function count(): void {
  const all = instants();
  const anew = countedFor !== drawnAnew.peek() || columns.length !== width.peek() + 1;
  if (anew) {
    columns = new Uint32Array(width.peek() + 1);
    // The first is the start, at which nothing need have happened.
    counted = 1;
    countedFor = drawnAnew.peek();
  }
  for (; counted < all.length; counted += 1) {
    const x = Math.round(place(all[counted] as number));
    columns[x] = (columns[x] ?? 0) + 1;
  }
}

function draw(canvas: HTMLCanvasElement): void {
  count();
  const scale = devicePixelRatio;
  const across = Math.round(width.peek() * scale);
  const down = Math.round(HEIGHT * scale);
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width.peek(), HEIGHT);
  pen.fillStyle = getComputedStyle(canvas).color;
  const head = place(drawnClock.peek());
  const end = place(tip.peek());
  pen.fillRect(0, HEIGHT - 1, head, 1);
  pen.globalAlpha = FAINT;
  pen.fillRect(end, HEIGHT - 1, width.peek() - end, 1);
  pen.globalAlpha = PALE;
  for (let x = head; x < end; x += 8) pen.fillRect(x, HEIGHT - 2, Math.min(4, end - x), 2);
  for (let x = 0; x < columns.length; x += 1) {
    const n = columns[x] as number;
    if (n === 0) continue;
    const height = Math.min(HEIGHT - 1, LOWEST + 2 * Math.log2(n));
    pen.globalAlpha = x <= head + 0.5 ? 1 : PALE;
    pen.fillRect(x - 0.5, HEIGHT - 1 - height, 1, height);
  }
}

export function Ticks() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(
    () =>
      effect(() => {
        version.value;
        drawnClock.value;
        tip.value;
        drawnAnew.value;
        width.value;
        theme.value;
        if (canvas.current) draw(canvas.current);
      }),
    [],
  );
  useEffect(() => {
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const again = (): void => void (canvas.current && draw(canvas.current));
    scheme.addEventListener("change", again);
    return () => scheme.removeEventListener("change", again);
  }, []);
  return <canvas class="ticks" ref={canvas} aria-hidden="true" />;
}
