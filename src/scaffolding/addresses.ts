/** Where people find GitHub, without a slash at its end, from the address of its API. */
export function webRoot(baseUrl = process.env.GITHUB_BASE_URL): string {
  const root = (baseUrl || "https://github.com").replace(/\/+$/, "").replace(/\/api\/v3$/, "");
  const { protocol, host } = new URL(root);
  if (host === "github.com" || host === "api.github.com") return "https://github.com";
  if (host.endsWith(".ghe.com")) return `${protocol}//${host.replace(/^api\./, "")}`;
  return root;
}

/** Where git finds a repository over HTTPS. */
export function cloneAddress(root: string, owner: string, repository: string): string {
  return `${root}/${owner}/${repository}.git`;
}
