/**
 * Fairway as an ordinary Pulumi program: `pulumi preview --stack github` shows what a change to `repos/` would do.
 * The `fairway` command runs the same program, and looks for what exists already before anything is created.
 */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { loadCatalogue } from "./catalogue/catalogue.ts";
import { findProject } from "./engine/project.ts";
import { reach } from "./github/access.ts";
import { githubProgram } from "./programs/github.ts";

const organization = process.env.GITHUB_OWNER ?? new pulumi.Config("github").require("owner");
await reach(organization);
const { root, stacks } = findProject();
const catalogue = await loadCatalogue(join(root, "repos"), stacks);
await githubProgram(catalogue, { organization })();
