/** A line of a terminal, with its colours as the terminal gets them, and the milliseconds at which it came. */
export interface RecordedLine {
  readonly at: number;
  readonly text: string;
}

const rows = 30;
const columns = 112;
const lineHeight = 18;
const characterWidth = 7.83;
const padding = 16;
/** Nobody wants to wait for a picture: a pause is shown, but shorter. */
const longestPauseMs = 1200;
const lineMs = 60;
const restMs = 6000;

const controlStart = String.fromCharCode(27);
/** Colours by their code in "select graphic rendition" (ECMA-48, 8.3.117). */
const colours: Readonly<Record<string, string>> = {
  31: "#ff7b72",
  32: "#7ee787",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#76e3ea",
};

/** The recording as an animated SVG: a terminal window in which the lines come as they came, the longest pauses cut. */
export function terminalPicture(lines: readonly RecordedLine[]): string {
  const [width, height] = [columns * characterWidth + 2 * padding, rows * lineHeight + 2 * padding];
  const times = shownAt(lines);
  const total = (times.at(-1) ?? 0) + restMs;
  const texts = lines.map(({ text }, row) => textElement(text, row)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" role="img">
<title>A recording of the demo</title>
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #c9d1d9; white-space: pre; }
.b { font-weight: bold; } .d { opacity: .65; }
g g { transform: translateY(${offset(lines.length)}px); animation: come ${(total / 1000).toFixed(1)}s step-end infinite; }
@keyframes come {
${keyframes(times, total)}
}
</style>
<clipPath id="window"><rect x="0" y="${padding / 2}" width="100%" height="${height - padding}"/></clipPath>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g clip-path="url(#window)"><g>
${texts}
</g></g>
</svg>
`;
}

/** When each line is shown. Lines that come at once are told apart, so that one can follow. */
function shownAt(lines: readonly RecordedLine[]): readonly number[] {
  let shown = 0;
  let before = 0;
  return lines.map(({ at }) => {
    shown += Math.min(Math.max(at - before, lineMs), longestPauseMs);
    before = at;
    return shown;
  });
}

/** How far down the lines stand when so many have come: the last one is at the bottom of the window. */
function offset(count: number): number {
  return (rows - count) * lineHeight;
}

function keyframes(times: readonly number[], total: number): string {
  const first = `0% { transform: translateY(${offset(0)}px); }`;
  const steps = times.map(
    (time, index) =>
      `${((100 * time) / total).toFixed(2)}% { transform: translateY(${offset(index + 1)}px); }`,
  );
  return [first, ...steps].join("\n");
}

function textElement(text: string, row: number): string {
  const y = padding + row * lineHeight + 13;
  return `<text x="${padding}" y="${y}">${spans(text)}</text>`;
}

/** The parts of a line, each with its colour and weight. */
function spans(text: string): string {
  let [colour, bold, dim] = [undefined as string | undefined, false, false];
  let left = columns;
  const parts = text.split(new RegExp(`${controlStart}\\[([\\d;]*)m`));
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        for (const code of part.split(";")) {
          if (code === "0" || code === "") [colour, bold, dim] = [undefined, false, false];
          if (code === "1") bold = true;
          if (code === "2") dim = true;
          if (code === "22") [bold, dim] = [false, false];
          if (code === "39") colour = undefined;
          colour = colours[code] ?? colour;
        }
        return "";
      }
      const shown = part.length > left ? `${part.slice(0, Math.max(0, left - 1))}…` : part;
      left -= part.length;
      return left + part.length > 0 && shown ? span(shown, colour, bold, dim) : "";
    })
    .join("");
}

function span(text: string, colour: string | undefined, bold: boolean, dim: boolean): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const classes = [...(bold ? ["b"] : []), ...(dim ? ["d"] : [])].join(" ");
  if (!colour && !classes) return escaped;
  return `<tspan${colour ? ` fill="${colour}"` : ""}${classes ? ` class="${classes}"` : ""}>${escaped}</tspan>`;
}
