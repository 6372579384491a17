import { z } from "zod";

const form = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** An amount of processor time, memory or storage: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export const quantity = z.string().regex(form, "is not a quantity, such as `500m`, `2` or `512Mi`");

/** What a quantity comes to in its base unit: cores or bytes. */
export function amount(text: string): number {
  const [, number, unit] = form.exec(text) ?? [];
  return Number(number) * (unit ? (factors[unit] ?? Number.NaN) : 1);
}
