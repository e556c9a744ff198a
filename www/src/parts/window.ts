/** Which rows of a long list are in sight: all rows have one height, only those in sight and a few more are drawn. */
import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

export interface Sight {
  first: number;
  /** One behind the last. */
  end: number;
}

const MARGIN = 4;

export function useSight(box: RefObject<HTMLElement | null>, rowHeight: number, rows: number, head = 0): Sight {
  const [area, setArea] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const top = element.scrollTop;
      const height = element.clientHeight;
      setArea((old) => (old.top === top && old.height === height ? old : { top, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);
  const first = Math.max(0, Math.floor((area.top - head) / rowHeight) - MARGIN);
  const end = Math.min(rows, Math.ceil((area.top + area.height) / rowHeight) + MARGIN);
  return { first: Math.min(first, Math.max(0, rows - 1)), end: Math.max(end, Math.min(rows, first)) };
}
