/** The till without a connection: sells by what it knows, keeps each sale before its receipt is shown, sends them later. */
import { choiceOf, linesOf, payOf, reasonsOf, scanForm } from "./till/counter.ts";
import { button, h, note } from "./till/drawing.ts";
import { choosePin, chooseTill, openByPin } from "./till/entrance.ts";
import type { KeptSale, KnownStaff, Lease } from "./till/facts.ts";
import { lentHere, soldHere } from "./till/kept_here.ts";
import { forgetKnowledge, keep, listSales, noteSent } from "./till/keeping.ts";
import { receiptOf } from "./till/paper.ts";
import { isPin, MOST_TRIES } from "./till/pin.ts";
import { type Refusal, TillState } from "./till/state.ts";
import { newId } from "./till/ids.ts";
import { askKnowledge, askState, type Answered, post, sendSales, type State } from "./till/talking.ts";
import type { Asking } from "./till/value_form.ts";
import { instant, say } from "./till/words.ts";

const LOOK_EVERY = 5_000; // ms: whether there is a connection
const LEARN_EVERY = 300_000; // ms: goods, prices, promotions
const LOCK_AFTER = 600_000; // ms without a touch
const DAY = 86_400_000;

const state = new TillState();
let line: Answered["line"] = "down";
let house_: State | undefined; // what the house said last, while there is a connection
let refusal: Refusal | string | undefined;
let shown: KeptSale | undefined;
let asking: Asking | undefined; // a gift card or points that are to be kept here
let learntAt = 0;
let touchedAt = Date.now();
let withdrawn = false;
let locked = false; // on purpose, or nobody touched it for long: only a PIN opens it again

const place = document.querySelector<HTMLElement>("#standby")!;
const bar = document.querySelector<HTMLElement>("#standby-line")!;

function draw(): void {
  drawBar();
  const open = [...place.querySelectorAll<HTMLDetailsElement>("details[open]")].map((one) => one.id);
  const begun = place.querySelector<HTMLInputElement>("#scan")?.value ?? ""; // a scanner is quicker than what was scanned before
  place.replaceChildren(...screen());
  const scan = place.querySelector<HTMLInputElement>("#scan");
  if (scan) scan.value = begun;
  for (const id of open) place.querySelector<HTMLDetailsElement>(`#${id}`)?.setAttribute("open", "");
  place.querySelector<HTMLElement>("[autofocus]")?.focus();
}

function drawBar(): void {
  const { known } = state;
  const zone = known?.knowledge.house.zone ?? "UTC";
  const aside = state.sales.filter((one) => one.state === "aside").length;
  const told = [
    say(line === "up" ? "online" : line === "down" ? "offline" : "signed_out"),
    known ? say("known", { when: instant(known.known_at, zone) }) : say("nothing_known"),
    state.waiting.length ? say("waiting", { count: state.waiting.length }) : state.sales.length ? say("all_sent") : "",
    aside ? say("aside", { count: aside }) : "",
    known && state.now() - known.known_at > DAY ? say("old") : "",
    known?.knowledge.left_out ? say("left_out", { count: known.knowledge.left_out }) : "",
  ].filter(Boolean);
  bar.dataset["line"] = line;
  bar.dataset["waiting"] = String(state.waiting.length);
  const text = told.join(" · ");
  if (bar.dataset["told"] === text) return; // said aloud only where it changed
  bar.dataset["told"] = text;
  const enter = line === "signed-out" ? [" ", h("a", { class: "button touch", href: "/sign-in?next=/till/standby" }, say("sign_in"))] : [];
  bar.replaceChildren(...told.map((one) => h("span", {}, one)), ...enter);
}

