import type { RequestContext } from "./env.ts";

/**
 * One page of a list, as `page` and `per_page` ask for it (30 by default, 100 at most), and the Link header that
 * leads to the others.
 * https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function page<T>(c: RequestContext, items: readonly T[]): T[] {
  const size = Math.min(positive(c.req.query("per_page")) ?? 30, 100);
  const number = positive(c.req.query("page")) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const links: string[] = [];
  const link = (target: number, relation: string) => {
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(target));
    links.push(`<${url.href}>; rel="${relation}"`);
  };
  if (number > 1) link(number - 1, "prev");
  if (number < last) link(number + 1, "next");
  if (number < last) link(last, "last");
  if (number > 1) link(1, "first");
  if (links.length > 0) c.header("link", links.join(", "));
  return items.slice((number - 1) * size, number * size);
}

function positive(value: string | undefined): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
