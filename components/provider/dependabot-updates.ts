import { repositorySwitch } from "./switch.ts";

/** https://docs.github.com/en/rest/repos/repos#check-if-dependabot-security-updates-are-enabled-for-a-repository */
export const dependabotUpdates = repositorySwitch("automated-security-fixes");
