import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type Catalogue, loadCatalogue } from "../../catalogue/catalogue.ts";
import { findProject, type Project } from "../../engine/project.ts";
import { gitIn } from "../push.ts";
import { type DemoWorld, organization } from "../world.ts";

/** The repository at GitHub that holds the catalogue and the templates. Nobody's entry: it is there before them. */
export const fairwayRepository = "fairway";

/** What the checkout of the example has that belongs into it. */
const folders = ["repos", "templates"];

/** The organisation's Fairway repository, and a checkout of it: the demo's project. */
export class FairwayRepository {
  readonly project: Project;

  private constructor(project: Project) {
    this.project = project;
  }

  /**
   * Makes the repository from the example, with a ruleset that wants each change approved, and gives the people access.
   * @param registry where images are kept: the templates' answer to that
   */
  static async begin(
    world: DemoWorld,
    registry: string,
    logins: readonly string[],
  ): Promise<FairwayRepository> {
    const { github, target } = world;
    const { project } = target;
    const checkout = findProject();
    for (const folder of folders)
      cpSync(join(checkout.root, folder), join(project.root, folder), { recursive: true });
    answerRegistry(join(project.root, "repos/standard.yaml"), registry);
    await github.rest.repos.createInOrg({ org: organization, name: fairwayRepository, private: true });
    const git = gitIn(project.root);
    await git("init", "--quiet", "--initial-branch", "main");
    await git("remote", "add", "origin", world.remote(fairwayRepository));
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "The organisation as it is");
    await git("push", "--quiet", "--set-upstream", "origin", "main");
    const repository = { owner: organization, repo: fairwayRepository };
    await github.rest.repos.createRepoRuleset({ ...repository, ...approved });
    for (const username of logins)
      await github.rest.repos.addCollaborator({ ...repository, username, permission: "push" });
    return new FairwayRepository(project);
  }

  /** Takes in what was merged. */
  async pull(): Promise<void> {
    await gitIn(this.project.root)("pull", "--quiet", "--ff-only");
  }

  /**
   * The catalogue as it is checked out.
   * @throws InvalidCatalogue
   */
  async catalogue(): Promise<Catalogue> {
    return await loadCatalogue(join(this.project.root, "repos"), this.project.stacks);
  }
}

const approved = {
  name: "default-branch",
  target: "branch" as const,
  enforcement: "active" as const,
  conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
  rules: [
    {
      type: "pull_request" as const,
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
  ],
};

function answerRegistry(file: string, registry: string): void {
  const standard = parseDocument(readFileSync(file, "utf8"));
  standard.setIn(["scaffolding", "answers", "registry"], registry);
  writeFileSync(file, standard.toString());
}
