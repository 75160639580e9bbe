// Whole numbers only: the house's one rounding and one way of sharing, as in kit/money.py.

const BASIS = 10_000n;
const TWICE_BASIS = 20_000n;

/** The whole number nearest to the fraction, halves away from zero. The denominator is above zero. */
export function nearest(numerator: bigint, denominator: bigint): bigint {
  const positive = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * positive + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** That share of an amount, in basis points, rounded once. Neither is below zero. */
export function shareOf(amount: bigint, basisPoints: bigint): bigint {
  return (2n * amount * basisPoints + BASIS) / TWICE_BASIS;
}

/** The tax that an amount includes at a rate in basis points. */
export function taxWithin(amount: bigint, rate: number): bigint {
  return nearest(amount * BigInt(rate), BASIS + BigInt(rate));
}

/** Split an amount by weights, losing none: the largest remainders first, equal ones in the given order. */
export function split(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, one) => sum + one, 0n);
  if (whole === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (amount * weight) / whole);
  const order = weights.map((weight, index) => ({ index, rest: (amount * weight) % whole }));
  order.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1));
  let over = amount - parts.reduce((sum, one) => sum + one, 0n);
  for (const { index } of order) {
    if (over === 0n) break;
    parts[index] = parts[index]! + 1n;
    over -= 1n;
  }
  return parts;
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The nearest multiple of a step that is not above the amount's own ceiling. */
export function toStep(amount: bigint, step: bigint, ceiling: bigint): bigint {
  return least(nearest(amount, step) * step, ceiling);
}
