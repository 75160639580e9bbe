/** Charts of the board: reads figures from json_script, draws them in the page's colours, redraws when the theme changes. */
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { options } from "./charts/options";
import { isFigures } from "./charts/figures";

use([LineChart, BarChart, HeatmapChart, GridComponent, TooltipComponent, LegendComponent, VisualMapComponent, CanvasRenderer]);

const drawn = new Map<HTMLElement, EChartsType>();

function draw(canvas: HTMLElement): void {
  const told: unknown = JSON.parse(document.getElementById(canvas.dataset["chart"] ?? "")?.textContent ?? "null");
  if (!isFigures(told)) return; // the table below the chart says the same
  const chart = drawn.get(canvas) ?? init(canvas, null, { renderer: "canvas" });
  drawn.set(canvas, chart);
  chart.setOption(options(told, document.body.dataset["language"] ?? "ru"), { notMerge: true });
  canvas.closest(".chart")?.classList.add("drawn");
}

const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) if (entry.target instanceof HTMLElement) drawn.get(entry.target)?.resize();
});

function drawAll(): void {
  for (const [canvas, chart] of drawn)
    if (!canvas.isConnected) {
      sizes.unobserve(canvas);
      chart.dispose();
      drawn.delete(canvas);
    }
  for (const canvas of document.querySelectorAll<HTMLElement>("[data-chart]")) {
    draw(canvas);
    sizes.observe(canvas);
  }
}

drawAll();
document.addEventListener("theme-changed", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
document.body.addEventListener("htmx:afterSwap", drawAll);
