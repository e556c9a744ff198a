/** What the page's address asks for. */
const asked = new URLSearchParams(location.search);

/** Null: it is not there. Without a value it is "". */
export const parameter = (name: string): string | null => asked.get(name);
