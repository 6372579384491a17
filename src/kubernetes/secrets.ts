/** The entry of an age key in a Secret: Flux takes every one with this ending for such a key. */
export const ageKeyEntry = "identity.agekey";
