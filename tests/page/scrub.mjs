// The playhead, dragged to a part of its track: a mark above it would take a click for itself.

export const scrub = (playhead, part) =>
  playhead.evaluate((slider, part) => {
    const { left, top, width } = slider.getBoundingClientRect();
    const at = { clientX: left + part * width, clientY: top + 8, pointerId: 1, bubbles: true, isPrimary: true };
    slider.dispatchEvent(new PointerEvent("pointerdown", at));
    slider.dispatchEvent(new PointerEvent("pointerup", at));
  }, part);
