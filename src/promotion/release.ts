import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { WrongUsage } from "../engine/project.ts";
import { commitId } from "../github/answer.ts";
import { repositoryName } from "../repository/names.ts";

const releaseName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "is no name of a release: letters, digits, `.`, `_` and `-`, at most 64",
  );
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "is no digest");

/** What may go live together: the exact commits, and what their images were. */
const release = z.strictObject({
  name: releaseName,
  cut_at: z.string(),
  cut_by: z.string(),
  repositories: z.record(
    repositoryName,
    z.strictObject({
      commit: commitId,
      /** The one at which it ran healthily. */
      stage: z.string().min(1),
      images: z.record(z.string(), digest).default({}),
    }),
  ),
  /** The deploy repositories that are no part of it, and why. */
  left_out: z.record(z.string(), z.string()).default({}),
});
export type Release = z.output<typeof release>;

/** Where a project's releases lie. */
export function releasesIn(root: string): string {
  return join(root, "releases");
}

/**
 * Reads a release.
 * @throws WrongUsage where there is none of that name, or its file is not as it should be
 */
export function readRelease(root: string, name: string): Release {
  const file = fileOf(root, name);
  if (!existsSync(file)) throw new WrongUsage(`There is no release \`${name}\`: ${file} does not exist.`);
  const { data, error } = release.safeParse(content(file));
  if (!data) {
    const [issue] = error.issues;
    throw new WrongUsage(
      `${file} is no release: \`${issue?.path.join(".")}\` ${issue?.message}. Cut it again if another version of Fairway wrote it.`,
    );
  }
  if (data.name !== name)
    throw new WrongUsage(`${file} is the release \`${data.name}\` by what stands in it.`);
  return data;
}

function content(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"), { logLevel: "error" });
  } catch (error) {
    throw new WrongUsage(`${file} is not YAML: ${(error as Error).message}`);
  }
}

/**
 * Writes a release down, where there is none of its name.
 * @returns the file
 * @throws WrongUsage where there is
 */
export function writeRelease(root: string, cut: Release): string {
  const file = fileOf(root, cut.name);
  mkdirSync(releasesIn(root), { recursive: true });
  try {
    writeFileSync(file, stringify(cut, { lineWidth: 0 }), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw isThere(cut.name);
    throw error;
  }
  return file;
}

/**
 * The name that a release is to have: the one that is asked for, or today's date, with a number where that is taken.
 * @throws WrongUsage where it is no name, or is taken
 */
export function nameFor(root: string, wanted: string | undefined, now = new Date()): string {
  if (wanted !== undefined) {
    if (existsSync(fileOf(root, wanted))) throw isThere(wanted);
    return wanted;
  }
  const today = now.toISOString().slice(0, 10).replaceAll("-", ".");
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? today : `${today}.${number}`;
    if (!existsSync(fileOf(root, name))) return name;
  }
}

function isThere(name: string): WrongUsage {
  return new WrongUsage(
    `There is a release \`${name}\` already, and a release is never changed: cut another one.`,
  );
}

function fileOf(root: string, name: string): string {
  const { error } = releaseName.safeParse(name);
  if (error) throw new WrongUsage(`\`${name}\` ${error.issues[0]?.message}.`);
  return join(releasesIn(root), `${name}.yaml`);
}
