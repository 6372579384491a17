import { found, type OfRepository, type Setting } from "./setting.ts";

/** The features by the names that GitHub has for them. */
const features = {
  advancedSecurity: "advanced_security",
  secretScanning: "secret_scanning",
  pushProtection: "secret_scanning_push_protection",
} as const;
type Feature = keyof typeof features;
const names = Object.keys(features) as Feature[];

/** Whether each feature is on; what is not named is nobody's concern. */
interface Values extends OfRepository, Readonly<Partial<Record<Feature, boolean>>> {}

/**
 * What GitHub watches for in a repository. The GitHub provider has it in one request with all other settings, and changes the
 * visibility after that, so that a public repository could never become private with Advanced Security: GitHub refuses to
 * switch that while the repository is public. It also switches off whatever is left out.
 * https://docs.github.com/en/rest/repos/repos#update-a-repository
 */
export const securityFeatures: Setting<Values> = {
  async read(api, { owner, repository }, known) {
    const live = await found(api.rest.repos.get({ owner, repo: repository }));
    if (!live) return undefined;
    const asked = names.filter(name => known[name] !== undefined);
    const told = (asked.length > 0 ? asked : names).flatMap(name => {
      const status = live.security_and_analysis?.[features[name]]?.status;
      return status === undefined ? [] : [[name, status === "enabled"]];
    });
    return { owner, repository, ...Object.fromEntries(told) };
  },
  async write(api, { owner, repository: repo, ...wanted }) {
    const statuses = names.flatMap(name =>
      wanted[name] === undefined ? [] : [[features[name], { status: wanted[name] ? "enabled" : "disabled" }]],
    );
    await api.rest.repos.update({ owner, repo, security_and_analysis: Object.fromEntries(statuses) });
  },
  satisfies: (live, wanted) => names.every(name => wanted[name] === undefined || live[name] === wanted[name]),
};
