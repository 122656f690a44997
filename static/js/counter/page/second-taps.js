/** The second tap of a double one on a dialog's button would fall on what is beneath, and count a letter. */

// How close a second tap is to the first, in pixels and milliseconds.
const NEAR = 40;
const SOON = 500;

/** From now on such taps are nobody's. What is pressed by keys, or by a screen reader, is. */
export function dropSecondTaps() {
  let first = null;
  const hear = (event) => {
    const { target, clientX, clientY, timeStamp, detail } = event;
    if (!detail) return;
    if (target.closest("dialog")) {
      first = { clientX, clientY, timeStamp };
      return;
    }
    if (!first || timeStamp - first.timeStamp > SOON) return;
    if (Math.hypot(clientX - first.clientX, clientY - first.clientY) > NEAR) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", hear, { capture: true });
}
