// The preview follows what is typed: the page as it comes out of the printer, and which words it must not carry.
// Without this a button shows it.
const PAUSE = 500;

function bind(form) {
  const there = document.querySelector(form.dataset.previews);
  let timer, latest = 0;

  function show(fresh) {
    // Whoever reads the letter as text goes on reading it.
    const isRead = there.querySelector(".printed-page ~ details")?.open;
    there.replaceChildren(...fresh.childNodes);
    const text = there.querySelector("details");
    if (isRead && text) text.open = true;
  }

  async function refresh() {
    const mine = ++latest;
    const body = new FormData(form);
    body.set("act", "show");
    there.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(body) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(form.dataset.previews);
      if (mine === latest && fresh) show(fresh);
    } catch {
      // No signal: the preview stays, and the next word tries again.
    }
    if (mine === latest) there.setAttribute("aria-busy", "false");
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); });
  // What stands there already is a letter that waits for its paper.
  if (there.querySelector(".letter-sheet") && !there.querySelector(".printed-page")) refresh();
}

const form = document.querySelector("[data-previews]");
if (form) bind(form);
