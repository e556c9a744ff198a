/** Which of the three pictures is on the stage. A signal of its own, so that a lesson can turn to the one that it needs. */
import { signal } from "@preact/signals";

export type Picture = "cluster" | "timeline" | "charts";
export const picture = signal<Picture>("cluster");
