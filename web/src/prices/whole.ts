// Whole numbers only: the house's one rounding and one way of sharing, as in kit/money.py. Numbers that are whole and
// below 2^53 are exact, their remainders and divisions without a remainder too; what may go beyond is made in BigInt.

export const MOST = Number.MAX_SAFE_INTEGER;
const BASIS = 10_000;
const TWICE_BASIS = 20_000;

/** How many times the one goes into the other: neither below zero. */
export function times(whole: number, part: number): number {
  return (whole - (whole % part)) / part;
}

/** a × b / of, as the nearest whole number, halves away from zero. `of` is above zero. */
export function nearest(a: number, b: number, of: number): number {
  const twice = 2 * a * b + of;
  if (twice <= MOST && twice >= of) return (twice - (twice % (2 * of))) / (2 * of);
  return Number(beyond(BigInt(a) * BigInt(b), BigInt(of)));
}

function beyond(numerator: bigint, denominator: bigint): bigint {
  const positive = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * positive + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** That share of an amount, in basis points, rounded once. Neither is below zero. */
export function shareOf(amount: number, basisPoints: number): number {
  const twice = 2 * amount * basisPoints + BASIS;
  return twice <= MOST ? (twice - (twice % TWICE_BASIS)) / TWICE_BASIS : nearest(amount, basisPoints, BASIS);
}

/** The tax that an amount includes at a rate in basis points. */
export function taxWithin(amount: number, rate: number): number {
  return nearest(amount, rate, BASIS + rate);
}

/** Split an amount by weights, losing none: the largest remainders first, equal ones in the given order. */
export function split(amount: number, weights: readonly number[]): number[] {
  const many = weights.length;
  let whole = 0;
  for (let nth = 0; nth < many; nth++) whole += weights[nth]!;
  if (whole === 0) return weights.map(() => 0);
  if (amount * whole > MOST || whole * many > MOST) return splitBeyond(amount, weights);
  // A remainder and its place, the first the greatest, as one number: those are put in order without being compared by us.
  const rests = new Float64Array(many);
  const parts: number[] = [];
  let over = amount;
  for (let nth = 0; nth < many; nth++) {
    const share = amount * weights[nth]!;
    const rest = share % whole;
    const part = (share - rest) / whole;
    parts.push(part);
    over -= part;
    rests[nth] = rest * many + (many - 1 - nth);
  }
  if (over === 0) return parts;
  rests.sort();
  for (let nth = many - 1; over > 0; nth--, over--) parts[many - 1 - (rests[nth]! % many)]! += 1;
  return parts;
}

function splitBeyond(amount: number, weights: readonly number[]): number[] {
  const exact = weights.map(BigInt);
  const whole = exact.reduce((sum, one) => sum + one, 0n);
  const parts = exact.map((weight) => Number((BigInt(amount) * weight) / whole));
  const order = exact.map((weight, index) => ({ index, rest: (BigInt(amount) * weight) % whole }));
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  let over = amount - parts.reduce((sum, one) => sum + one, 0);
  for (const { index } of order) {
    if (over === 0) break;
    parts[index]! += 1;
    over -= 1;
  }
  return parts;
}

export function least(a: number, b: number): number {
  return a < b ? a : b;
}

/** The nearest multiple of a step that is not above the amount's own ceiling. */
export function toStep(amount: number, step: number, ceiling: number): number {
  return least(nearest(amount, 1, step) * step, ceiling);
}
