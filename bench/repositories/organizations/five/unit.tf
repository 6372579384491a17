# What a repository takes from the organisation, which another unit holds.
locals {
  teams = { platform = "platform", payments = "payments" }
}
