// The preview follows what is typed: the page as it comes out of the printer, and which words it must not carry.
// Without this a button shows it.
const PAUSE = 500;

function bind(form) {
  const there = document.querySelector(form.dataset.previews);
  let timer, isUnderWay = false, isWanted = false;

  function show(fresh) {
    // Whoever reads the letter as text goes on reading it.
    const isRead = there.querySelector(".printed-page ~ details")?.open;
    there.replaceChildren(...fresh.childNodes);
    const text = there.querySelector("details");
    if (isRead && text) text.open = true;
  }

  // One at a time, and then what was typed meanwhile: a page takes the press longer than a word takes to type.
  async function refresh() {
    isWanted = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    const body = new FormData(form);
    body.set("act", "show");
    there.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(body) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(form.dataset.previews);
      if (fresh && fresh.innerHTML !== there.innerHTML) show(fresh);
    } catch {
      // No signal: the preview stays, and the next word tries again.
    }
    there.setAttribute("aria-busy", "false");
    isUnderWay = false;
    if (isWanted) refresh();
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); });
  // What stands there already is a letter that waits for its paper.
  if (there.querySelector(".letter-sheet") && !there.querySelector(".printed-page")) refresh();
}

const form = document.querySelector("[data-previews]");
if (form) bind(form);
