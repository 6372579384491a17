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

/** What has to be known to ask. */
export interface Setting {
  readonly organization: string;
  readonly catalogue: Catalogue;
  /** The questions of templates by their names, where their `copier.yml` is known. */
  readonly questions: ReadonlyMap<string, readonly TemplateQuestion[]>;
  /** Who has a name at GitHub. */
  readonly holder: (name: string) => Promise<Holder | undefined>;
}
