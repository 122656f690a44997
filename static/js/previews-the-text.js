// The preview follows what is typed, and says which words a letter must not carry. Without this a button shows it.
const PAUSE = 500;

function bind(form) {
  const there = document.querySelector(form.dataset.previews);
  let timer, latest = 0;

  async function refresh() {
    const mine = ++latest;
    const body = new FormData(form);
    body.set("act", "show");
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(body) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector(form.dataset.previews);
      if (mine === latest && fresh && fresh.innerHTML !== there.innerHTML) there.replaceChildren(...fresh.childNodes);
    } catch {
      // No signal: the preview stays, and the next word tries again.
    }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); });
}

const form = document.querySelector("[data-previews]");
if (form) bind(form);
