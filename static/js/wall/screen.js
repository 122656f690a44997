// The screen: it fills the wall, stays on, hides the pointer when nobody moves it, and is dark unless told otherwise.
const IDLE = 4000;
const page = document.documentElement;

/** @param {HTMLElement} root */
export function dressScreen(root) {
  fill(root.querySelector("[data-wall-full]"));
  choose(root.querySelector("[data-wall-scheme]"));
  hidePointer();
  keepOn();
  document.addEventListener("visibilitychange", keepOn);
}

async function keepOn() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // A battery that is low, or a browser that does not: then the computer's own settings hold.
  }
}

function fill(button) {
  if (!document.fullscreenEnabled) return;
  button.hidden = false;
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()));
  document.addEventListener("fullscreenchange", () => (button.hidden = Boolean(document.fullscreenElement)));
}

function choose(button) {
  const put = (scheme) => {
    page.dataset.scheme = scheme;
    button.setAttribute("aria-pressed", String(scheme === "light"));
  };
  try {
    put(localStorage.getItem("wall:scheme") ?? "dark");
  } catch {
    put("dark");
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    put(page.dataset.scheme === "light" ? "dark" : "light");
    try {
      localStorage.setItem("wall:scheme", page.dataset.scheme);
    } catch {
      // Then it is chosen again after the next reload.
    }
  });
}

function hidePointer() {
  let resting = 0;
  const moved = () => {
    delete page.dataset.idle;
    clearTimeout(resting);
    resting = setTimeout(() => (page.dataset.idle = ""), IDLE);
  };
  for (const event of ["pointermove", "pointerdown", "keydown"]) addEventListener(event, moved, { passive: true });
  moved();
}
