# Every resource takes the repository's name from the variable: where it refers to another resource, OpenTofu evaluates all
# of that one's instances for each of its own, and a plan takes several times as long.
variable "repositories" {
  type = map(object({ description = string }))
}

resource "github_repository" "this" {
  for_each               = var.repositories
  name                   = each.key
  description            = each.value.description
  visibility             = "private"
  auto_init              = true
  has_issues             = true
  has_projects           = true
  has_wiki               = true
  has_downloads          = true
  allow_merge_commit     = false
  allow_rebase_merge     = false
  delete_branch_on_merge = true
}

resource "github_repository_collaborators" "this" {
  for_each   = var.repositories
  repository = each.key
  team {
    team_id    = local.teams["platform"]
    permission = "admin"
  }
  team {
    team_id    = local.teams["payments"]
    permission = "maintain"
  }
  depends_on = [github_repository.this]
}

resource "github_repository_ruleset" "default_branch" {
  for_each    = var.repositories
  repository  = each.key
  name        = "default-branch"
  target      = "branch"
  enforcement = "active"
  conditions {
    ref_name {
      include = ["~DEFAULT_BRANCH"]
      exclude = []
    }
  }
  rules {
    deletion                = true
    non_fast_forward        = true
    required_linear_history = true
  }
  depends_on = [github_repository.this]
}

resource "github_issue_labels" "this" {
  for_each   = var.repositories
  repository = each.key
  dynamic "label" {
    for_each = local.labels
    content {
      name        = label.key
      color       = label.value[0]
      description = label.value[1]
    }
  }
  depends_on = [github_repository.this]
}

locals {
  labels = {
    "bug"              = ["d73a4a", "Something isn't working"]
    "documentation"    = ["0075ca", "Improvements or additions to documentation"]
    "duplicate"        = ["cfd3d7", "This issue or pull request already exists"]
    "enhancement"      = ["a2eeef", "New feature or request"]
    "good first issue" = ["7057ff", "Good for newcomers"]
    "help wanted"      = ["008672", "Extra attention is needed"]
    "invalid"          = ["e4e669", "This doesn't seem right"]
    "question"         = ["d876e3", "Further information is requested"]
    "wontfix"          = ["ffffff", "This will not be worked on"]
    "security"         = ["b60205", "A weakness that somebody could use"]
  }
}
