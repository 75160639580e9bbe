/** What the server hands to a chart, see `parts/charts.py`. Values are whole: minor units, basis points, counts. */

export interface Figures {
  kind: "line" | "bar" | "heatmap";
  title: string;
  points: string[];
  unit: "number" | "money" | "percent";
  currency: string;
  decimals: number;
  stacked: boolean;
  series: { title: string; values: (number | null)[]; faint: boolean }[];
}

export function isFigures(told: unknown): told is Figures {
  if (typeof told !== "object" || told === null) return false;
  const figures = told as Partial<Figures>;
  return Array.isArray(figures.points) && Array.isArray(figures.series) && typeof figures.kind === "string";
}

/** Writes a whole value as people read it; money never passes through a fraction: the point is put into its digits. */
export function writer(figures: Figures, language: string): (value: number | null) => string {
  const whole = new Intl.NumberFormat(language);
  const point = new Intl.NumberFormat(language).formatToParts(1.1).find((part) => part.type === "decimal")?.value ?? ".";
  const shifted = (value: number, decimals: number): string => {
    const digits = BigInt(Math.trunc(Math.abs(value))).toString().padStart(decimals + 1, "0");
    const cut = digits.length - decimals;
    const tail = decimals ? digits.slice(cut) : "";
    const shown = whole.format(BigInt(digits.slice(0, cut)));
    return `${value < 0 ? "−" : ""}${shown}${/[1-9]/.test(tail) ? point + tail : ""}`;
  };
  return (value) => {
    if (value === null) return "—";
    if (figures.unit === "percent") return `${shifted(value, 2)} %`;
    if (figures.unit === "money") return `${shifted(value, figures.decimals)} ${figures.currency}`;
    return whole.format(value);
  };
}

/** Short signs for an axis: 12 000 → 12K, in the words of the language. The place of a tick may be rounded, a figure may not. */
export function shortWriter(figures: Figures, language: string): (value: number) => string {
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const divisor = figures.unit === "percent" ? 100 : figures.unit === "money" ? 10 ** figures.decimals : 1;
  return (value) => compact.format(value / divisor) + (figures.unit === "percent" ? " %" : "");
}
