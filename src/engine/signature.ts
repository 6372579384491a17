/** How the engine marks values that are more than what they say: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go */
const key = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value, in the engine's events or in a state, is a secret: encrypted, hidden, or in clear as `plaintext`. */
export function isMarkedSecret(value: unknown): value is { readonly plaintext?: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as Readonly<Record<string, unknown>>)[key] === secret
  );
}
