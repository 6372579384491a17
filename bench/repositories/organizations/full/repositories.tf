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
  security_and_analysis {
    advanced_security {
      status = "enabled"
    }
    secret_scanning {
      status = "enabled"
    }
    secret_scanning_push_protection {
      status = "enabled"
    }
  }
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
    pull_request {
      required_approving_review_count = 1
      require_code_owner_review       = true
    }
    required_status_checks {
      required_check {
        context = "build"
      }
      required_check {
        context = "lint"
      }
      required_check {
        context = "test"
      }
    }
  }
  depends_on = [github_repository.this]
}

resource "github_repository_ruleset" "release_tags" {
  for_each    = var.repositories
  repository  = each.key
  name        = "release-tags"
  target      = "tag"
  enforcement = "active"
  conditions {
    ref_name {
      include = ["refs/tags/v*"]
      exclude = []
    }
  }
  rules {
    update   = true
    deletion = true
  }
  depends_on = [github_repository.this]
}

resource "github_actions_repository_permissions" "this" {
  for_each        = var.repositories
  repository      = each.key
  enabled         = true
  allowed_actions = "selected"
  allowed_actions_config {
    github_owned_allowed = true
    verified_allowed     = false
    patterns_allowed     = ["acme/*"]
  }
  depends_on = [github_repository.this]
}

resource "github_workflow_repository_permissions" "this" {
  for_each                         = var.repositories
  repository                       = each.key
  default_workflow_permissions     = "read"
  can_approve_pull_request_reviews = false
  depends_on                       = [github_repository.this]
}

resource "github_repository_vulnerability_alerts" "this" {
  for_each   = var.repositories
  repository = each.key
  enabled    = true
  depends_on = [github_repository.this]
}

resource "github_repository_dependabot_security_updates" "this" {
  for_each   = var.repositories
  repository = each.key
  enabled    = true
  depends_on = [github_repository_vulnerability_alerts.this]
}

resource "github_repository_environment" "live" {
  for_each    = var.repositories
  repository  = each.key
  environment = "live"
  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
  depends_on = [github_repository.this]
}

resource "github_repository_environment_deployment_policy" "main" {
  for_each       = var.repositories
  repository     = each.key
  environment    = "live"
  branch_pattern = "main"
  depends_on     = [github_repository_environment.live]
}

resource "github_repository_custom_property" "tier" {
  for_each       = var.repositories
  repository     = each.key
  property_name  = local.tier
  property_type  = "single_select"
  property_value = ["standard"]
  depends_on     = [github_repository.this]
}

resource "github_repository_autolink_reference" "acme" {
  for_each            = var.repositories
  repository          = each.key
  key_prefix          = "ACME-"
  target_url_template = "https://tickets.acme.example/browse/ACME-<num>"
  depends_on          = [github_repository.this]
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
