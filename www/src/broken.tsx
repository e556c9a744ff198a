/** The error states: what failed, why it probably did, and what can be done about it. */
import { NOT_ARRIVED } from "./words";

const textOf = (problem: unknown): string =>
  problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);

/** `loading`: it never started. Else it broke on the way, which is a mistake of ours. */
export function Broken({ problem, loading }: { problem: unknown; loading: boolean }) {
  const text = textOf(problem);
  return (
    <main class="shell broken">
      <h1>{loading ? "The scheduler could not be loaded" : "The simulator has broken"}</h1>
      <p role="alert">
        {loading
          ? NOT_ARRIVED
          : "That is a mistake in the simulator, not something you did. Nothing outside this page is affected. What it says:"}
      </p>
      <pre>{text}</pre>
      <p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          Load again
        </button>
      </p>
    </main>
  );
}
