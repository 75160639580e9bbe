// All that the till's program holds while its page is open, read from what was kept, and the acts of a sale.

import type { Counter, Draft, Goods, Known, KeptSale, Lease } from "./facts.ts";
import { newId } from "./ids.ts";
import { keep, keepSale, listSales, recall } from "./keeping.ts";
import { reckon, Shelf, tidyCode, toldLines, type Reckoned } from "./selling.ts";
import { leasesOf, lessened, mayBeGift, partsOf, restOf, type Part } from "./values.ts";
import { typedUnits } from "./words.ts";

const MOST_LINES = 200;
const MOST_PARKED = 5;
const MOST_COUPONS = 5;
const LARGEST = 1_000_000_000;

export interface Cashier {
  id: string;
  name: string;
}

export type Refusal = { said: string; facts?: Record<string, string | number>; choice?: Goods[] };

export class TillState {
  private nth = 0;
  private offset = 0;
  private selling = false;
  till = "";
  known: Known | undefined;
  shelf: Shelf | undefined;
  leases: Lease[] = [];
  sales: KeptSale[] = [];
  tries: Record<string, number> = {};
  cashier: Cashier | undefined;
  counter: Counter = { draft: this.fresh(), parked: [] };

  async read(): Promise<void> {
    this.offset = (await recall("offset")) ?? 0;
    this.till = (await recall("till")) ?? "";
    this.leases = (await recall("leases")) ?? [];
    this.tries = (await recall("tries")) ?? {};
    this.nth = (await recall("nth")) ?? 0;
    this.sales = await listSales();
    this.counter = (await recall("counter")) ?? { draft: this.fresh(), parked: [] };
    this.learn(await recall("known"));
  }

  /** The instant by the server's clock, as far as it is known. */
  now(): number {
    return Date.now() + this.offset;
  }

  get waiting(): KeptSale[] {
    return this.sales.filter((one) => one.state === "waiting");
  }

  async setClock(serverNow: number): Promise<void> {
    const offset = serverNow - Date.now();
    if (Math.abs(offset - this.offset) > 2_000) await keep({ offset: (this.offset = offset) });
  }

  /** last: the running number of the last sale that the server has of this till. */
  async told(known: Known, leases: Lease[], last: number): Promise<void> {
    const used = new Set(this.waiting.flatMap((one) => one.told.leases));
    const taken = this.waiting.flatMap((one) => one.told.values ?? []);
    this.leases = lessened(leases.filter((one) => !used.has(one.id)), taken); // the server hears of those with the sales
    this.nth = Math.max(this.nth, last);
    this.learn(known);
    await keep({ known, leases: this.leases, nth: this.nth });
  }

  async setLeases(leases: Lease[]): Promise<void> {
    await this.told(this.known!, leases, this.nth);
  }

  /** Nothing is left here by which more PINs of this person could be tried; the house tells it anew. */
  async forgetPin(person: string): Promise<void> {
    if (!this.known) return;
    const { knowledge } = this.known;
    const staff = knowledge.staff.map((one) => (one.id === person ? { ...one, salt: "", digest: "" } : one));
    this.known = { ...this.known, edition: "", knowledge: { ...knowledge, staff } };
    await keep({ known: this.known });
  }

  private learn(known: Known | undefined): void {
    const changed = known?.edition !== this.known?.edition;
    this.known = known;
    if (changed || !this.shelf) this.shelf = known ? new Shelf(known.knowledge) : undefined;
  }

  reckoned(): Reckoned | undefined {
    return this.shelf && this.counter.draft.lines.length ? reckon(this.shelf, this.counter.draft, this.leases, this.now()) : undefined;
  }

  /** How much of the sale is paid by what was kept for this till and scanned. */
  parts(due: number): Part[] {
    return partsOf(this.leases, this.counter.draft.values ?? [], due, this.now());
  }

