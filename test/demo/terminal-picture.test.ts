import { doesNotMatch, match, ok } from "node:assert/strict";
import { styleText } from "node:util";
import { terminalPicture } from "../../src/demo/terminal-picture.ts";

describe("the picture of a terminal", () => {
  const coloured = (...[format, text]: Parameters<typeof styleText>) =>
    styleText(format, text, { validateStream: false });
  const picture = (text: string) => terminalPicture([{ at: 0, text }]);

  it("has the text as it was printed, escaped for XML", () => {
    match(picture("a < b && c > d"), /a &lt; b &amp;&amp; c &gt; d/);
  });

  it("keeps colours and weight, and no control characters", () => {
    const svg = picture(coloured(["bold", "green"], "made"));
    match(svg, /<tspan fill="#7ee787" class="b">made<\/tspan>/);
    ok(!svg.includes(String.fromCharCode(27)));
  });

  it("cuts lines at the window's edge", () => {
    const svg = picture("x".repeat(200));
    match(svg, /x…</);
    doesNotMatch(svg, /x{112}/);
  });
});
