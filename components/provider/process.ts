/**
 * Ends this plugin when its engine is gone: one whose engine was killed would wait for it forever. The engine's id is the
 * launcher's to tell, as the second argument: it may be gone before this line runs.
 */
export function endWithEngine(): void {
  const engine = Number(process.argv[3] ?? process.ppid);
  setInterval(() => process.ppid === engine || process.exit(0), 1000).unref();
}
