# What the repositories take from the organisation, in one root with it.
locals {
  teams = { for name, team in github_team.this : name => team.slug }
  tier  = github_organization_custom_properties.tier.property_name
}
