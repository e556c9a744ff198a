/** A text of the user's as each language writes it: nothing in it may end the quotes, or mean something. */

/** JavaScript. */
export const js = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (it) => `\\u${it.charCodeAt(0).toString(16)}`);

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, "0");

/** A wide string of C++. All that is no ASCII is escaped: compilers of that time read files in the page of the country. */
export function cpp(text: string): string {
  let out = "";
  for (const it of text) {
    const code = it.codePointAt(0) as number;
    if (it === '"' || it === "\\") out += `\\${it}`;
    else if (it === "\n") out += "\\n";
    // Two of them may begin a trigraph.
    else if (it === "?" && out.endsWith("?")) out += "\\?";
    else if (code >= 0x20 && code < 0x7f) out += it;
    else if (code < 0xa0) out += `\\${code.toString(8).padStart(3, "0")}`;
    // Half a pair is no character: only as a number, which a digit behind it must not lengthen.
    else if (code >= 0xd800 && code < 0xe000) out += `\\x${hex(code, 4)}" L"`;
    else out += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  }
  return `L"${out}"`;
}

/** Whether it can be typed as one line at a prompt of cmd.exe. */
export const isLine = (text: string): boolean => !/[\0-\x1f\x7f]/.test(text);

/**
 * An argument at a prompt of cmd.exe. The program reads its quotes by the rules of the C run-time library; before, cmd
 * reads the line by its own. Where the two would disagree each of cmd's signs is escaped, the quotes included.
 */
export function cmd(before: string, text: string): string {
  if (/^[\w.:,=/+@-]+$/.test(text)) return before + text;
  const quoted = `${before}"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
  return /["%]/.test(text) ? quoted.replace(/[()%!^"<>&|]/g, "^$&") : quoted;
}

/** What is a command line already, handed on by cmd.exe as it stands: nothing in it is for cmd itself. */
export const cmdLine = (text: string): string => (/[()%!^<>&|]/.test(text) ? text.replace(/[()%!^"<>&|]/g, "^$&") : text);

/** A POSIX shell. */
export const sh = (text: string): string =>
  /^[\w.:,=/+@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** PowerShell, for which typographic quotes are quotes too. */
export const powershell = (text: string): string => `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
