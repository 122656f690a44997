// Keeps what the worker has done in sight, until it is done. Without it a link looks again.
const EVERY = 1500;
const there = document.querySelector("[data-follows]");
// Where a page is costly, its progress has an address of its own.
const address = there?.dataset.follows || location.href;

async function look() {
  try {
    const answer = await fetch(address);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-follows]");
      if (!fresh) return location.reload();
      there.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // No signal: the next look tries again.
  }
  setTimeout(look, EVERY);
}

if (there) setTimeout(look, EVERY);
