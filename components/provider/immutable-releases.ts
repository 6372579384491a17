import { repositorySwitch } from "./switch.ts";

/** https://docs.github.com/en/rest/repos/repos#check-if-immutable-releases-are-enabled-for-a-repository */
export const immutableReleases = repositorySwitch("immutable-releases");
