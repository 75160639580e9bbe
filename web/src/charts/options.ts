/** Turns figures into what ECharts draws, with the page's own colours; nothing inline, so the content policy holds. */
import type { EChartsCoreOption } from "echarts/core";
import { shortWriter, writer, type Figures } from "./figures";

/** The colour a token has now; a probe is asked, since a token may be a pair for light and dark. */
export function colour(token: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const shown = getComputedStyle(probe).color;
  probe.remove();
  return shown;
}

const tokens = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"];

export function options(figures: Figures, language: string): EChartsCoreOption {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const text = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  return {
    animation: !still,
    animationDuration: 250,
    color: tokens.map(colour),
    textStyle: text,
    tooltip: {
      trigger: figures.kind === "heatmap" ? "item" : "axis",
      renderMode: "richText", // drawn on the canvas: no markup with styles inside
      confine: true,
      backgroundColor: colour("--raised"),
      borderColor: colour("--line"),
      padding: [8, 12],
      textStyle: { ...text, color: colour("--ink") },
      axisPointer: { type: figures.kind === "bar" ? "shadow" : "line", shadowStyle: { color: colour("--ink"), opacity: 0.05 } },
    },
    ...(figures.kind === "heatmap" ? heatmap(figures, language) : plotted(figures, language)),
  };
}

function axisOf(labels: string[]): object {
  return {
    type: "category",
    data: labels,
    axisLine: { lineStyle: { color: colour("--line") } },
    axisTick: { show: false },
    axisLabel: { color: colour("--ink-muted"), hideOverlap: true },
  };
}

function plotted(figures: Figures, language: string): EChartsCoreOption {
  const write = writer(figures, language);
  const legend = figures.series.length > 1;
  return {
    grid: { top: legend ? 40 : 12, right: 12, bottom: 28, left: 64 },
    legend: { show: legend, top: 0, left: 0, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { color: colour("--ink-muted") } },
    xAxis: { ...axisOf(figures.points), boundaryGap: figures.kind === "bar" },
    yAxis: {
      type: "value",
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour("--line") } },
      axisLabel: { color: colour("--ink-muted"), formatter: shortWriter(figures, language) },
    },
    series: figures.series.map((one) => ({
      name: one.title,
      type: figures.kind,
      data: one.values,
      ...(figures.stacked ? { stack: "all" } : {}),
      tooltip: { valueFormatter: (value: unknown) => write(typeof value === "number" ? value : null) },
      ...(figures.kind === "line"
        ? {
            showSymbol: figures.points.length < 3,
            lineStyle: one.faint ? { width: 1.5, type: "dashed", color: colour("--chart-6") } : { width: 2.5 },
            ...(one.faint ? { itemStyle: { color: colour("--chart-6") }, z: 1 } : {}),
            ...(figures.series.filter((other) => !other.faint).length === 1 && !one.faint ? { areaStyle: { opacity: 0.08 } } : {}),
          }
        : { barMaxWidth: 40, itemStyle: { borderRadius: figures.stacked ? 0 : [3, 3, 0, 0] } }),
    })),
  };
}

function heatmap(figures: Figures, language: string): EChartsCoreOption {
  const write = writer(figures, language);
  const cells = figures.series.flatMap((row, y) => row.values.flatMap((value, x) => (value === null ? [] : [[x, y, value]])));
  const values = cells.map((cell) => cell[2] ?? 0);
  return {
    grid: { top: 8, right: 12, bottom: 28, left: 96 },
    xAxis: axisOf(figures.points),
    yAxis: { ...axisOf(figures.series.map((one) => one.title)), inverse: true },
    visualMap: { show: false, min: Math.min(0, ...values), max: Math.max(1, ...values), inRange: { color: [colour("--sunken"), colour("--chart-1")] } },
    series: [
      {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: colour("--surface"), borderWidth: 2, borderRadius: 3 },
        tooltip: { formatter: (cell: { value: [number, number, number] }) => told(figures, cell.value, write) },
      },
    ],
  };
}

function told(figures: Figures, [x, y, value]: [number, number, number], write: (value: number) => string): string {
  return `${figures.series[y]?.title ?? ""}, ${figures.points[x] ?? ""}: ${write(value)}`;
}
