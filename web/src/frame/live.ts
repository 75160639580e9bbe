/**
 * Keeps what is on the screen as the house has it, without anybody pressing "reload".
 *
 * A part of a page that shows things names them, and says where it is fetched from again:
 *
 *   <section id="lines" data-live="order:3f… shipment:*" hx-get="…" hx-trigger="live" hx-swap="outerHTML">…</section>
 *
 * Topics: `kind:id`; `kind:*` for any of a kind one may hear of (a customer: any of mine); for staff also `leaf:<id>`
 * and `place:<id>`; for everybody `variant:<id>` (stock or price). When one is touched, the part is fetched 20 ms later,
 * though not while somebody types in a field inside it, presses a button there or waits for its answer: then as soon as
 * that is over. Keep what is typed into outside of live parts. Give the part and what can be focused in it ids: focus
 * and place of the cursor are kept then.
 *
 * A frame of its own (the shop's) needs two lines: `{% island "frame" %}` in its head and `{% include "parts/line.html" %}`
 * where the mark of a lost line is to stand. `data-who="shop:<leaf>"` (or `staff:<id>`) on its <body> lets the line begin
 * anew when somebody else sits there. `<html data-line="up|down">` is for styles.
 */
import { Line, type Said, type Told } from "./line";

const GATHER = 20; // ms
const PRESS = 3_000; // ms a press may hold a part: a finger that left unseen must not hold it for ever
const CLICK = 100; // ms after a press within which the click has come
const TYPED = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select";

const touched = new Set<string>(); // topics that wait for the debounce
const fetching = new Map<Element, boolean>(); // part -> whether it was touched again meanwhile
const acts = new Set<Act>(); // what a person does to a part and has no answer to yet
let gathering: number | undefined;
let pressed: { at: Element; since: number } | undefined;

/** touched: something else happened to the part meanwhile, so that it is fetched again after the answer. */
type Act = { part: Element; touched: boolean };

export function watchConnection(): void {
  const sign = document.querySelector<HTMLElement>("[data-line-sign]");
  if (!sign) return;
  document.documentElement.dataset["line"] = "up";
  const say = connect();
  window.addEventListener("offline", () => show(sign, false));
  window.addEventListener("online", () => {
    show(sign, true);
    say({ kind: "awake" });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") say({ kind: "awake" });
  });
  document.addEventListener("live-told", (event) => {
    const told = (event as CustomEvent<Told>).detail;
    if (told.kind === "line") show(sign, told.up && navigator.onLine);
    else touch(told.kind === "all" ? ["*"] : told.topics);
  });
  document.body.addEventListener("htmx:sendError", () => {
    show(sign, false);
    say({ kind: "awake" });
  });
  document.body.addEventListener("htmx:beforeSend", begin);
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = (event as CustomEvent<{ xhr: XMLHttpRequest; requestConfig: { elt: Element } }>).detail;
    const part = requestConfig.elt; // the event itself may come from where the part was before it was swapped
    if (xhr.status > 0 && navigator.onLine) show(sign, true);
    const again = fetching.get(part);
    fetching.delete(part);
    // What was fetched may be older than what was told while it was under way.
    if (again) touch(topicsOf(part));
  });
  document.addEventListener("focusout", () => setTimeout(fetchPutOff, 300));
  document.addEventListener("pointerdown", (event) => {
    pressed = event.target instanceof Element ? { at: event.target, since: Date.now() } : undefined;
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(release, CLICK));
  document.body.addEventListener("htmx:beforeSwap", waitForPress);
  document.body.addEventListener("htmx:beforeSwap", keepFocus);
}

function release(): void {
  pressed = undefined;
  fetchPutOff();
}

function isPressed(part: Element): boolean {
  return pressed !== undefined && Date.now() - pressed.since < PRESS && part.contains(pressed.at);
}

/** A button that is replaced between press and release is never clicked. */
function waitForPress(event: Event): void {
  const told = (event as CustomEvent<{ target: Element; shouldSwap: boolean; requestConfig: { elt: Element } }>).detail;
  // Only what came by itself waits: a form that is its own target is answered, and nothing would fetch that anew.
  if (told.requestConfig.elt !== told.target || !told.target.matches("[data-live]") || !isPressed(told.target)) return;
  told.shouldSwap = false;
  told.target.setAttribute("data-live-put-off", "");
}

