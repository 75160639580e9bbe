// What each kind of promotion takes off: amounts by row, each at most what is left of the row.

import type { Act, Promotion } from "./facts.ts";
import { reaches, type Reached, type Row, type Table } from "./rows.ts";
import { least, nearest, shareOf, split, times } from "./whole.ts";

/** rows and amounts: by their places. sum: of the amounts. */
export interface Off {
  rows: Row[];
  amounts: number[];
  sum: number;
}

type Kind<K extends Act["kind"]> = Extract<Act, { kind: K }>;

/** rows: open and reached. most: how often at most, where the act repeats. */
export function takeOff(promotion: Promotion, rows: readonly Row[], table: Table, most: number): Off {
  const act = promotion.act;
  switch (act.kind) {
    case "percent":
      return shareOff(rows, act.share);
    case "off_each":
      return each(rows, act.amount, act.per, false);
    case "fixed_price":
      return each(rows, act.amount, act.per, true);
    case "off_together":
      return together(rows, act.amount);
    case "steps":
      return graded(act, rows);
    case "some_free":
      return someFree(act, table.pieces(rows), most);
    case "set_price":
      return setPrice(act, promotion.reached, rows, table.pieces(rows), most);
    case "gift":
      return gift(act, rows, most);
    case "points":
      return nothing();
  }
}

export function nothing(): Off {
  return { rows: [], amounts: [], sum: 0 };
}

function take(off: Off, row: Row, amount: number): void {
  off.rows.push(row);
  off.amounts.push(amount);
  off.sum += amount;
}

/** The same for every unit, for `per` units: an amount less, or, where it is fixed, an amount to pay. */
function each(rows: readonly Row[], unit: number, per: number, fixed: boolean): Off {
  const off = nothing();
  for (let nth = 0; nth < rows.length; nth++) {
    const row = rows[nth]!;
    const { left } = row;
    if (left <= 0) continue;
    const whole = nearest(unit, row.units, per);
    const amount = fixed ? left - whole : whole;
    if (amount > 0) take(off, row, amount < left ? amount : left);
  }
  return off;
}

function shareOff(rows: readonly Row[], share: number): Off {
  const off = nothing();
  for (let nth = 0; nth < rows.length; nth++) {
    const row = rows[nth]!;
    const { left } = row;
    if (left <= 0) continue;
    const amount = shareOf(left, share);
    if (amount > 0) take(off, row, amount < left ? amount : left);
  }
  return off;
}

function together(rows: readonly Row[], amount: number): Off {
  const lefts: number[] = [];
  let whole = 0;
  for (let nth = 0; nth < rows.length; nth++) {
    lefts.push(rows[nth]!.left);
    whole += rows[nth]!.left;
  }
  return shared(rows, least(amount, whole), lefts);
}

function shared(rows: readonly Row[], amount: number, weights: readonly number[]): Off {
  const off = nothing();
  const parts = split(amount, weights);
  for (let nth = 0; nth < parts.length; nth++) {
    const row = rows[nth]!;
    if (parts[nth]! > 0) take(off, row, least(parts[nth]!, row.left));
  }
  return off;
}

function graded(act: Kind<"steps">, rows: readonly Row[]): Off {
  let reached = 0;
  for (const row of rows) reached += act.by === "amount" ? row.listed : row.units;
  let [share, highest] = [0, -1];
  for (const step of act.steps) if (step.at_least <= reached && step.at_least > highest) [share, highest] = [step.share, step.at_least];
  return highest < 0 ? nothing() : shareOff(rows, share);
}

/** Of every so many pieces, the dearest first, the cheapest of each handful cost less. */
function someFree({ every, free: inEach, share }: Kind<"some_free">, pieces: readonly Row[], most: number): Off {
  let count = 0;
  for (const row of pieces) count += row.units;
  const handfuls = least(times(count, every), most);
  const off = nothing();
  let [before, freeBefore] = [0, 0];
  for (const row of pieces) {
    before += row.units;
    const freeNow = freeUpTo(before, every, inEach, handfuls);
    if (freeNow > freeBefore) take(off, row, shareOf(part(row, freeNow - freeBefore), share));
    freeBefore = freeNow;
  }
  return off;
}

/** How many of the first so many pieces are among the cheapest of their handfuls. */
function freeUpTo(count: number, every: number, free: number, handfuls: number): number {
  const whole = least(times(count, every), handfuls);
  const rest = whole < handfuls ? count - whole * every - (every - free) : 0;
  return whole * free + (rest > 0 ? rest : 0);
}

/** What is left to pay for so many of a row's units. */
function part(row: Row, units: number): number {
  return units === row.units ? row.left : nearest(row.left, units, row.units);
}

/** How many pieces of a row are in no set yet, in the one that is being made, and in sets. */
interface Stock {
  row: Row;
  free: number;
  taken: number;
  used: number;
}

/** What one part of a set can be taken of; from: before that there is nothing left. */
interface Source {
  quantity: number;
  of: Stock[];
  from: number;
}

/** A set sold as one: as many whole sets as there are, each part of the dearest goods it reaches. rows: in their order. */
function setPrice(
  act: Kind<"set_price">,
  reached: readonly Reached[],
  rows: readonly Row[],
  pieces: readonly Row[],
  most: number,
): Off {
  const stocks = new Map<Row, Stock>();
  const sources = act.parts.map(({ quantity }): Source => ({ quantity, of: [], from: 0 }));
  for (const row of pieces) {
    const stock = { row, free: row.units, taken: 0, used: 0 };
    stocks.set(row, stock);
    for (let nth = 0; nth < sources.length; nth++) if (reaches(reached[nth]!, row.wish)) sources[nth]!.of.push(stock);
  }
  let sets = 0;
  // The same make of a set is taken as often as it fits, so that many pieces take no more rounds than a few.
  while (sets < most) {
    const made = oneSet(sources);
    if (made === undefined) break;
    let many = most - sets;
    for (const one of made) many = least(many, times(one.free, one.taken));
    for (const one of made) {
      one.free -= one.taken * many;
      one.used += one.taken * many;
      one.taken = 0;
    }
    sets += many;
  }
  if (sets === 0) return nothing();
  const inSets = rows.filter((row) => (stocks.get(row)?.used ?? 0) > 0);
  const worth = inSets.map((row) => part(row, stocks.get(row)!.used));
  const off = worth.reduce((sum, one) => sum + one, 0) - act.amount * sets;
  return off > 0 ? shared(inSets, off, worth) : nothing();
}

/** What one set is taken of, or undefined where there is not enough. */
function oneSet(sources: readonly Source[]): Stock[] | undefined {
  const made: Stock[] = [];
  for (const source of sources) {
    const { of } = source;
    while (source.from < of.length && of[source.from]!.free === 0) source.from++;
    let lacks = source.quantity;
    for (let nth = source.from; lacks > 0 && nth < of.length; nth++) {
      const one = of[nth]!;
      const units = least(lacks, one.free - one.taken);
      if (units <= 0) continue;
      if (one.taken === 0) made.push(one);
      one.taken += units;
      lacks -= units;
    }
    if (lacks > 0) return undefined;
  }
  return made;
}

/** The gift costs nothing where it lies in the basket. */
function gift(act: Kind<"gift">, rows: readonly Row[], most: number): Off {
  const off = nothing();
  for (const row of rows) {
    if (row.wish.variant !== act.variant || row.left <= 0) continue;
    const amount = least(part(row, least(act.quantity * most, row.units)), row.left);
    if (amount > 0) take(off, row, amount);
  }
  return off;
}
