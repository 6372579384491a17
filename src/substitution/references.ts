/** A variable that Flux would put a value in place of, in one text. */
export interface Reference {
  readonly name: string;
  /** Where its `${` stands in the text. */
  readonly offset: number;
  /** The expression itself says what stands there when the variable is not set. */
  readonly hasDefault: boolean;
}

/** What the variables of a text are, and where Flux gives up on it, if it does. */
export interface References {
  readonly references: readonly Reference[];
  readonly nonsense?: number;
}

/**
 * The variables in a text, as Flux reads it: `${NAME}` with what may stand behind the name, and further variables in
 * that; `$${NAME}` is left alone. Where Flux can't make sense of an expression it refuses the whole object.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function referencesIn(text: string): References {
  const reader = new Reader(text);
  while (!reader.atEnd) {
    if (reader.skip("$$")) continue;
    if (!reader.startsWith("${")) reader.step();
    else {
      const offset = reader.at;
      if (!reader.expression()) return { references: reader.references, nonsense: offset };
    }
  }
  return { references: reader.references };
}

/** Reads expressions from left to right. Each method tells whether it found what it reads. */
class Reader {
  readonly references: Reference[] = [];
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.at >= this.#text.length;
  }

  startsWith(start: string): boolean {
    return this.#text.startsWith(start, this.at);
  }

  step(): void {
    this.at += 1;
  }

  skip(start: string): boolean {
    if (!this.startsWith(start)) return false;
    this.at += start.length;
    return true;
  }

  /** `${…}`, from its beginning to its end. */
  expression(): boolean {
    const offset = this.at;
    this.skip("${");
    if (this.skip("#")) return this.#name(offset, false) && this.skip("}");
    const [, name = ""] = this.#match(/([\p{L}\p{Nd}_]+)/uy) ?? [];
    if (!name) return false;
    const rest = this.#behindName();
    if (rest === undefined) return false;
    this.references.push({ name, offset, hasDefault: rest.hasDefault });
    return true;
  }

  #name(offset: number, hasDefault: boolean): boolean {
    const [name] = this.#match(/[\p{L}\p{Nd}_]+/uy) ?? [];
    if (name) this.references.push({ name, offset, hasDefault });
    return name !== undefined;
  }

  /** What stands between the name and the end. */
  #behindName(): { hasDefault: boolean } | undefined {
    const [operator = ""] = this.#match(/:[-=+?]|[:=]|[,^]{1,2}|#{1,2}|%{1,2}|\/[/#%]?/y) ?? [];
    const hasDefault = /^(:?=|:[-+?])$/.test(operator);
    return this.#argument(operator[0] ?? "", hasDefault) && this.skip("}") ? { hasDefault } : undefined;
  }

  #argument(operator: string, hasDefault: boolean): boolean {
    if (hasDefault) {
      while (!this.startsWith("}")) if (!this.#word(/[^}]/uy)) return false;
      return true;
    }
    switch (operator) {
      case ":":
        return this.#word(/[^:}]/uy) && (!this.skip(":") || this.#word(/[^}]/uy));
      case "/":
        return (
          this.#word(/\\[/\\]|\$\$|[^/]/uy) &&
          this.skip("/") &&
          (this.startsWith("}") || this.#word(/\\[/\\]|\$\$|[^}]/uy))
        );
      case "#":
      case "%":
        return this.#word(/[^}]/uy);
      default:
        return true;
    }
  }

  /** Another expression, or at least one of these characters, up to where an expression begins. */
  #word(character: RegExp): boolean {
    if (this.startsWith("${")) return this.expression();
    const start = this.at;
    while (!this.atEnd && !this.startsWith("${") && this.#match(character));
    return this.at > start;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.at += found[0].length;
    return found;
  }
}
