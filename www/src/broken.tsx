/** The error states: what failed, why it probably did, and what can be done about it. */

function whyNotLoaded(text: string): string {
  if (typeof WebAssembly === "undefined")
    return "This browser does not offer WebAssembly, or it is switched off here. A current Firefox, Chrome, Edge or Safari has it.";
  if (/content security policy|unsafe-eval|wasm-eval|disallowed by embedder/i.test(text))
    return "The server’s Content-Security-Policy forbids WebAssembly. Ask its owner to add 'wasm-unsafe-eval' to script-src.";
  if (location.protocol === "file:")
    return "The page was opened from a file. Browsers do not load WebAssembly from there: serve the folder with any web server.";
  return "Perhaps the file ccp_scheduler_bg.wasm did not arrive: a lost connection, a firewall that blocks .wasm, or an incomplete copy on the server. Loading the page again may help.";
}

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
          ? whyNotLoaded(text)
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
