/**
 * The drawn timeline. It is for the eye and the pointer; the table beneath it has the same for everybody else, and the
 * focus is drawn here. It is drawn anew when something in it moved by a pixel, and at most twice a second when it
 * would stream past.
 */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { calm, clock, columns, drawnClock, version } from "../live/store";
import { choose, selected } from "../live/selection";
import { boxOf, zoom as enlarged, pointerOf } from "../parts/zoom";
import { theme } from "../theme";
import { type Picture, draw } from "./draw";
import { nodeWords, reservation, userColour, waitingRows } from "./facts";
import { palette } from "./palette";
import { type Scene, hit, overflow, plotTop, rowHeight, rowTop, timeAt } from "./scene";
import { told } from "./story";
import { byUser, focused, following, held, pan, pointed, rows, span, turned, zoom } from "./view";

const GUTTER = { nodes: 84, jobs: 152 };
/** By job, of the height: where the jobs that wait begin. */
const ABOVE = 0.7;
/** Less is a click. */
const DRAG = 4;
/** Of the width, in a second: faster than that it would stream. */
const STREAM = 0.25;
const STREAM_EVERY = 500;

export function Drawing() {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const spacer = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const scroller = box.current as HTMLDivElement;
    const surface = canvas.current as HTMLCanvasElement;
    const room = spacer.current as HTMLDivElement;
    const pen = surface.getContext("2d") as CanvasRenderingContext2D;
    let scene: Scene | null = null;
    let wanted = false;
    let width = 0;
    let height = 0;
    let last = { at: 0, edge: 0 };
    let later = 0;
    /** Where the pointer rests. */
    let rests: { x: number; y: number } | null = null;

    /** The pointer tells what lies under it, also where the picture moved and the pointer did not. */
    const tell = (): void => {
      if (!rests) return;
      const found = scene ? hit(scene, rests.x, rests.y) : { run: -1, job: 0 };
      pointed.value = found.run;
      surface.style.cursor = found.job > 0 ? "pointer" : "";
    };

    const paint = (): void => {
      wanted = false;
      if (width === 0 || height === 0) return;
      const { runs } = told();
      const gutter = Math.min(GUTTER[rows.peek()], width / 3);
      const picture: Picture = {
        runs,
        rows: rows.peek(),
        width,
        height,
        scroll: 0,
        span: span(),
        now: drawnClock.peek(),
        gutter,
        waiting: rows.peek() === "jobs" ? waitingRows.peek() : [],
        colours: palette(),
        selected: selected.peek(),
        pointed: pointed.peek(),
        focused: focused.peek(),
        reservation: reservation.peek(),
        userColour: byUser.peek() ? (run) => userColour(runs, run) : null,
        nodeWord: (name) => nodeWords.peek().get(name) ?? "",
      };
      const most = overflow(picture);
      room.style.height = `${most}px`;
      // By job the latest rows are those of now: above them who ran, below them who waits.
      if (picture.rows === "jobs" && following.peek() && !held.pointer && !held.focus)
        scroller.scrollTop = runs.started.length * rowHeight(picture) - ABOVE * (height - plotTop);
      picture.scroll = Math.min(most, scroller.scrollTop);
      scene = picture;
      last = { at: performance.now(), edge: picture.span.from };
      const scale = devicePixelRatio * enlarged.peek();
      if (surface.width !== Math.round(width * scale) || surface.height !== Math.round(height * scale)) {
        surface.width = Math.round(width * scale);
        surface.height = Math.round(height * scale);
        surface.style.width = `${width}px`;
        surface.style.height = `${height}px`;
      }
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      draw(pen, picture);
      if (!down) tell();
    };
    const soon = (): void => {
      if (wanted) return;
      wanted = true;
      requestAnimationFrame(paint);
    };

    const stopEffects = [
      effect(() => {
        version.value;
        turned.value;
        selected.value;
        pointed.value;
        focused.value;
        rows.value;
        byUser.value;
        theme.value;
        reservation.value;
        nodeWords.value;
        if (rows.value === "jobs") waitingRows.value;
        soon();
      }),
      effect(() => {
        if (calm.value || !scene) return;
        const moved = Math.abs(clock.value - scene.now) / ((scene.span.to - scene.span.from) / (width - scene.gutter));
        if (moved < 1) return;
        const since = performance.now() - last.at;
        if (moved > (STREAM * width * since) / 1_000 && since < STREAM_EVERY) {
          clearTimeout(later);
          later = window.setTimeout(soon, STREAM_EVERY - since);
        } else soon();
      }),
    ];

    const observer = new ResizeObserver(() => {
      width = scroller.clientWidth;
      height = scroller.clientHeight;
      soon();
    });
    observer.observe(scroller);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", soon);
    scroller.addEventListener("scroll", soon, { passive: true });

    // ── the pointer ──
    let down: { x: number; y: number; dragged: boolean } | null = null;
    const at = (event: MouseEvent): { x: number; y: number } => {
      const place = boxOf(surface);
      const { x, y } = pointerOf(event);
      return { x: x - place.left, y: y - place.top };
    };
    const point = (event: PointerEvent): void => {
      const { x, y } = at(event);
      if (down && scene) {
        const [dx, dy] = [x - down.x, y - down.y];
        if (!down.dragged && Math.hypot(dx, dy) < DRAG) return;
        down = { x, y, dragged: true };
        const each = (scene.span.to - scene.span.from) / (width - scene.gutter);
        pan(-dx * each);
        scroller.scrollTop -= dy;
        return;
      }
      rests = { x, y };
      tell();
    };
    const press = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      down = { ...at(event), dragged: false };
      if (event.pointerType === "mouse") surface.setPointerCapture(event.pointerId);
    };
    const release = (event: PointerEvent): void => {
      const was = down;
      down = null;
      if (!was || was.dragged || !scene) return;
      const { job } = hit(scene, was.x, was.y);
      if (job > 0) choose(job, event, columns.peek().ids);
    };
    const enter = (): void => void (held.pointer = true);
    const leave = (): void => {
      held.pointer = false;
      down = null;
      rests = null;
      pointed.value = -1;
      soon();
    };
    const wheel = (event: WheelEvent): void => {
      if (!scene) return;
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const { from, to } = span();
      if (sideways && !event.ctrlKey) {
        pan(((event.deltaX || event.deltaY) * (to - from)) / (width - scene.gutter));
      } else if (event.ctrlKey || overflow(scene) === 0) {
        zoom(1.002 ** event.deltaY, timeAt(scene, Math.max(scene.gutter, at(event).x)));
      } else return;
      event.preventDefault();
    };
    const handlers = {
      pointermove: point,
      pointerdown: press,
      pointerup: release,
      pointercancel: leave,
      pointerenter: enter,
      pointerleave: leave,
      wheel,
    };
    for (const [name, handler] of Object.entries(handlers)) {
      surface.addEventListener(name, handler as EventListener, { passive: false });
    }

    // Whoever goes through the table sees here where they are.
    const stopFocus = effect(() => {
      const run = focused.value;
      if (run < 0 || !scene) return;
      const { runs } = scene;
      const row =
        scene.rows === "jobs" ? runs.life.row.at(runs.run.life.at(run)) : runs.piece.node.at(runs.run.firstPiece.at(run));
      const top = rowTop(scene, row) - plotTop;
      const space = height - plotTop - rowHeight(scene);
      if (top < 0) scroller.scrollTop += top;
      else if (top > space) scroller.scrollTop += top - space;
    });

    return () => {
      for (const stop of [...stopEffects, stopFocus]) stop();
      clearTimeout(later);
      observer.disconnect();
      dark.removeEventListener("change", soon);
      held.pointer = false;
      pointed.value = -1;
    };
  }, []);

  return (
    <div class="tl-drawing" ref={box} aria-hidden="true">
      <canvas ref={canvas} />
      <div ref={spacer} />
    </div>
  );
}
