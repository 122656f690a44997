/** Keeps the screen on while somebody counts, where the browser can. */

let lock = null;

async function hold() {
  if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    lock = null; // a low battery, or not allowed: the phone sleeps as it likes
  }
}

export const canStayAwake = () => "wakeLock" in navigator;

/** From the first tap on; browsers let go whenever the page is hidden. */
export function stayAwake() {
  if (!canStayAwake()) return;
  hold();
  document.addEventListener("visibilitychange", hold);
}
