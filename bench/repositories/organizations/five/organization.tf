resource "github_team" "this" {
  for_each = toset(["platform", "payments"])
  name     = each.key
  privacy  = "closed"
}
