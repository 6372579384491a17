/** What of a stack a run has to be about. Everything else is as declared. */
export interface Scope {
  /** Whether it is about everything. */
  readonly whole: boolean;
  /** Whether it is about what is the organisation's own. */
  readonly organization: boolean;
  /** The repositories that it is about; some of them may not be declared any more. */
  readonly repositories: ReadonlySet<string>;
}

export const nothing: Scope = { whole: false, organization: false, repositories: new Set() };
export const everything: Scope = { ...nothing, whole: true };

export function isNothing({ whole, organization, repositories }: Scope): boolean {
  return !whole && !organization && repositories.size === 0;
}

/** What is about some repositories, and nothing else. */
export function among(repositories: Iterable<string>): Scope {
  return { ...nothing, repositories: new Set(repositories) };
}

/** What of it is about some repositories, and nothing else. */
export function within({ whole, repositories }: Scope, names: ReadonlySet<string>): Scope {
  return { ...nothing, repositories: new Set([...names].filter(name => whole || repositories.has(name))) };
}

/** All that either is about. */
export function union(one: Scope, other: Scope): Scope {
  return {
    whole: one.whole || other.whole,
    organization: one.organization || other.organization,
    repositories: new Set([...one.repositories, ...other.repositories]),
  };
}

/** What of it is not about some repositories. */
export function without(scope: Scope, names: Pick<ReadonlySet<string>, "has">): Scope {
  return { ...scope, repositories: new Set([...scope.repositories].filter(name => !names.has(name))) };
}
