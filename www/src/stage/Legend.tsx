/** What the four drawings of a processor mean. The words stand with each node too, so it is for the eye only. */
export function Legend() {
  return (
    <p class="legend" aria-hidden="true">
      <span>
        <i class="l-working" /> working
      </span>
      <span>
        <i class="l-held" /> held, no task in it
      </span>
      <span>
        <i class="l-free" /> free
      </span>
      <span>
        <i class="l-closed" /> closed by an exclusive job
      </span>
    </p>
  );
}
