/**
 * The server as a phone meets it: every answer, and every want of one, comes out as one of these kinds.
 *
 *   taken      201 of ours: {results, head, tally, serverTime}
 *   fine       200 of ours: {body, etag, serverTime}, where body has head, tally, facts, witness …
 *   same       304: {serverTime}
 *   offline    the browser knows of no network          away      no answer came
 *   slow       no answer in 20 s                        portal    somebody else's answer: a login page, mostly
 *   stale      the page's token is too old              denied    this phone may not count there (any more)
 *   too_large  the batch has to be halved               too_many  {retryAfter: seconds|null}
 *   trouble    the server's fault: {retryAfter: seconds|null}
 */
import { secondsAsked } from "./backoff.js";
import { onTheWire } from "./entries.js";

export const PROTOCOL = "letter-marathon/1";
const PATIENCE = 20_000;
const TOKEN = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]*)/;

export class Server {
  #given;

  /**
   * @param {object} given
   * @param {typeof fetch} given.fetch
   * @param {() => string} given.cookie `document.cookie`
   * @param {string} [given.origin] what addresses begin with
   * @param {string} [given.language] of the words in the facts
   * @param {() => boolean} [given.isOnline] `navigator.onLine`
   */
  constructor(given) {
    this.#given = {
      origin: "",
      isOnline: () => true,
      timeout: PATIENCE,
      now: Date.now,
      setTimeout: (work, ms) => setTimeout(work, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      ...given,
    };
  }

  /** Tells entries of an event. */
  post(event, entries) {
    const headers = {
      "Content-Type": "application/json",
      "X-CSRFToken": TOKEN.exec(this.#given.cookie())?.[1] ?? "",
    };
    const body = JSON.stringify({ entries: entries.map(onTheWire) });
    return this.#ask(`${event}/entries`, { method: "POST", headers, body }, readTaken);
  }

  /** All that the counter needs of an event. Sets the token's cookie too. */
  facts(event, { language = this.#given.language, witness } = {}) {
    return this.#ask(`${event}/counter${query({ language, witness })}`, {}, readFine);
  }

  /** What the event has counted so far, for little. */
  counted(event, { etag, witness } = {}) {
    const headers = etag ? { "If-None-Match": etag } : {};
    return this.#ask(`${event}/counted${query({ witness })}`, { headers }, readFine);
  }

  async #ask(path, init, read) {
    const { fetch, origin, timeout, now, isOnline, setTimeout, clearTimeout } = this.#given;
    const headers = { Accept: "application/json", ...init.headers };
    const abandon = new AbortController();
    const request = { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: abandon.signal };
    let timer;
    // Not left to the signal alone, which a request that hangs inside the browser may not hear.
    const slow = new Promise((resolve) => (timer = setTimeout(() => resolve({ kind: "slow" }), timeout)));
    const asked = (async () => {
      const response = await fetch(`${origin}/api/v1/events/${path}`, { ...init, ...request, headers });
      const isText = response.type !== "opaqueredirect" && response.status !== 304;
      const body = isText ? ours(await response.text()) : null;
      const serverTime = Date.parse(body?.server_time ?? response.headers.get("Date") ?? "") || null;
      return { ...kindOf(response, body, read, serverTime ?? now()), serverTime };
    })().catch(() => ({ kind: isOnline() ? "away" : "offline" }));
    const answer = await Promise.race([asked, slow]);
    clearTimeout(timer);
    if (answer.kind === "slow") abandon.abort();
    return answer;
  }
}

function query(wanted) {
  const said = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null);
  return said.length ? `?${new URLSearchParams(said)}` : "";
}

/** The body, if it is an object of our protocol. */
function ours(text) {
  try {
    const body = JSON.parse(text);
    return body?.protocol === PROTOCOL ? body : null;
  } catch {
    return null;
  }
}

function kindOf(response, body, read, at) {
  const { status } = response;
  const retryAfter = secondsAsked(response.headers.get("Retry-After"), at);
  if (status === 304) return { kind: "same" };
  if (status === 413) return { kind: "too_large" };
  if (status === 429) return { kind: "too_many", retryAfter };
  if (status >= 500) return { kind: "trouble", retryAfter };
  if (!body) return { kind: "portal" };
  if (status === 403 && read === readTaken) return { kind: "stale" };
  if (status === 401 || status === 403 || status === 404) return { kind: "denied" };
  if (status >= 400) return { kind: "trouble", retryAfter };
  return read(response, body) ?? { kind: "portal" };
}

const isHead = (head) => Number.isInteger(head?.seq) && typeof head.chain === "string";
const isTally = (tally) => Number.isInteger(tally?.event) && typeof tally.cases === "object" && tally.cases !== null;

function readTaken({ status }, { results, head, tally }) {
  const isWhole = status === 201 && Array.isArray(results) && isHead(head) && isTally(tally);
  return isWhole ? { kind: "taken", results, head, tally } : null;
}

function readFine({ status, headers }, body) {
  const isWhole = status === 200 && isHead(body.head) && isTally(body.tally);
  return isWhole ? { kind: "fine", body, etag: headers.get("ETag") } : null;
}
