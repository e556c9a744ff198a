/** The bar on top: scenario, clock, run and step, skip to, speed, more. Nothing in it moves or appears later. */
import { now } from "../live/store";
import { back, pause, run, running, showing, skipping, step } from "../live/clock";
import { world } from "../live/world";
import { dayTime, fullTime, hourMinuteSecond } from "../format";
import { TITLE } from "../words";
import { LessonsMenu } from "../lesson/LessonsMenu";
import { phone } from "../parts/media";
import { ShareMenu } from "../share/ShareMenu";
import { MoreMenu } from "./More";
import { ScenarioChoice } from "./ScenarioChoice";
import { SkipTo } from "./SkipTo";
import { Speed } from "./Speed";
import { WordsMenu } from "./WordsMenu";

/** Figures that change with every frame cannot be read, and flicker. */
export function Clock() {
  const time = now.value;
  return (
    <div
      class="clock"
      role="timer"
      aria-live="off"
      aria-label={`Clock: ${fullTime(time)}`}
      title={`${fullTime(time)} UTC`}
    >
      {world.value && dayTime(time)}
      <span class="clock-seconds">{world.value && hourMinuteSecond(time).slice(-3)}</span>
    </div>
  );
}

export function RunButton() {
  const moves = running.value || showing.value || skipping.value !== null;
  return (
    <button type="button" class="run primary" onClick={() => (moves ? pause() : run())}>
      {moves ? "Pause" : "Run"}
    </button>
  );
}

export function Bar() {
  return (
    <header class="bar">
      <h1 class="unseen">{TITLE}</h1>
      {!phone.value && <LessonsMenu />}
      {!phone.value && <ScenarioChoice />}
      <div class="bar-middle">
        <Clock />
        {!phone.value && (
          <button type="button" class="ghost" aria-label="Step back" title="Step back" onClick={back}>
            ◂
          </button>
        )}
        <RunButton />
        <button type="button" onClick={step}>
          Step
        </button>
        <SkipTo />
        {!phone.value && <Speed />}
      </div>
      {!phone.value && (
        <div class="bar-wide">
          <WordsMenu />
          <ShareMenu />
        </div>
      )}
      {!phone.value && <MoreMenu />}
    </header>
  );
}
