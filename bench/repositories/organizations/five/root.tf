# What the repositories take from the organisation, in one root with it.
locals {
  teams = { for name, team in github_team.this : name => team.slug }
}
