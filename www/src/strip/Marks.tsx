/**
 * Flags for the visitor's calls, and marks where other branches leave. Those that would lie on each other are one
 * button with a list.
 */
import { pause } from "../live/clock";
import { type Fork, type Moment, calledAhead, done, forks, goAfter, goBefore, goTo } from "../live/history";
import { live } from "../live/world";
import { exactTime } from "../format";
import { phone } from "../parts/media";
import { Menu, type MenuItem } from "../parts/menu";
import * as say from "../words";
import { attended, drawnAnew, place, width } from "./scale";

const SIZE = 24;
const SIZE_TOUCH = 44;
/** A list of more is no help. */
const LISTED = 12;

interface Mark {
  time: number;
  x: number;
  /** It stands ahead of the playhead. */
  pale: boolean;
  call: Moment | null;
  fork: Fork | null;
}

function marks(): Mark[] {
  const flag =
    (pale: boolean) =>
    (call: Moment): Mark => {
      const time = call.call?.at ?? 0;
      return { time, x: place(time), pale, call, fork: null };
    };
  const all = [
    ...done.value.map(flag(false)),
    ...calledAhead.value.map(flag(true)),
    ...forks.value.map((fork) => ({ time: fork.time, x: place(fork.time), pale: false, call: null, fork })),
  ];
  return all.sort((a, b) => a.time - b.time);
}

function grouped(all: readonly Mark[], apart: number): Mark[][] {
  const groups: Mark[][] = [];
  for (const mark of all) {
    const last = groups[groups.length - 1];
    if (last?.[0] && mark.x - last[0].x < apart) last.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

/** To right after the call; from there, to just before it. */
function toCall(call: Moment): void {
  pause();
  const isLast = done.peek()[done.peek().length - 1] === call;
  if (isLast && live().now === call.call?.at) goBefore(call);
  else goAfter(call);
}

function toFork({ end }: Fork): void {
  pause();
  goTo(end, end.reach);
}

function item(mark: Mark): MenuItem {
  const { call, fork, time } = mark;
  if (fork) return { label: say.otherBranch(fork.first?.call ?? null), hint: exactTime(time), run: () => toFork(fork) };
  const it = call as Moment;
  return { label: say.callTitle(it.call as NonNullable<Moment["call"]>), hint: exactTime(time), run: () => toCall(it) };
}

function Flag({ forked, called, pale }: { forked: boolean; called: boolean; pale: boolean }) {
  return (
    <svg class={pale ? "mark pale" : "mark"} viewBox="0 0 24 24" aria-hidden="true">
      {called && <path class="pennant" d="M12 15V2h8l-2.5 3.5L20 9h-8" />}
      {forked && <path class="fork" d={called ? "M7 15V9M7 9L4 4M7 9l3-5" : "M12 15V9M12 9L8 3M12 9l4-6"} />}
    </svg>
  );
}

function Group({ group }: { group: readonly Mark[] }) {
  const [first, ...others] = group as [Mark, ...Mark[]];
  const calls = group.filter((mark) => mark.call);
  const branches = group.filter((mark) => mark.fork);
  const flag = <Flag called={calls.length > 0} forked={branches.length > 0} pale={group.every((mark) => mark.pale)} />;
  // Not by a transform: the menu is fixed, and would be fixed to this.
  const style = { left: `${first.x}px` };
  const stay = { onFocusIn: () => (attended.value = true), onFocusOut: () => (attended.value = false) };
  if (others.length === 0) {
    const { label, hint, run } = item(first);
    return (
      <div class="strip-mark" style={style} {...stay}>
        <button type="button" class="ghost" aria-label={`${label}, ${hint}`} title={`${label}, ${hint}`} onClick={run}>
          {flag}
        </button>
      </div>
    );
  }
  const last = calls.slice(-LISTED);
  return (
    <div class="strip-mark" style={style} {...stay}>
      <Menu
        class="ghost"
        label={
          <>
            {flag}
            {calls.length > 1 && <small>{calls.length}</small>}
          </>
        }
        name={say.marksHere(calls.length, branches.length, exactTime(first.time))}
        sections={[last.map(item), branches.slice(-LISTED).map(item)]}
      />
    </div>
  );
}

export function Marks() {
  drawnAnew.value;
  width.value;
  const groups = grouped(marks(), phone.value ? SIZE_TOUCH : SIZE);
  return (
    <>
      {groups.map((group) => (
        <Group key={`${group[0]?.call?.number ?? "fork"} ${group[0]?.time}`} group={group} />
      ))}
    </>
  );
}
