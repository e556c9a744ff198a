/** What a lesson lacks that is made by the page: what its author foresaw. */
import type { Lesson } from "./format";

export const UNFORESEEN = { known: [], lost: [], mistakes: [], values: {}, facts: [] } satisfies Partial<Lesson>;
