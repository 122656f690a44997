/** Makes the counter open without signal: the service worker, the portraits, the browser's promise to keep it all. */

/** Registers the worker. `ready(use)` is called when another release is ready, `use()` makes it take over. */
export async function openOffline(address, ready) {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" });
    const offer = (worker) =>
      ready(() => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage({ type: "use-it-now" });
      });
    const watch = (worker) => {
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
      });
    };
    if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
    watch(registration.installing);
    registration.addEventListener("updatefound", () => watch(registration.installing));
  } catch {
    // No worker here, as in a private window: the counter counts, and opens with signal only.
  }
}

/** Keeps a marathon's portraits, and with them that this phone knows the marathon. */
export async function keepEvent(slug, cases) {
  if (!("caches" in window)) return;
  try {
    const shelf = await caches.open(`counter-event:${slug}`);
    const wanted = cases.map(({ portrait }) => portrait).filter(Boolean);
    const kept = new Set((await shelf.keys()).map(({ url }) => new URL(url).pathname));
    await Promise.all(wanted.filter((address) => !kept.has(address)).map((address) => keep(shelf, address)));
  } catch {
    // No room: stamps show their initials.
  }
}

async function keep(shelf, address) {
  const answer = await fetch(address, { credentials: "omit", redirect: "error" });
  if (answer.ok && answer.headers.get("Content-Type")?.startsWith("image/")) await shelf.put(address, answer);
}

/** Whether the browser promises to keep what waits when its memory runs full. */
export async function isPersistent() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}
