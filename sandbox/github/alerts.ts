/** Older ones make room: what never comes to an end must not fill the memory. */
const KEPT = 10_000;

export interface Alert {
  /** The last part of the address that it was sent to, so that each sender's can be told from the others'. */
  readonly channel: string;
  readonly receivedAt: string;
  /** The body, as the sender meant it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** What was sent to the sandbox's receiver of alerts since it started, or since it was emptied. */
export class Alerts {
  private received: Alert[] = [];

  add(channel: string, event: Alert["event"]): void {
    this.received.push({ channel, receivedAt: new Date().toISOString(), event });
    if (this.received.length > KEPT) this.received.shift();
  }

  of(channel: string): readonly Alert[] {
    return this.received.filter(alert => alert.channel === channel);
  }

  clear(): void {
    this.received = [];
  }

  toJSON(): readonly Alert[] {
    return this.received;
  }
}
