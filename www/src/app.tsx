/** Where everything stands. Wide: bar, stage over grid, details. Phone: one of three pages at a time. */
import { effect, signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { ActionBar } from "./actionbar/ActionBar";
import { Bar } from "./bar/Bar";
import { Spoken } from "./log/Spoken";
import { Events } from "./log/Events";
import { onKey } from "./keys";
import { Console as BrowserConsole } from "./help/Console";
import { Console } from "./console/Console";
import { Keys } from "./help/Keys";
import { Jobs } from "./grid/Jobs";
import { Details } from "./panel/Details";
import { Idle } from "./panel/Idle";
import { phone, wide } from "./parts/media";
import { Column } from "./lesson/Column";
import { Reference } from "./lesson/Reference";
import { Strip } from "./lesson/Strip";
import { lesson } from "./lessons/run";
import { LessonPage, MorePage, type Page, Pages } from "./phone/Phone";
import { Stage } from "./stage/Stage";
import { dialect } from "./words/dialect";
import { TimeStrip } from "./strip/TimeStrip";
import { Coach } from "./tour/Coach";
import { Banners } from "./share/Banners";
import { ClassPage } from "./share/ClassPage";
import { Editor } from "./make/Editor";
import { openFile } from "./share/files";
import { Teachers } from "./teachers/Teachers";
import { sheet } from "./teachers/state";

const page = signal<Page>("cluster");
const dropping = signal(false);

effect(() => {
  document.documentElement.dataset.words = dialect.value;
});
effect(() => {
  document.documentElement.classList.toggle("dropping", dropping.value);
  document.documentElement.dataset.drop = "Drop a log, a job, a session or a lesson here to open it";
});

/** A file dropped anywhere is opened; the browser must not leave the page for it. */
function useDrop(): void {
  useLayoutEffect(() => {
    let leave = 0;
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      dropping.value = true;
      clearTimeout(leave);
      leave = window.setTimeout(() => (dropping.value = false), 400);
    };
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      dropping.value = false;
      void openFile(file);
    };
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
    };
  }, []);
}

function useKeys(): void {
  useLayoutEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

export function App() {
  useDrop();
  useKeys();
  return (
    <>
      <Cluster />
      <Teachers />
    </>
  );
}

function Cluster() {
  const inert = sheet.value !== null;
  if (!phone.value) {
    return (
      <div class={`app${lesson.value ? " in-lesson" : ""}`} inert={inert}>
        <Bar />
        <TimeStrip />
        {wide.value ? <Column /> : <Strip />}
        <main class="main">
          <Stage />
          <Jobs />
          <ActionBar />
          <Events />
          <Console />
        </main>
        <Details />
        <Banners />
        <ClassPage />
        <Editor />
        <Reference />
        <Spoken />
        <Keys />
        <BrowserConsole />
      </div>
    );
  }
  return (
    <div class="app" inert={inert}>
      <Bar />
      <Coach />
      <Strip />
      <main class={`main${page.value === "jobs" ? " fixed" : ""}`}>
        {page.value === "cluster" && (
          <>
            <Stage />
            <Idle />
          </>
        )}
        {page.value === "jobs" && <Jobs />}
        {page.value === "lesson" && <LessonPage />}
        {page.value === "more" && <MorePage />}
      </main>
      <ActionBar />
      <Pages page={page.value} onChoose={(to) => (page.value = to)} />
      <Details />
      <Banners />
      <ClassPage />
      <Editor />
      <Reference />
      <Spoken />
      <Keys />
      <BrowserConsole />
      <Console />
    </div>
  );
}
