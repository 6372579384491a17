import { repositorySwitch } from "./switch.ts";

/** https://docs.github.com/en/rest/repos/repos#check-if-vulnerability-alerts-are-enabled-for-a-repository */
export const dependabotAlerts = repositorySwitch("vulnerability-alerts");
