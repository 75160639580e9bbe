/** Into how many SMS a text falls, counted as the server does: prilavok.adapters.channels.port.sms. */

// 3GPP TS 23.038, section 6.2.1: the default alphabet, and what is sent as two characters of it.
const ALPHABET = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const DOUBLE = new Set("\f^{}\\[~]|€");

export function partsOfSms(text: string): number {
  const letters = [...text];
  const plain = letters.every((one) => ALPHABET.has(one) || DOUBLE.has(one));
  const size = (one: string): number => (plain ? (DOUBLE.has(one) ? 2 : 1) : one.length);
  const [alone, joined] = plain ? [160, 153] : [70, 67];
  if (letters.reduce((sum, one) => sum + size(one), 0) <= alone) return text ? 1 : 0;
  let [parts, filled] = [1, 0];
  for (const one of letters) {
    if (filled + size(one) > joined) [parts, filled] = [parts + 1, 0];
    filled += size(one);
  }
  return parts;
}
