// Command pulumi-resource-github serves terraform-provider-github to the Pulumi engine: the same upstream provider,
// through the same bridge, as the official plugin of @pulumi/github. It exists for machines that cannot download that
// plugin, so every setting that an engine or a state file can notice agrees with the official one's.
package main

import (
	_ "embed"

	"github.com/integrations/terraform-provider-github/v6/github"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
)

// version is that of the npm package @pulumi/github whose plugin this stands in for.
const version = "6.15.0"

//go:embed schema.json
var schema []byte

// replacedInPlace names the resources whose identity GitHub refuses to hold twice: the old one goes before the new
// one comes.
var replacedInPlace = []string{
	"github_actions_environment_secret",
	"github_repository_autolink_reference",
	"github_repository_collaborator",
	"github_repository_deploy_key",
}

// fixedSelections names the secrets that are replaced when the repositories that may read them change.
var fixedSelections = []string{
	"github_actions_organization_secret",
	"github_codespaces_organization_secret",
	"github_dependabot_organization_secret",
}

func config() map[string]*tfbridge.SchemaInfo {
	return map[string]*tfbridge.SchemaInfo{
		"base_url": {Default: &tfbridge.DefaultInfo{
			EnvVars: []string{"GITHUB_BASE_URL"},
			Value:   "https://api.github.com/",
		}},
		"token": {
			Default: &tfbridge.DefaultInfo{EnvVars: []string{"GITHUB_TOKEN"}},
			Secret:  tfbridge.True(),
		},
	}
}

func resources() map[string]*tfbridge.ResourceInfo {
	resources := map[string]*tfbridge.ResourceInfo{
		// Upstream allows one block; the SDK has offered a list since before that limit and keeps doing so.
		"github_repository_environment": {
			Fields: map[string]*tfbridge.SchemaInfo{"reviewers": {MaxItemsOne: tfbridge.False()}},
		},
	}
	for _, name := range replacedInPlace {
		resources[name] = &tfbridge.ResourceInfo{DeleteBeforeReplace: true}
	}
	for _, name := range fixedSelections {
		resources[name] = &tfbridge.ResourceInfo{
			Fields: map[string]*tfbridge.SchemaInfo{"selected_repository_ids": {ForceNew: tfbridge.True()}},
		}
	}
	return resources
}

func provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:                              shimv2.NewProvider(github.NewProvider(version, "")()),
		Name:                           "github",
		Version:                        version,
		Config:                         config(),
		Resources:                      resources(),
		EnableZeroDefaultSchemaVersion: true,
		EnableAccurateBridgePreview:    true,
		EnableRawStateDelta:            true,
	}
	info.MustComputeTokens(tokens.SingleModule("github_", "index", tokens.MakeStandard("github")))
	info.SetAutonaming(255, "-")
	return info
}

func main() {
	tfbridge.Main("github", version, provider(), schema)
}
