import { execa } from "execa";

/**
 * The directory of a Go module's files in Go's cache, fetched if they are not there. Outside of any module, so that none is
 * asked.
 * @throws Error where Go is missing or the module can't be fetched
 */
export async function goModule(name: string, version: string): Promise<string> {
  const { stdout } = await execa("go", ["mod", "download", "-json", `${name}@v${version}`], {
    cwd: "/",
    env: { GOFLAGS: "-mod=mod", GO111MODULE: "on" },
  });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
