// What each kind of promotion takes off: amounts by row, each at most what is left of the row.

import type { Act, Promotion, Step } from "./facts.ts";
import { compare, reaches, type Reached, type Row } from "./rows.ts";
import { least, nearest, shareOf, split } from "./whole.ts";

export type Off = Map<Row, bigint>;
type Kind<K extends Act["kind"]> = Extract<Act, { kind: K }>;

/** rows: open and reached. most: how often at most, where the act repeats. */
export function takeOff(promotion: Promotion, rows: readonly Row[], most: bigint): Off {
  const act = promotion.act;
  switch (act.kind) {
    case "percent":
      return shareOff(rows, act.share);
    case "off_each": {
      const [amount, per] = [BigInt(act.amount), BigInt(act.per)];
      return each(rows, (row) => times(amount, per, row));
    }
    case "fixed_price": {
      const [amount, per] = [BigInt(act.amount), BigInt(act.per)];
      return each(rows, (row) => row.left - times(amount, per, row));
    }
    case "off_together":
      return together(rows, BigInt(act.amount));
    case "steps":
      return graded(act, rows);
    case "some_free":
      return someFree(act, rows, most);
    case "set_price":
      return setPrice(act, promotion.reached, rows, most);
    case "gift":
      return gift(act, rows, most);
    case "points":
      return new Map();
  }
}

function each(rows: readonly Row[], off: (row: Row) => bigint): Off {
  const found: Off = new Map();
  for (const row of rows) {
    if (row.left <= 0n) continue;
    const amount = least(off(row), row.left);
    if (amount > 0n) found.set(row, amount);
  }
  return found;
}

function shareOff(rows: readonly Row[], share: number): Off {
  const basisPoints = BigInt(share);
  return each(rows, (row) => shareOf(row.left, basisPoints));
}

function times(amount: bigint, per: bigint, row: Row): bigint {
  return per === 1n ? amount * row.units : nearest(amount * row.units, per);
}

function together(rows: readonly Row[], amount: bigint): Off {
  const whole = rows.reduce((sum, row) => sum + row.left, 0n);
  return shared(rows, least(amount, whole), (row) => row.left);
}

function shared(rows: readonly Row[], amount: bigint, weight: (row: Row) => bigint): Off {
  const found: Off = new Map();
  split(amount, rows.map(weight)).forEach((part, index) => {
    const row = rows[index]!;
    if (part > 0n) found.set(row, least(part, row.left));
  });
  return found;
}

function graded(act: Kind<"steps">, rows: readonly Row[]): Off {
  const measure = (row: Row): bigint => (act.by === "amount" ? row.listed : row.units);
  const reached = rows.reduce((sum, row) => sum + measure(row), 0n);
  const step = act.steps.reduce<Step | undefined>(
    (best, one) => (BigInt(one.at_least) <= reached && (best === undefined || one.at_least > best.at_least) ? one : best),
    undefined,
  );
  return step === undefined ? new Map() : shareOff(rows, step.share);
}

/** Of every so many pieces, the dearest first, the cheapest of each handful cost less. */
function someFree(act: Kind<"some_free">, rows: readonly Row[], most: bigint): Off {
  const pieces = rows.filter((row) => row.wish.counted).sort(dearestFirst);
  const [every, inEach, share] = [BigInt(act.every), BigInt(act.free), BigInt(act.share)];
  const count = pieces.reduce((sum, row) => sum + row.units, 0n);
  const handfuls = least(count / every, most);
  const found: Off = new Map();
  let before = 0n;
  for (const row of pieces) {
    const after = before + row.units;
    const free = freeUpTo(after, every, inEach, handfuls) - freeUpTo(before, every, inEach, handfuls);
    if (free > 0n) found.set(row, shareOf(part(row, free), share));
    before = after;
  }
  return found;
}

/** How many of the first so many pieces are among the cheapest of their handfuls. */
function freeUpTo(count: bigint, every: bigint, free: bigint, handfuls: bigint): bigint {
  const whole = least(count / every, handfuls);
  const rest = whole < handfuls ? count - whole * every - (every - free) : 0n;
  return whole * free + (rest > 0n ? rest : 0n);
}

function dearestFirst(a: Row, b: Row): number {
  return a.dear - b.dear;
}

/** What is left to pay for so many of a row's units. */
function part(row: Row, units: bigint): bigint {
  if (units === row.units) return row.left;
  return nearest(row.left * units, row.units);
}

/** A set sold as one: as many whole sets as there are, each part of the dearest goods it reaches. */
function setPrice(act: Kind<"set_price">, parts: readonly Reached[], rows: readonly Row[], most: bigint): Off {
  const free = new Map(rows.filter((row) => row.wish.counted).map((row) => [row, row.units]));
  const used = new Map<Row, bigint>();
  let sets = 0n;
  // The same make of a set is taken as often as it fits, so that many pieces take no more rounds than a few.
  while (sets < most) {
    const taken = oneSet(act, parts, free);
    if (taken === undefined) break;
    let many = most - sets;
    for (const [row, units] of taken) many = least(many, free.get(row)! / units);
    for (const [row, units] of taken) {
      free.set(row, free.get(row)! - units * many);
      used.set(row, (used.get(row) ?? 0n) + units * many);
    }
    sets += many;
  }
  const inSets = [...used.keys()].sort((a, b) => compare(a.wish.variant, b.wish.variant));
  const worth = (row: Row): bigint => part(row, used.get(row)!);
  const off = inSets.reduce((sum, row) => sum + worth(row), 0n) - BigInt(act.amount) * sets;
  return off > 0n ? shared(inSets, off, worth) : new Map();
}

function oneSet(
  act: Kind<"set_price">,
  parts: readonly Reached[],
  free: ReadonlyMap<Row, bigint>,
): Map<Row, bigint> | undefined {
  const taken = new Map<Row, bigint>();
  for (const [nth, wanted] of act.parts.entries()) {
    let lacks = BigInt(wanted.quantity);
    for (const row of [...free.keys()].filter((one) => reaches(parts[nth]!, one.wish)).sort(dearestFirst)) {
      const units = least(lacks, free.get(row)! - (taken.get(row) ?? 0n));
      if (units > 0n) taken.set(row, (taken.get(row) ?? 0n) + units);
      lacks -= units;
      if (lacks === 0n) break;
    }
    if (lacks > 0n) return undefined;
  }
  return taken;
}

/** The gift costs nothing where it lies in the basket. */
function gift(act: Kind<"gift">, rows: readonly Row[], most: bigint): Off {
  return each(
    rows.filter((row) => row.wish.variant === act.variant),
    (row) => part(row, least(BigInt(act.quantity) * most, row.units)),
  );
}
