import type { Contender } from "./contender.ts";
import { fairway } from "./fairway.ts";
import { opentofu } from "./opentofu.ts";
import { terragrunt } from "./terragrunt.ts";

/** The first one is what the others are held against. */
export const contenders: readonly Contender[] = [fairway, opentofu, terragrunt];
