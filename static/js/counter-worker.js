// Opens the counter without signal. Put before it by the server: WANTED, the release with its pages and files.
//
// It answers for the counter's own page and files and for the portraits that the counter keeps, and for nothing else.
// A release is kept whole or not at all, and waits until somebody says so before it takes the place of another.
const SHELF = `counter:${WANTED.release}`;
const OF_AN_EVENT = "counter-event:";
const FILES = new Set(WANTED.files.map((address) => new URL(address, location.origin).pathname));
const PAGE = /^(\/[a-z]{2})?\/(?:counter\/|events\/([-\w]+)\/count\/)$/;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("message", ({ data }) => {
  if (data?.type === "use-it-now") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const page = PAGE.exec(address.pathname);
    if (page && !address.searchParams.has("plain")) event.respondWith(open(request, page));
  } else if (FILES.has(address.pathname)) {
    event.respondWith(onTheShelf(address.pathname, request));
  } else if (request.destination === "image") {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

async function keep() {
  const shelf = await caches.open(SHELF);
  try {
    await Promise.all([...WANTED.shells, ...WANTED.files].map(async (address) => shelf.put(address, await ours(address))));
  } catch (fault) {
    await caches.delete(SHELF);
    throw fault;
  }
}

/** The answer of our server and no other: a wifi's login page would stay for as long as this release. */
async function ours(address) {
  const answer = await fetch(address, { cache: "reload", credentials: "omit", redirect: "error" });
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
  if (isPage !== WANTED.shells.includes(address)) throw new Error(`${address} is something else`);
  if (isPage && !(await answer.clone().text()).includes(WANTED.release)) throw new Error(`${address} is of another release`);
  return answer;
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("counter:") && name !== SHELF) await caches.delete(name);
  }
  await clients.claim();
}

const onTheShelf = async (address, request) => (await (await caches.open(SHELF)).match(address)) ?? fetch(request);

/** The counter as it is kept, where the phone knows the marathon; else what the server says, as long as it says something. */
async function open(request, [, language = "", slug]) {
  const shell = () => onTheShelf(`${language}/counter/`, request);
  if (!slug || (await caches.has(OF_AN_EVENT + slug))) return shell();
  return fetch(request).catch(shell);
}
