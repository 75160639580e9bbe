// What outlives the page: the browser's own database. A sale is in it, on the disk, before its receipt is shown.

import type { Counter, Known, KeptSale, Lease } from "./facts.ts";

const NAME = "prilavok-till";
const SENT_KEPT = 200; // sales that were sent and are still here to be printed again

interface Kept {
  known: Known;
  leases: Lease[];
  counter: Counter;
  till: string;
  nth: number; // of the last receipt
  offset: number; // milliseconds by which our clock is behind the server's
  tries: Record<string, number>;
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("sales", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("no database"));
  });
  return opened;
}

function answer<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("not kept"));
  });
}

/** Resolves once all of it is on the disk; rejects, with nothing of it kept, where it cannot be. */
async function write(work: (kept: IDBObjectStore, sales: IDBObjectStore) => void): Promise<void> {
  const base = await database();
  await new Promise<void>((resolve, reject) => {
    const all = base.transaction(["kept", "sales"], "readwrite", { durability: "strict" });
    all.oncomplete = () => resolve();
    all.onabort = () => reject(all.error ?? new Error("not kept"));
    work(all.objectStore("kept"), all.objectStore("sales"));
  });
}

export async function recall<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
  const base = await database();
  return answer(base.transaction("kept").objectStore("kept").get(name) as IDBRequest<Kept[Name] | undefined>);
}

export async function keep(values: Partial<Kept>): Promise<void> {
  await write((kept) => {
    for (const [name, value] of Object.entries(values)) kept.put(value, name);
  });
}

/** The sale, its number, the leases that are left and the empty counter at once: all of it or nothing. */
export async function keepSale(sale: KeptSale, nth: number, leases: Lease[], counter: Counter): Promise<void> {
  await write((kept, sales) => {
    sales.add(sale); // a second click finds the id taken, and the whole of it is given up
    kept.put(nth, "nth");
    kept.put(leases, "leases");
    kept.put(counter, "counter");
  });
}

/** Every sale that is kept here, the eldest first: ids rise with time. */
export async function listSales(): Promise<KeptSale[]> {
  const base = await database();
  return answer(base.transaction("sales").objectStore("sales").getAll() as IDBRequest<KeptSale[]>);
}

/** The server has these for ever; of those sent long ago the eldest are forgotten here. */
export async function noteSent(states: Map<string, KeptSale["state"]>): Promise<void> {
  const all = await listSales();
  const sent = all.filter((one) => (states.get(one.id) ?? one.state) !== "waiting");
  const old = new Set(sent.slice(0, Math.max(0, sent.length - SENT_KEPT)).map((one) => one.id));
  await write((_kept, sales) => {
    for (const one of all) {
      const state = states.get(one.id);
      if (old.has(one.id)) sales.delete(one.id);
      else if (state !== undefined) sales.put({ ...one, state });
    }
  });
}

/** What the till knew is forgotten; which till it is, and what it sold and has not sent yet, stays. */
export async function forgetKnowledge(): Promise<void> {
  await write((kept) => {
    for (const name of ["known", "leases", "counter", "tries"]) kept.delete(name);
  });
}

/** Whether this browser is, or was, a till: nothing is made where it is none. */
export async function isTill(): Promise<boolean> {
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}