  /** Goods, how many of them before a star, a coupon, a gift card or a loyalty card. */
  async scan(text: string): Promise<Refusal | undefined> {
    const shelf = this.shelf;
    const match = /^([0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*[*×xх]\s*(\S.*)$/i.exec(text.trim());
    const code = (match?.[2] ?? text).trim();
    if (!shelf || !code) return undefined;
    const goods = shelf.scanned(code);
    if (goods) return this.add(goods, match?.[1]);
    const coupon = tidyCode(code);
    if (shelf.freeCode(coupon)) return this.show(coupon);
    const lent = this.leases.find((one) => one.kind === "coupon" && one.code === coupon);
    if (lent) return lent.until > this.now() ? this.show(coupon) : { said: "coupon_over", facts: { code: coupon } };
    const values = await leasesOf(this.leases, code);
    if (values.length) return this.showValues(values);
    if (mayBeGift(code)) return { said: "gift_needs_line" };
    const choice = shelf.named(code);
    if (choice.length === 1 && choice[0]) return this.add(choice[0], match?.[1]);
    if (choice.length > 1) return { said: "several", choice };
    if (/^[0-9]{6,}$/.test(code)) return { said: "card_needs_line", facts: { text: code } };
    // Whatever is typed and no goods may be a coupon that only the house knows: it is not taken, and it is not said to be bad.
    return /^(?=.*[A-Z])[A-Z0-9]{3,}$/.test(coupon) ? { said: "coupon_needs_line", facts: { code: coupon } } : { said: "unknown", facts: { text: code } };
  }

  async add(goods: Goods, times: string | undefined): Promise<Refusal | undefined> {
    if (goods.unit !== "piece" && times === undefined) return { said: "weigh" };
    const more = typedUnits(times ?? "1", goods.unit);
    const held = this.counter.draft.lines.find((one) => one.variant === goods.id)?.units ?? 0;
    return more === null || more <= 0 ? { said: "no_quantity" } : this.setUnits(goods.id, held + more);
  }

  /** Exactly so many; nought takes the line out, and "put back" brings it again. */
  async setUnits(variant: string, units: number): Promise<Refusal | undefined> {
    const { draft } = this.counter;
    if (units > LARGEST) return { said: "no_quantity" };
    const at = draft.lines.findIndex((one) => one.variant === variant);
    if (at < 0 && draft.lines.length >= MOST_LINES) return { said: "full", facts: { most: MOST_LINES } };
    if (units <= 0) draft.out.push(...draft.lines.splice(at, at < 0 ? 0 : 1));
    else if (at < 0) draft.lines.push({ variant, units });
    else draft.lines[at] = { variant, units };
    return this.keepCounter();
  }

  async putBack(): Promise<void> {
    const line = this.counter.draft.out.pop();
    if (line) await this.setUnits(line.variant, line.units);
  }

  /** A coupon that was shown; shown again it is taken back. */
  async show(code: string): Promise<Refusal | undefined> {
    const { draft } = this.counter;
    const rest = draft.coupons.filter((one) => one !== code);
    if (rest.length === draft.coupons.length && rest.length >= MOST_COUPONS) return { said: "full", facts: { most: MOST_COUPONS } };
    draft.coupons = rest.length === draft.coupons.length ? [...rest, code] : rest;
    return this.keepCounter();
  }

  /** What was kept under a scanned code pays a part; scanned again it is taken back. Points are one customer's. */
  private async showValues(values: Lease[]): Promise<Refusal | undefined> {
    const { draft } = this.counter;
    if (values.every((one) => one.until <= this.now())) return { said: "value_over" };
    const ids = values.map((one) => one.id);
    const before = draft.values ?? [];
    const points = values.some((one) => one.kind === "points");
    const others = before.filter((id) => !ids.includes(id) && !(points && this.leases.find((one) => one.id === id)?.kind === "points"));
    draft.values = ids.every((id) => before.includes(id)) ? others : [...others, ...ids];
    return this.keepCounter();
  }

  async dropValue(lease: string): Promise<Refusal | undefined> {
    const { draft } = this.counter;
    draft.values = (draft.values ?? []).filter((one) => one !== lease);
    return this.keepCounter();
  }

  async park(): Promise<Refusal | undefined> {
    const { draft, parked } = this.counter;
    if (!draft.lines.length) return undefined;
    if (parked.length >= MOST_PARKED) return { said: "full", facts: { most: MOST_PARKED } };
    this.counter = { draft: this.fresh(), parked: [...parked, draft] };
    return this.keepCounter();
  }

  async resume(id: string): Promise<void> {
    const { draft, parked } = this.counter;
    const wanted = parked.find((one) => one.id === id);
    if (!wanted) return;
    const rest = parked.filter((one) => one.id !== id);
    this.counter = { draft: wanted, parked: draft.lines.length ? [...rest, draft] : rest };
    await this.keepCounter();
  }

  /**
   * Sold: kept on the disk with its number, then given back to be shown. given: cash handed over, amount: what was
   * shown to be paid, rest: of it, in money, minor units. Undefined, and nothing sold, where a promotion or a lease began
   * or ended since.
   */
  async sell(method: "cash" | "outside", given: number, amount: number, rest: number): Promise<KeptSale | undefined> {
    const [cashier, known, reckoned] = [this.cashier, this.known, this.reckoned()];
    if (this.selling || !cashier || !known || !this.shelf || !reckoned || reckoned.priced.unpriced.length || reckoned.priced.amount !== amount) return undefined;
    const parts = this.parts(amount);
    if (restOf(amount, parts) !== rest) return undefined;
    this.selling = true;
    try {
      const sale = this.written(cashier, known, reckoned, method, given, parts);
      const leases = lessened(this.leases.filter((one) => !sale.told.leases.includes(one.id)), sale.told.values ?? []);
      const counter = { draft: this.fresh(), parked: this.counter.parked };
      await keepSale(sale, this.nth + 1, leases, counter);
      this.nth += 1;
      [this.leases, this.counter] = [leases, counter];
      this.sales.push(sale);
      return sale;
    } finally {
      this.selling = false;
    }
  }

  private written(cashier: Cashier, known: Known, { priced, leases }: Reckoned, method: "cash" | "outside", given: number, parts: Part[]): KeptSale {
    const { house } = known.knowledge;
    const { draft } = this.counter;
    const stated = this.shelf!.ratesAt(this.now());
    const rest = restOf(priced.amount, parts);
    const number = `${house.code}-${String(this.nth + 1).padStart(5, "0")}`;
    const told = {
      id: draft.id,
      till: house.till,
      place: house.place,
      cashier: cashier.id,
      number,
      currency: house.currency,
      sold_at: this.now(),
      known_at: known.known_at,
      amount: priced.amount,
      method,
      given: method === "cash" ? given : rest,
      lines: toldLines(priced),
      codes: draft.coupons,
      leases: leases.map((one) => one.id),
      values: parts.map((one) => ({ lease: one.lease.id, amount: one.amount })),
    };
    const paper = {
      cashier: cashier.name,
      lines: priced.lines.map((one) => {
        const goods = this.shelf!.goods.get(one.variant)!;
        return { name: goods.name, unit: goods.unit, quantity: one.quantity, amount: one.amount, discount: one.discount_amount };
      }),
      list_amount: priced.list_amount,
      amount: priced.amount,
      // Where nobody has said whether tax is owed, nothing is stated of it.
      taxes: Object.keys(stated).length ? priced.taxes : [],
      change: told.given - rest,
      paid: parts.map((one) => ({ kind: one.lease.kind, units: one.units, amount: one.amount })),
    };
    return { id: told.id, told, paper, state: "waiting" };
  }

  private async keepCounter(): Promise<undefined> {
    await keep({ counter: this.counter });
    return undefined;
  }

  private fresh(): Draft {
    return { id: newId(this.now()), lines: [], coupons: [], out: [] };
  }
}
