/** One sheet: of a lesson, or a plan. Each fits on a page of A4 and of Letter. */
import { useMemo } from "preact/hooks";
import { Bold } from "../parts/Bold";
import { type Inline, PLANS, type Plan } from "./plans";
import { type LessonSheet, type Line, sheetOf } from "./sheet";
import { StartPicture } from "./StartPicture";
import * as say from "./words";

function Text({ of }: { of: Inline }) {
  return (
    <>
      {of.map(({ text, as }, at) => (as === "b" ? <b key={at}>{text}</b> : as === "i" ? <i key={at}>{text}</i> : text))}
    </>
  );
}

function PlanSheet({ plan }: { plan: Plan }) {
  return (
    <article class="sheet" aria-label={plan.title}>
      <h2>{plan.title}</h2>
      {plan.before.map((text, at) => (
        <p key={at}>
          <Text of={text} />
        </p>
      ))}
      <table class="plan">
        <thead>
          <tr>
            {plan.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plan.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>
                  <Text of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {plan.after.map((text, at) => (
        <p key={at}>
          <Text of={text} />
        </p>
      ))}
    </article>
  );
}

function Solution({ lines }: { lines: readonly Line[] }) {
  return (
    <ol class="solution">
      {lines.map(({ at, code }) => (
        <li key={code}>
          {at !== null && `${say.at(at)}: `}
          <code>{code}</code>
        </li>
      ))}
    </ol>
  );
}

function Texts({ title, all }: { title: string; all: readonly string[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {all.map((text) => (
          <li key={text}>
            <Bold text={text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OfLesson({ it }: { it: LessonSheet }) {
  return (
    <article class="sheet" aria-label={it.title}>
      <header>
        <h2>{it.title}</h2>
        <p class="quiet">
          {[say.place(it.number, it.of), say.minutes(it.minutes), say.fewest(it.par)].join(" · ")}
        </p>
        <p>
          <b>{it.idea}</b> {say.brings(it.brings)}
        </p>
      </header>
      <section>
        <h3>{say.startAt(it.start.time)}</h3>
        <StartPicture start={it.start} />
      </section>
      <div class="sheet-columns">
        <section>
          <h3>{say.STORY}</h3>
          <p>
            <Bold text={it.story} />
          </p>
        </section>
        <Texts title={say.GOAL} all={it.goals} />
        {it.vote && (
          <section>
            <h3>{say.VOTE}</h3>
            <p>{it.vote.ask}</p>
            <ul>
              {it.vote.answers.map((answer) => (
                <li key={answer}>{answer}</li>
              ))}
            </ul>
            <p class="answer">{it.vote.said}</p>
          </section>
        )}
        <section>
          <h3>{say.ASK}</h3>
          <dl>
            {it.questions.map(({ ask, answer }) => (
              <div key={ask}>
                <dt>{ask}</dt>
                <dd class="answer">{answer}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>{say.SOLUTION}</h3>
          {it.solutions.map((lines, at) => (
            <div key={at}>
              {at > 0 && <p>{say.OR}</p>}
              <Solution lines={lines} />
            </div>
          ))}
          <p>{say.GO_ON}</p>
        </section>
        <Texts title={say.MISTAKES} all={it.mistakes} />
        <section>
          <h3>{say.FACTS}</h3>
          <ul class="facts">
            {it.facts.map(({ text, mark, source }) => (
              <li key={text}>
                <b>{mark}</b> {text} <span class="quiet">{source}</span>
              </li>
            ))}
          </ul>
          {it.silent && <p>{it.silent}</p>}
          <p class="quiet">{say.MARKS}</p>
        </section>
        {it.onYourCluster && (
          <section>
            <h3>{say.CLUSTER}</h3>
            <p>{it.onYourCluster}</p>
          </section>
        )}
      </div>
    </article>
  );
}

/** A lesson is played for its sheet when that is shown, and not before. */
function LessonById({ id }: { id: string }) {
  const it = useMemo(() => sheetOf(id), [id]);
  return it && <OfLesson it={it} />;
}

export function Sheet({ id }: { id: string }) {
  const plan = PLANS.find((it) => it.id === id);
  return plan ? <PlanSheet plan={plan.plan} /> : <LessonById id={id} />;
}
