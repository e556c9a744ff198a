/** Lets the browser draw what was just said before a long piece of work. */
export const drawn = (): Promise<void> => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