/** By the shared worker where the browser has one, else by a line of this page's own. */
function connect(): (said: Said) => void {
  const hear = (told: Told): void => void document.dispatchEvent(new CustomEvent("live-told", { detail: told }));
  const hello: Said = { kind: "hello", began: performance.timeOrigin, who: document.body.dataset["who"] ?? "" };
  if (typeof SharedWorker === "undefined") {
    const line = new Line(hear);
    line.open(hello.began);
    return (said) => {
      if (said.kind === "awake") line.awake();
    };
  }
  const worker = new SharedWorker(new URL("../live_worker.ts", import.meta.url), { type: "module", name: "live" });
  worker.port.onmessage = (event: MessageEvent<Told>) => hear(event.data);
  worker.port.postMessage(hello);
  window.addEventListener("pagehide", () => worker.port.postMessage({ kind: "bye" } satisfies Said));
  window.addEventListener("pageshow", (event) => {
    // Back from the browser's store of pages: it is as old as when it was left.
    if (event.persisted) worker.port.postMessage(hello);
  });
  return (said) => worker.port.postMessage(said);
}

function show(sign: HTMLElement, up: boolean): void {
  document.documentElement.dataset["line"] = up ? "up" : "down";
  if (sign.hidden === up) return;
  sign.hidden = up;
  sign.textContent = up ? "" : (sign.dataset["lost"] ?? "");
}

function topicsOf(part: Element): string[] {
  return (part.getAttribute("data-live") ?? "").split(/\s+/).filter(Boolean);
}

function touch(topics: string[]): void {
  for (const topic of topics) touched.add(topic);
  gathering ??= setTimeout(fetchTouched, GATHER) as unknown as number;
}

function fetchTouched(): void {
  gathering = undefined;
  const all = touched.has("*");
  const kinds = new Set([...touched].map((topic) => topic.split(":")[0]));
  const isTouched = (topic: string): boolean => {
    const [kind = "", id = ""] = topic.split(":");
    return all || touched.has(topic) || touched.has(`${kind}:*`) || (id === "*" && kinds.has(kind));
  };
  for (const part of document.querySelectorAll("[data-live]")) if (topicsOf(part).some(isTouched)) fetchAgain(part);
  touched.clear();
}

/** What a person does goes first: an answer into a part that was fetched again meanwhile would be seen by nobody. */
function begin(event: Event): void {
  const { elt, target } = (event as CustomEvent<{ elt: Element; target: Element }>).detail;
  const part = target.closest("[data-live]");
  if (part === elt) return;
  target.addEventListener("htmx:beforeSwap", findAgain);
  if (!part) return;
  const cut = fetching.delete(part);
  const act = { part, touched: cut };
  acts.add(act);
  elt.addEventListener("htmx:afterRequest", () => end(act), { once: true });
  if (cut) window.htmx.trigger(part, "htmx:abort");
}

function end(act: Act): void {
  acts.delete(act);
  if (act.touched) touch(topicsOf(act.part));
}

/** Of two acts at once the first answer takes the place of what both were aimed at: the second goes where that is now. */
function findAgain(event: Event): void {
  const told = (event as CustomEvent<{ target: Element; requestConfig: { elt: Element } }>).detail;
  if (told.target.isConnected || told.requestConfig.elt === told.target) return;
  told.target = document.getElementById(told.target.id) ?? told.target;
}

function fetchAgain(part: Element): void {
  const at = document.activeElement;
  const act = [...acts].find((one) => one.part === part);
  if (act) {
    act.touched = true;
  } else if (isPressed(part) || (at && at !== part && part.contains(at) && at.matches(TYPED))) {
    part.setAttribute("data-live-put-off", "");
  } else if (fetching.has(part)) {
    fetching.set(part, true);
  } else {
    fetching.set(part, false);
    setTimeout(() => fetching.delete(part), 30_000); // an answer that never came
    window.htmx.trigger(part, "live");
  }
}

function fetchPutOff(): void {
  for (const part of document.querySelectorAll("[data-live-put-off]")) {
    part.removeAttribute("data-live-put-off");
    fetchAgain(part);
  }
}

/** htmx keeps the focus of what has an id; what has none is found again by what it does. */
function keepFocus(event: Event): void {
  const { target } = (event as CustomEvent<{ target: Element }>).detail;
  const at = document.activeElement;
  const part = target.closest("[data-live]");
  if (!part?.id || !at || at.id || !part.contains(at)) return;
  const marks = ["name", "value", "href", "hx-post", "hx-get", "data-opens"].filter((name) => at.hasAttribute(name));
  if (!marks.length) return;
  const same = at.localName + marks.map((name) => `[${name}="${CSS.escape(at.getAttribute(name) ?? "")}"]`).join("");
  const id = part.id;
  document.body.addEventListener(
    "htmx:afterSettle",
    () => document.getElementById(id)?.querySelector<HTMLElement>(same)?.focus({ preventScroll: true }),
    { once: true },
  );
}
