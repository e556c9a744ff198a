/** Who is told about one cluster's events. */
export class Listeners {
  #entries = new Set();
  #queue = [];
  #delivering = false;

  get any() {
    return this.#entries.size > 0;
  }

  /** Gives back the function that ends it. The same listener twice is two listeners. */
  add(listener) {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  clear() {
    this.#entries.clear();
  }

  /**
   * Tells everyone who listens now, in the order in which they came. A listener may call the cluster: the events of
   * that call wait in the queue until all have heard these.
   */
  deliver({ list: events }) {
    this.#queue.push({ events, entries: [...this.#entries] });
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#queue.length > 0) {
        const { events, entries } = this.#queue.shift();
        for (const entry of entries) if (this.#entries.has(entry)) tell(entry.listener, events);
      }
    } finally {
      this.#delivering = false;
    }
  }
}

/** As the platform reports what nobody has caught. */
export const report = (error) => (globalThis.reportError ?? console.error)(error);

/** A listener that throws is reported, and stops nobody. */
function tell(listener, events) {
  try {
    listener(events);
  } catch (error) {
    report(error);
  }
}
