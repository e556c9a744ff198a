/**
 * Why the page cannot run here, and the first lesson in pictures. All reasons stand in index.html; `public/able.js`, or
 * its absence, decides which of them is shown.
 */
import type { ComponentChildren } from "preact";
import * as say from "../words";
import { Story } from "./Story";

function Why({ is, children }: { is: string; children: ComponentChildren }) {
  return <p class={`why why-${is}`}>{children}</p>;
}

export function Cannot() {
  return (
    <div class="cannot">
      <main>
        <h1>{say.TITLE}</h1>
        <Why is="script">{say.NO_SCRIPT}</Why>
        <Why is="lost">{say.NOT_ARRIVED}</Why>
        <Why is="old">{say.TOO_OLD}</Why>
        <Why is="missing">{say.NO_WEBASSEMBLY}</Why>
        <Why is="forbidden">
          {say.WEBASSEMBLY_FORBIDDEN} <code>{say.HEADER}</code>
        </Why>
        <Why is="file">
          {say.FROM_FILE} <a href="./simulator.html">{say.OPEN_ONE_FILE}</a>
        </Why>
      </main>
      <section class="story" aria-labelledby="story">
        <h2 id="story">{say.STORY}</h2>
        <Story />
      </section>
    </div>
  );
}
