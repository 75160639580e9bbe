// UUIDv7 (RFC 9562): the till's own ids of its sales, rising with its clock.

let last = 0n;

export function newId(at: number): string {
  const noise = crypto.getRandomValues(new Uint8Array(10));
  let tail = 0n;
  for (const byte of noise) tail = (tail << 8n) | BigInt(byte);
  const fresh = (BigInt(at) << 80n) | (0x7n << 76n) | (((tail >> 62n) & 0xfffn) << 64n) | (0x2n << 62n) | (tail & ((1n << 62n) - 1n));
  last = fresh > last ? fresh : last + 1n; // the clock was put back: ids rise all the same
  const digits = last.toString(16).padStart(32, "0");
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}
