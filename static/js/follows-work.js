// Keeps what the worker has done in sight, until it is done. Without it a link looks again.
const EVERY = 1500;
const there = document.querySelector("[data-follows]");

async function look() {
  try {
    const answer = await fetch(location.href);
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
