/** What comes twice where once was meant would count a letter that is none, once a dialog has closed in between. */

// How close a second tap is to the first, in pixels and milliseconds.
const NEAR = 40;
const SOON = 500;

/**
 * From now on nobody hears the second tap of a double one on a dialog's button, which falls on what is beneath; nor the
 * second Enter, which falls on what has the focus again; nor what a key that is held down repeats on a button.
 */
export function dropSecondTaps() {
  let tap = null;
  let enter = -Infinity;
  const drop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const hearTap = (event) => {
    const { target, clientX, clientY, timeStamp, detail } = event;
    if (!detail) return; // by a key, or by a screen reader
    if (target.closest("dialog")) tap = { clientX, clientY, timeStamp };
    else if (tap && timeStamp - tap.timeStamp <= SOON && Math.hypot(clientX - tap.clientX, clientY - tap.clientY) <= NEAR) drop(event);
  };
  const hearKey = (event) => {
    const { key, target, timeStamp, repeat } = event;
    if (key !== "Enter") return;
    if (target.closest?.("dialog")) enter = timeStamp;
    else if (target.closest?.("button") && (repeat || timeStamp - enter <= SOON)) drop(event);
  };
  document.addEventListener("click", hearTap, { capture: true });
  document.addEventListener("keydown", hearKey, { capture: true });
}
