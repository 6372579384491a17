resource "github_team" "this" {
  for_each = toset(["platform", "payments"])
  name     = each.key
  privacy  = "closed"
}

resource "github_organization_custom_properties" "tier" {
  property_name  = "tier"
  value_type     = "single_select"
  allowed_values = ["standard", "critical"]
}
