/** The world did not do what the story says. */
export class DemoFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DemoFailed";
  }
}
