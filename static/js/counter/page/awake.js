/** Keeps the screen on while somebody counts, where the browser can. */

let lock = null;
let isRefused = !("wakeLock" in navigator);

async function hold() {
  if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    isRefused = false;
  } catch {
    lock = null; // a low battery, or not allowed: the phone sleeps as it likes
    isRefused = true;
  }
}

/** Whether the browser keeps the screen on, as far as it has said. */
export const staysAwake = () => !isRefused;

/** From the first tap on; browsers let go whenever the page is hidden. */
export function stayAwake() {
  if (!("wakeLock" in navigator)) return;
  hold();
  document.addEventListener("visibilitychange", hold);
}
