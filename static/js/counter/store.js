/**
 * Where a phone keeps what it counted: IndexedDB, and every write is on the disk before it is said to be done.
 */
import { openDB } from "../vendor/idb.js";

export const NAME = "letter-marathon";
// 2: the end of the line tells of each write (queue.js). A page of the time before would not hear of it, and is closed.
const VERSION = 2;

/**
 * Opens the store, and makes it where there is none. Rejects where the browser has no room or no IndexedDB.
 *
 * @param {object} given
 * @param {string} [given.name]
 * @param {() => void} [given.onBlocked] an older page keeps the store from being brought up to date
 * @param {() => void} [given.onClosed] a newer page needs this one to let go: nothing can be logged here any more
 */
export async function openStore({ name = NAME, onBlocked = () => {}, onClosed = () => {} } = {}) {
  const store = new Store(name, { onBlocked, onClosed });
  await store.open();
  return store;
}

/** The database, by transactions that are done as a whole or not at all. */
export class Store {
  #name;
  #tell;
  #opening = null;
  #isClosed = false;

  constructor(name, tell) {
    this.#name = name;
    this.#tell = tell;
  }

  /** @returns {Promise<import("../vendor/idb.js").IDBPDatabase>} */
  open() {
    this.#opening ??= openDB(this.#name, VERSION, {
      upgrade,
      blocked: () => this.#tell.onBlocked(),
      blocking: () => {
        this.close();
        this.#tell.onClosed();
      },
      terminated: () => (this.#opening = null),
    }).catch((fault) => {
      this.#opening = null;
      throw fault;
    });
    return this.#opening;
  }

  /** Lets go for good. What is asked afterwards is refused. */
  close() {
    this.#isClosed = true;
    this.#opening?.then((database) => database.close());
  }

  /** Does the work in one reading transaction and returns what it returned. */
  read(names, work) {
    return this.#transact(names, "readonly", work);
  }

  /**
   * Does the work in one transaction that is on the disk when the promise resolves. Where it rejects, as it does
   * where the disk is full, nothing of the work was kept. The work may await nothing but the transaction.
   */
  write(names, work) {
    return this.#transact(names, "readwrite", work);
  }

  /** A setting of this phone, or undefined. */
  async setting(name) {
    return (await this.read(["settings"], (tx) => tx.objectStore("settings").get(name)))?.value;
  }

  async keepSetting(name, value) {
    await this.write(["settings"], (tx) => tx.objectStore("settings").put({ name, value }));
  }

  async #transact(names, mode, work) {
    const tx = await this.#begin(names, mode);
    const done = tx.done;
    done.catch(() => {}); // told below, once
    let result;
    try {
      result = await work(tx);
    } catch (fault) {
      let reason = null;
      try {
        tx.abort();
      } catch {
        // It has gone already, as where the disk is full: what came of that is not the fault to tell.
        reason = await done.catch((why) => why);
      }
      await done.catch(() => {});
      throw reason ?? fault;
    }
    await done;
    return result;
  }

  async #begin(names, mode) {
    const start = async () => {
      if (this.#isClosed) throw new DOMException("The store was closed.", "InvalidStateError");
      return (await this.open()).transaction(names, mode, { durability: "strict" });
    };
    try {
      return await start();
    } catch (fault) {
      // Browsers drop a sleeping page's connection. Nothing was begun, so a new one does as well.
      if (fault.name !== "InvalidStateError" || this.#isClosed) throw fault;
      this.#opening = null;
      return start();
    }
  }
}

function upgrade(database, before) {
  if (before) return;
  const entries = database.createObjectStore("entries", { keyPath: "id" });
  entries.createIndex("state", ["state", "order"]);
  entries.createIndex("event", ["event", "order"]);
  entries.createIndex("reverses", "reverses");
  database.createObjectStore("events", { keyPath: "slug" });
  database.createObjectStore("settings", { keyPath: "name" });
}

/** All keys of an index that begin with the value. */
export const beginningWith = (value) => IDBKeyRange.bound([value], [value, []]);
