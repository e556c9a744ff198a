/** The phone's own parts: the tabs at the bottom and the page More, which holds what the wide bar holds. */
import { moreSections } from "../bar/More";
import { Column } from "../lesson/Column";
import { lessonSections } from "../lesson/LessonsMenu";
import { lesson } from "../lessons/run";
import { ScenarioChoice } from "../bar/ScenarioChoice";
import { Speed } from "../bar/Speed";
import { wordsSections } from "../bar/WordsMenu";
import { Events } from "../log/Events";
import { Pictures } from "./Pictures";
import { shareSections } from "../share/ShareMenu";
import { TimeStrip } from "../strip/TimeStrip";

export type Page = "cluster" | "jobs" | "lesson" | "more";
const PAGES: readonly [Page, string][] = [
  ["cluster", "Cluster"],
  ["jobs", "Jobs"],
  ["lesson", "Lesson"],
  ["more", "More"],
];

export function Pages({ page, onChoose }: { page: Page; onChoose(page: Page): void }) {
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (PAGES.findIndex(([it]) => it === page) + step + PAGES.length) % PAGES.length;
    onChoose((PAGES[at] as [Page, string])[0]);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  return (
    <nav aria-label="Pages" class="pages-bar">
      <div class="pages" role="tablist" aria-label="Pages" onKeyDown={onKey}>
        {PAGES.map(([it, label]) => (
          <button
            key={it}
            type="button"
            role="tab"
            aria-selected={page === it}
            tabIndex={page === it ? 0 : -1}
            onClick={() => onChoose(it)}
          >
            {label}
          </button>
        ))}
      </div>
    </nav>
  );
}

/** The lesson that is open, or those that there are. */
export function LessonPage() {
  if (lesson.value) return <Column />;
  return (
    <div class="more-page">
      {lessonSections().map((section, at) => (
        <div class="lesson-list" key={at}>
          {section.map((item) => (
            <button key={item.label} type="button" aria-disabled={item.blocked !== undefined || undefined} onClick={item.run}>
              {item.label} <small>{item.hint}</small>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

export function MorePage() {
  return (
    <div class="more-page">
      <section>
        <h2>Scenario</h2>
        <ScenarioChoice />
      </section>
      <section>
        <h2>Time</h2>
        <TimeStrip />
        <Speed />
      </section>
      <section>
        <h2>Share</h2>
        <div class="more-buttons">
          {shareSections()
            .flat()
            .map((item) => (
              <button key={item.label} type="button" onClick={item.run}>
                {item.label}
              </button>
            ))}
        </div>
      </section>
      <section>
        <h2>Words</h2>
        <div class="more-buttons">
          {wordsSections()
            .flat()
            .map((item) => (
              <button key={item.label} type="button" aria-pressed={item.checked} onClick={item.run}>
                {item.label}
              </button>
            ))}
        </div>
      </section>
      <section>
        <h2>Cluster</h2>
        {moreSections().map((section, at) => (
          <div class="more-buttons" key={at}>
            {section.map((item) => (
              <button
                key={item.label}
                type="button"
                aria-pressed={item.checked}
                aria-disabled={item.blocked !== undefined || undefined}
                onClick={item.run}
              >
                {item.label}
              </button>
            ))}
          </div>
        ))}
      </section>
      <Pictures />
      <section>
        <h2>Events</h2>
        <Events />
      </section>
    </div>
  );
}
