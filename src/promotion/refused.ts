/** Something is not moved on, for reasons that the message gives. */
export class PromotionRefused extends Error {
  override readonly name = "PromotionRefused";
}
