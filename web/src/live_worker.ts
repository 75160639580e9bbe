/** The worker that all tabs of a browser share: one line to the house, whatever the number of tabs. */
import { Line, type Said, type Told } from "./frame/line";

const LONGEST_UNSEEN = 24 * 3_600_000; // ms

const pages = new Map<MessagePort, number>();
const here = new Map<string, string>(); // who sits here, per door: "staff" and "shop"

function tellAll(told: Told): void {
  for (const page of pages.keys()) page.postMessage(told);
}

const line = new Line(tellAll);

function welcome(page: MessagePort, began: number, who: string): void {
  const [door = "", person = ""] = who.split(":");
  const changed = door !== "" && here.has(door) && here.get(door) !== person;
  if (door) here.set(door, person);
  if (changed) line.renew(began);
  else line.open(began);
  page.postMessage({ kind: "line", up: line.isUp() } satisfies Told);
  const topics = line.since(began);
  if (topics.length) page.postMessage({ kind: "topics", topics } satisfies Told);
}

function listen(page: MessagePort): void {
  pages.set(page, Date.now());
  page.onmessage = (event: MessageEvent<Said>) => {
    pages.set(page, Date.now());
    if (event.data.kind === "hello") welcome(page, event.data.began, event.data.who);
    else if (event.data.kind === "awake") line.awake();
    else pages.delete(page);
    if (pages.size === 0) line.close();
  };
  // A tab that was killed says no goodbye.
  for (const [other, seen] of pages) if (Date.now() - seen > LONGEST_UNSEEN) pages.delete(other);
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const [page] = event.ports;
  if (page) listen(page);
};
