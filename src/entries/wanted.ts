import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Holder } from "./taken.ts";
import type { TemplateQuestion } from "./template-question.ts";

/** What options say of a repository that is to be; what they leave out is asked, or has its preset. */
export interface Wanted {
  readonly name?: string | undefined;
  readonly archetype?: string | undefined;
  readonly team?: string | undefined;
  readonly description?: string | undefined;
  /** Separated by commas. */
  readonly topics?: string | undefined;
  readonly visibility?: string | undefined;
  /** `NAME` or `NAME:DIRECTORY`; `false` for none. */
  readonly template?: readonly string[] | false | undefined;
  /** `TEMPLATE.KEY=VALUE`, or `TEMPLATE:DIRECTORY.KEY=VALUE` for one of several. */
  readonly answer?: readonly string[] | undefined;
  /** Whether it gets a deploy repository, or that one's name. */
  readonly deploy?: boolean | string | undefined;
  readonly namespace?: string | undefined;
  readonly cluster?: readonly string[] | undefined;
  readonly size?: string | undefined;
  /** An address that is told when the tenant fails. */
  readonly alerts?: string | undefined;
}

/** What is wrong with options beside each other, a sentence each. */
export function contradictions({ deploy, template, ...options }: Wanted): readonly string[] {
  const placing = (["cluster", "namespace", "size", "alerts"] as const).filter(
    name => deploy === false && options[name] !== undefined,
  );
  const repeated = (template || []).filter((text, index, all) => all.indexOf(text) !== index);
  return [
    ...placing.map(name => `--${name}: with --no-deploy it runs nowhere; leave one of the two out`),
    ...[...new Set(repeated)].map(text => `--template: \`${text}\` stands there twice`),
  ];
}

/** What has to be known to ask. */
export interface Setting {
  readonly organization: string;
  readonly catalogue: Catalogue;
  /** The questions of templates by their names, where their `copier.yml` is known. */
  readonly questions: ReadonlyMap<string, readonly TemplateQuestion[]>;
  /** Who has a name at GitHub. */
  readonly holder: (name: string) => Promise<Holder | undefined>;
}
