// Opens the counter in place of the plain page, which goes on working where this does not.
import { Clock } from "./counter/clock.js";
import { $ } from "./counter/page/dom.js";
import { inTheAddress, inTheFile, takeOver } from "./counter/page/handing.js";
import { note } from "./counter/page/notes.js";
import { openOffline } from "./counter/page/offline.js";
import { hearModes } from "./counter/page/phone.js";
import { showPlaces } from "./counter/page/places.js";
import { Table } from "./counter/page/table.js";
import { language, say } from "./counter/page/words.js";
import { Queue } from "./counter/queue.js";
import { Sender } from "./counter/sender.js";
import { Server } from "./counter/server.js";
import { openStore } from "./counter/store.js";

const root = $("[data-counter]");
const [, prefix = "", slug = null] = /^(\/[a-z]{2})?\/(?:counter|events\/([-\w]+)\/count)\/$/.exec(location.pathname) ?? [];

function outdated() {
  note("update", say("outdated"), [["reload", () => location.reload()]], { isLoud: true });
}

async function begin() {
  const plain = $("[data-counter-plain]");
  let store;
  try {
    store = await openStore({ onClosed: outdated, onBlocked: outdated });
    await store.setting("order of cases");
  } catch {
    // Nothing can be kept here: the plain page sends each letter at once.
    if (!plain && slug && navigator.onLine && !location.hash) {
      const asked = new URLSearchParams(location.search);
      asked.set("plain", "");
      return location.replace(`?${asked}`);
    }
    if (!plain) root.hidden = false;
    note("not-kept", say("not_kept"));
    plain?.prepend($("[data-notes]"));
    return;
  }
  // Not before there is something to see: a page that fills up bit by bit jumps under the thumb.
  const reveal = () => {
    plain?.remove();
    root.hidden = false;
  };
  const clock = new Clock();
  const queue = new Queue({ store, offBy: () => clock.offBy() });
  const server = new Server({
    fetch: (...asked) => fetch(...asked),
    cookie: () => document.cookie,
    language,
    isOnline: () => navigator.onLine,
  });
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("letter-marathon") : undefined;
  const sender = new Sender({ queue, server, clock, event: slug, locks: navigator.locks, channel });
  openOffline(root.dataset.worker, (use) => note("update", say("update"), [["use", use]]));
  hearModes(store);
  hearHandovers(queue, reveal);
  if (slug) {
    await new Table({ slug, prefix, store, queue, sender, clock, reveal }).open();
  } else {
    await showPlaces(queue, prefix);
    reveal();
    await sender.start();
  }
  root.dataset.ready = "";
}

function hearHandovers(queue, reveal) {
  const taken = async () => {
    const read = inTheAddress();
    if (!read) return;
    reveal();
    await takeOver(queue, read);
  };
  addEventListener("hashchange", taken);
  taken();
  $("[data-takes-file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    $("#ask-phone").close();
    if (file) await takeOver(queue, await inTheFile(file));
  });
  for (const button of document.querySelectorAll("[data-closes]")) {
    button.addEventListener("click", () => button.closest("dialog").close("cancel"));
  }
}

begin();
