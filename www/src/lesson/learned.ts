/** Whether the reference is open: what the finished lessons taught, to be looked up. */
import { signal } from "@preact/signals";

export const referenceOpen = signal(false);
export const openReference = (): void => void (referenceOpen.value = true);
export const closeReference = (): void => void (referenceOpen.value = false);
