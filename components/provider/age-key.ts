import type { KeyPair } from "./key-pair.ts";

interface Inputs {
  /** What it is for; another name is another key. */
  readonly name: string;
  /** An identity that is there already; where it is absent, a new one is made. */
  readonly identity?: string;
}

interface Values extends Inputs {
  readonly identity: string;
  /** What others encrypt for: `age1…`. */
  readonly recipient: string;
}

/** A key of age, with which SOPS encrypts. It exists in the state alone. https://age-encryption.org */
export const ageKey: KeyPair<Inputs, Values> = {
  lasting: ["name"],
  id: ({ name }) => name,
  async read(_, { name, identity, recipient }) {
    return name && identity && recipient ? { name, identity, recipient } : undefined;
  },
  async make(_, { name, identity: given }) {
    // Its cryptography takes longer to load than most runs are at keys.
    const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
    const identity = given ?? (await generateX25519Identity());
    return { name, identity, recipient: await identityToRecipient(identity) };
  },
};
