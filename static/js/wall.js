// The wall: what a screen in the room shows, kept as fresh as the count. Without it the page shows the numbers of
// its loading, with their time.
import { Hundreds } from "./wall/hundreds.js";
import { Look } from "./wall/look.js";
import { celebrate } from "./wall/moment.js";
import { turnOver } from "./wall/pages.js";
import { dressScreen } from "./wall/screen.js";
import { Signal } from "./wall/signal.js";

// A browser may refuse it already where it is named.
const kept = { getItem: (name) => localStorage.getItem(name), setItem: (name, value) => localStorage.setItem(name, value) };
const root = document.querySelector("[data-wall-from]");

if (root) {
  const look = new Look(root);
  const hundreds = new Hundreds(kept, `wall:${root.dataset.event}`);
  hundreds.begin(look.letters);
  const signal = new Signal(root.dataset.wallFrom, {
    show(figures) {
      look.show(figures);
      const reached = hundreds.reached(figures.letters);
      if (reached) celebrate(root.querySelector("[data-wall-moment]"), look.figure(reached), look.says);
    },
    tell: (state) => look.tell(state),
  });
  dressScreen(root);
  root.dataset.ready = "";
  turnOver(root);
  signal.start();
}
