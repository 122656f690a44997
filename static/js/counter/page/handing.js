/** Hands what waits to another phone, as codes or as a file, and takes over what another phone hands. */

import { generate } from "../../vendor/lean-qr.js";
import { HandoverError, packFile, packText, unpack, unpackFile } from "../handover.js";
import { $, ask } from "./dom.js";
import { many, number, say } from "./words.js";

const dialog = $("#ask-handover");
const taking = $("#ask-takeover");
const TAKE = "#take=";
let shown = { texts: [], part: 0, file: null };

/** Shows what waits of a marathon as codes. `address` is where the other phone opens them. */
export async function handOver(entries, address) {
  const file = new File([packFile(entries, Date.now())], "letters.json", { type: "application/json" });
  shown = { texts: packText(entries).map((text) => `${address}${TAKE}${text}`), part: 0, file };
  $("[data-codes]", dialog).hidden = !entries.length;
  $("[data-handover-words]", dialog).dataset.words ??= $("[data-handover-words]", dialog).textContent;
  const words = $("[data-handover-words]", dialog);
  words.textContent = entries.length ? words.dataset.words : say("nothing_waits");
  $("[data-shares]", dialog).hidden = !navigator.canShare?.({ files: [file] });
  if (entries.length) showPart(0);
  await ask(dialog);
}

function showPart(part) {
  shown.part = part;
  const canvas = $("[data-qr]", dialog);
  generate(shown.texts[part]).toCanvas(canvas, { on: [0, 0, 0], off: [255, 255, 255], padX: 3, padY: 3 });
  canvas.dataset.address = shown.texts[part];
  $("[data-part]", dialog).textContent = say("part", { n: number(part + 1), of: number(shown.texts.length) });
  $("[data-parts]", dialog).hidden = shown.texts.length < 2;
  for (const button of dialog.querySelectorAll("[data-step]")) {
    button.disabled = !(part + Number(button.dataset.step) in shown.texts);
  }
}

dialog.addEventListener("click", ({ target }) => {
  if (target.dataset.step) showPart(shown.part + Number(target.dataset.step));
  if ("saves" in target.dataset) save(shown.file);
  if ("shares" in target.dataset) navigator.share({ files: [shown.file] }).catch(() => {});
});

function save(file) {
  const address = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** What the page's address brings from another phone's code; it leaves the address at once. Null where nothing. */
export function inTheAddress() {
  if (!location.hash.startsWith(TAKE)) return null;
  const text = location.hash.slice(TAKE.length);
  history.replaceState(null, "", location.pathname + location.search);
  return () => unpack(text);
}

/** What a file brings. */
export async function inTheFile(file) {
  const text = await file.text().catch(() => ""); // a file that cannot be read brings as little as an empty one
  return () => unpackFile(text);
}

/** Asks whether to take over what was read; a stranger's link counts nothing by itself. */
export async function takeOver(queue, read) {
  const words = $("[data-takeover-words]", taking);
  const yes = $("[data-takeover-yes]", taking);
  const tell = (text) => {
    words.textContent = text;
    yes.hidden = true;
    return ask(taking);
  };
  let entries;
  try {
    entries = read();
  } catch (fault) {
    if (!(fault instanceof HandoverError)) throw fault;
    return tell(say({ damaged: "damaged", newer: "newer" }[fault.code] ?? "not_letters"));
  }
  words.textContent = many("handed", entries.length);
  yes.hidden = false;
  if ((await ask(taking)) !== "yes") return null;
  let fresh;
  try {
    ({ fresh } = await queue.takeOver(entries));
  } catch {
    navigator.vibrate?.([80, 60, 80]);
    return tell(say("not_taken_over"));
  }
  return tell(fresh ? many("taken_over", fresh) : say("all_known"));
}
