/** What is said beside code. */
export const SHOW_CODE = "Show as code";
export const JAVASCRIPT = "JavaScript";
export const COM = "COM (C++)";
export const COMMANDS = "Commands";
export const copyName = (what: string): string => `Copy: ${what}`;
export const COPY = "Copy";
export const COPIED = "Copied";
export const NOT_COPIED = "The browser does not let the page copy: select the text.";
export const NOTHING_KNOWN = "Nothing is known for this call.";
export const lastCall = (title: string): string => `The last call: ${title}`;
/** "Cancel job 2", as the button for it. */
export const button = (title: string): string => title.slice(0, 1).toUpperCase() + title.slice(1);

export const beyondCcp = (name: string): string => `Beyond CCP: ${name} has no counterpart in its interface.`;
export const ONE_BY_ONE = "There is no command for many jobs: one after the other, and none stops the next ones.";
export const POWERSHELL = "In PowerShell. The command line of HPC Pack takes one job at a time.";
export const NO_MESSAGE = "It takes no message: yours is left out.";
export const STOPS_AT_128 = "HPC Pack’s command line stops at 128 characters.";
export const NO_LINE_BREAK = "A line break cannot be typed at this prompt.";
export const NEW_ID = "ID is the number that the first command prints.";
export const SECONDS = "The limit has seconds, which dd:hh:mm cannot say: it is left out.";
export const inFile = (file: string): string => `A line in ${file}.`;
