// A moment for a round hundred: a postmark that comes and goes.
const STAYS = 8000;
const GOES = 1400;
let leaving = 0;

/**
 * @param {HTMLElement} mark
 * @param {string} figure The hundred as it is written here.
 * @param {(text: string) => void} says For those who hear the page.
 */
export function celebrate(mark, figure, says) {
  const words = mark.dataset.words.replace("%(number)s", figure);
  clearTimeout(leaving);
  mark.querySelector("[data-moment-number]").textContent = figure;
  mark.querySelector("[data-moment-word]").textContent = words;
  delete mark.dataset.going;
  mark.hidden = false;
  says(words);
  leaving = setTimeout(() => {
    mark.dataset.going = "";
    leaving = setTimeout(() => (mark.hidden = true), GOES);
  }, STAYS);
}