function screen(): HTMLElement[] {
  if (withdrawn) return [note(say("withdrawn"))];
  if (!state.till) return [chooseTill(house_, (till) => void chooseThis(till))];
  const { known } = state;
  if (!known) return [note(say(line === "up" ? "not_now" : "nothing_known"))];
  if (!state.cashier) return [openByPin(known.knowledge.staff, state.tries, typeof refusal === "string" ? refusal : "", (person, pin) => void enter(person, pin))];
  const { house } = known.knowledge;
  if (shown) return [receiptOf(shown, house, next)];
  const reckoned = state.reckoned();
  const told = typeof refusal === "string" ? note(refusal) : refusal ? note(say(refusal.said, refusal.facts)) : null;
  const aside = h("aside", { class: "till-pay" });
  aside.append(...[reckoned ? payOf(house, reckoned, state.parts(reckoned.priced.amount), state, acts) : null, reasonsOf(state, house, reckoned, acts), house_ && line === "up" && !house_.staff.has_pin ? choosePin((pin) => void keepPin(pin)) : null].filter((one): one is HTMLElement => one !== null));
  aside.append(lentHere(state, house, { online: line === "up", asking, lendValue: (text, sum, said) => void lendValue(text, sum, said), lend: (text, units) => void lease("lend", { text, units }), giveBack: (leases) => void lease("give-back", { leases }) }), soldHere(state.sales, house, show));
  if (known.knowledge.staff.length) aside.append(button(`${say("lock")} · ${state.cashier.name}`, lock, { key: "F12" }));
  const choice = refusal && typeof refusal !== "string" ? choiceOf(refusal, state, acts) : null;
  return [scanForm(state, acts), ...[told, choice].filter((one): one is HTMLElement => one !== null), h("div", { class: "till" }, linesOf(state, house, reckoned, acts), aside)];
}

let queue: Promise<void> = Promise.resolve();

const acts = {
  /** One act after another, as they were scanned; none is lost while the one before is being kept. */
  act(work: () => Promise<Refusal | undefined | void>): void {
    queue = queue.then(async () => {
      try {
        refusal = (await work()) ?? undefined;
      } catch {
        refusal = say("no_room");
      }
      draw();
    });
  },
  sell(method: "cash" | "outside", given: number, amount: number, rest: number): void {
    queue = queue.then(async () => {
      try {
        const sold = await state.sell(method, given, amount, rest);
        if (sold) shown = sold;
        refusal = sold ? undefined : say("sum_changed");
      } catch {
        refusal = say("no_room");
      }
      draw();
      place.querySelector<HTMLElement>(".receipt-page .primary")?.focus();
      void look();
    });
  },
};

function next(): void {
  shown = undefined;
  refusal = undefined;
  draw();
}

function show(sale: KeptSale): void {
  shown = sale;
  draw();
}

function lock(): void {
  if (!state.known?.knowledge.staff.length) return; // nobody could open it again
  locked = true;
  asking = undefined;
  state.cashier = undefined;
  draw();
}

async function enter(person: KnownStaff, pin: string): Promise<void> {
  const tried = state.tries[person.id] ?? 0;
  if (tried >= MOST_TRIES) refusal = say("pin_locked");
  else {
    // The try is counted before it is made: closing the page gives none back.
    state.tries = { ...state.tries, [person.id]: tried + 1 };
    await keep({ tries: state.tries });
    if (await isPin(person, pin)) {
      state.cashier = { id: person.id, name: person.name };
      locked = false;
      state.tries = { ...state.tries, [person.id]: 0 };
      await keep({ tries: state.tries });
      refusal = undefined;
    } else if (tried + 1 >= MOST_TRIES) await state.forgetPin(person.id);
    if (!state.cashier) refusal = tried + 1 < MOST_TRIES ? say("pin_wrong", { count: MOST_TRIES - tried - 1 }) : say("pin_locked");
  }
  draw();
}

async function chooseThis(till: string): Promise<void> {
  state.till = till;
  await keep({ till });
  await navigator.storage?.persist?.();
  await learn(true);
  draw();
}

async function keepPin(pin: string): Promise<void> {
  const told = await post<{ has_pin: boolean }>("pin", { pin }, house_?.csrf ?? "");
  refusal = told.ok ? undefined : told.refused || say("not_now");
  if (told.ok && house_) house_.staff.has_pin = true;
  await learn(true);
  draw();
}

async function lease(what: "lend" | "give-back", asked: object): Promise<void> {
  const told = await post<{ leases: Lease[] }>(what, { till: state.till, ...asked }, house_?.csrf ?? "");
  refusal = told.ok ? undefined : told.refused || say("not_now");
  if (told.ok) await state.setLeases(told.answer.leases);
  draw();
}

