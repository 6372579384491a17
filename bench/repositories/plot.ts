import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Result, Results } from "./results.ts";
import { tasks } from "./work.ts";

use([BarChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Where the logarithmic scale begins, below the shortest command. */
const least = 0.1;

/** The usual commands' times with one size of organisation as an SVG picture: a bar for each contender, on a logarithmic scale. */
export function plot({ set, results, traffic }: Results, size: number): string {
  const here = results.filter(({ repositories }) => repositories === size);
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 960, height: 520 });
  const mode =
    traffic.timeScale === undefined ? "" : `, GitHub's limits at ${traffic.timeScale} times their speed`;
  chart.setOption({
    animation: false,
    title: { text: `${size} repositories, ${set}${mode}` },
    legend: { bottom: 0, itemGap: 40 },
    grid: { left: 240, right: 90, top: 50, bottom: 60 },
    xAxis: { type: "log", name: "seconds", min: least, startValue: least },
    yAxis: { type: "category", inverse: true, data: tasks.map(({ title }) => title) },
    series: here.map(series),
  });
  const picture = chart.renderToSVGString();
  chart.dispose();
  return picture;
}

function series({ contender, measurements }: Result) {
  const extrapolated = measurements.some(({ extrapolatedFrom }) => extrapolatedFrom !== undefined);
  const usual = new Map(measurements.filter(one => one.usual).map(one => [one.work, one.seconds]));
  return {
    type: "bar",
    name: extrapolated ? `${contender}, extrapolated` : contender,
    label: { show: true, position: "right" },
    data: tasks.map(({ work }) => usual.get(work)?.toPrecision(3) ?? null),
  };
}
