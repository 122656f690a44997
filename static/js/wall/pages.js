// More cases than the screen has room for turn over, a page at a time.
const EVERY = 12_000;
const wide = matchMedia("(min-width: 60rem) and (min-aspect-ratio: 5/4)");

/** @param {HTMLElement} root */
export function turnOver(root) {
  const list = root.querySelector("[data-wall-cases]");
  const rows = [...list.querySelectorAll("[data-case]")];
  const told = root.querySelector("[data-wall-page]");
  let page = 0;
  const lay = (turned) => {
    told.hidden = true;
    let pages = wide.matches && rows.length ? Math.ceil(rows.length / fitting(list, rows)) : 1;
    if (pages > 1) {
      // The line that says which page it is takes room, too.
      told.hidden = false;
      pages = Math.ceil(rows.length / fitting(list, rows));
    }
    const each = Math.ceil(rows.length / pages);
    page %= pages;
    rows.forEach((row, n) => {
      row.hidden = Math.floor(n / each) !== page;
      row.toggleAttribute("data-turned", turned && pages > 1 && !row.hidden);
    });
    told.textContent = `${page + 1} / ${pages}`;
  };
  lay(false);
  addEventListener("resize", () => lay(false));
  setInterval(() => {
    page += 1;
    lay(true);
  }, EVERY);
}

/** How many rows the list has room for. */
function fitting(list, rows) {
  const least = parseFloat(getComputedStyle(list).gridAutoRows.replace("minmax(", "")) || rows[0].offsetHeight || 1;
  return Math.max(1, Math.floor((list.clientHeight + 1) / least));
}
