/** A text in which **…** marks what is bold: the name of a control as it is labelled. It is data: nothing else in it is markup. */

const PARTS = /\*\*(.+?)\*\*/;

export function Bold({ text }: { text: string }) {
  return (
    <>
      {text.split(PARTS).map((part, at) => (at % 2 === 1 ? <b key={at}>{part}</b> : part))}
    </>
  );
}

/** The bold words, in order. */
export const boldWords = (text: string): string[] => text.split(PARTS).filter((_, at) => at % 2 === 1);