/** A gift card is kept at once; a customer whose points are wanted is asked first, and says yes by digits. */
async function lendValue(text: string, sum: string, said: string): Promise<void> {
  if (!text) {
    asking = undefined;
    draw();
    return;
  }
  const same = asking?.text === text && asking.sum === sum ? asking : undefined;
  const key = same?.key ?? newId(state.now());
  const told = await post<{ leases: Lease[]; asked?: { code: string; masked: string } }>("lend-value", { till: state.till, text, sum, said, asked: same?.code ?? "", key }, house_?.csrf ?? "");
  refusal = told.ok ? undefined : told.refused || say("not_now");
  const sent = told.ok ? told.answer.asked : same;
  if (told.ok) await state.setLeases(told.answer.leases);
  asking = told.ok && !sent ? undefined : { text, sum, key, code: sent?.code ?? "", masked: sent?.masked ?? "" };
  draw();
}

async function learn(now: boolean): Promise<void> {
  if (!state.till || (!now && Date.now() - learntAt < LEARN_EVERY)) return;
  const told = await askKnowledge(state.till, state.known);
  if (told?.withdrawn) {
    withdrawn = true;
    await forgetKnowledge();
  } else if (told?.known) {
    learntAt = Date.now();
    withdrawn = false;
    state.tries = {};
    await keep({ tries: {} });
    await state.told(told.known, told.leases ?? [], told.last ?? 0);
    navigator.serviceWorker.controller?.postMessage("fill");
  }
}

async function send(csrf: string): Promise<void> {
  for (let waiting = state.waiting; waiting.length; waiting = state.waiting) {
    const states = await sendSales(state.till, waiting, state.now(), csrf);
    if (!states?.size) return; // nobody answered, or all of them are still being recorded: they stay
    await noteSent(states);
    state.sales = await listSales();
  }
}

let looking = false;

/** Is there a connection? Then what waits is sent, first of all, and what holds now is asked. */
async function look(): Promise<void> {
  if (looking) return;
  looking = true;
  const before = [line, state.waiting.length, state.known?.known_at, withdrawn, house_?.tills.length, state.cashier?.id].join();
  try {
    const told = await askState();
    line = told.line;
    house_ = told.line === "up" ? told.state : undefined;
    if (told.line === "up") {
      await state.setClock(told.state.now);
      if (!state.cashier && !locked && told.state.may_take) state.cashier = { id: told.state.staff.id, name: told.state.staff.name };
      await send(told.state.csrf);
      await learn(false);
    }
  } catch {
    line = "down";
  }
  looking = false;
  if (Date.now() - touchedAt > LOCK_AFTER) lock();
  const after = [line, state.waiting.length, state.known?.known_at, withdrawn, house_?.tills.length, state.cashier?.id].join();
  const at = document.activeElement;
  const typing = at instanceof HTMLInputElement && at.value !== at.defaultValue; // what is being typed is not drawn over
  if (before === after || typing) drawBar();
  else if (!shown) draw();
  else drawBar();
}

function pressed(event: KeyboardEvent): void {
  touchedAt = Date.now();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const inField = event.target instanceof Element && event.target.closest("input, select") !== null;
  if (inField && !/^F[0-9]+$/.test(event.code)) return;
  const one = place.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.code)}"]`);
  if (one) {
    event.preventDefault();
    if (one instanceof HTMLInputElement) one.select();
    else one.click();
  } else if (!inField && /^(Digit|Numpad)[0-9]$/.test(event.code)) place.querySelector<HTMLElement>("#scan")?.focus();
}

async function begin(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("indexedDB" in window) || !("locks" in navigator)) {
    place.replaceChildren(note(say("unsupported")));
    return;
  }
  void navigator.serviceWorker.register("/till/worker.js", { scope: "/till/" });
  // One window sells: two would count the same numbers and use the same leases.
  await navigator.locks.request("prilavok-till", { ifAvailable: true }, async (held) => {
    if (!held) {
      place.replaceChildren(note(say("busy")));
      return undefined;
    }
    await state.read();
    draw();
    document.addEventListener("keydown", pressed);
    document.addEventListener("pointerdown", () => (touchedAt = Date.now()));
    window.addEventListener("online", () => void look());
    window.addEventListener("offline", () => void look());
    await look();
    setInterval(() => void look(), LOOK_EVERY);
    return new Promise(() => undefined);
  });
}

void begin();
