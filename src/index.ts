/**
 * Fairway as an ordinary Pulumi program: `pulumi preview --stack github` shows what a change to `repos/` would do, and
 * `pulumi preview --stack eks-live` what it would do to that cluster. The `fairway` command runs the same programs, and
 * looks for what exists already before anything is created.
 */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadCatalogue } from "./catalogue/catalogue.ts";
import { findProject, organizationOf } from "./engine/project.ts";
import { reach } from "./github/access.ts";
import { programOf } from "./programs/program.ts";

const project = findProject();
const stack = pulumi.getStack();
const organization = process.env.GITHUB_OWNER || organizationOf(project, stack);
if (!organization)
  throw new Error("No organisation is named: set GITHUB_OWNER, or `github:owner` in the stack's file.");
await reach(organization);
const { root, stacks } = project;
const catalogue = await loadCatalogue(join(root, "repos"), stacks);
const { run } = await programOf({ catalogue, stack, organization, project });
await run();
