// Command pulumi-resource-github serves terraform-provider-github to the Pulumi engine: the same upstream provider,
// through the same bridge, as the official plugin of @pulumi/github. It exists for machines that cannot download that
// plugin.
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

func provider() tfbridge.ProviderInfo {
	fromEnvironment := func(names ...string) *tfbridge.SchemaInfo {
		return &tfbridge.SchemaInfo{Default: &tfbridge.DefaultInfo{EnvVars: names}}
	}
	info := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(github.NewProvider(version, "")()),
		Name:    "github",
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"base_url": fromEnvironment("GITHUB_BASE_URL"),
			"token":    fromEnvironment("GITHUB_TOKEN"),
		},
	}
	info.MustComputeTokens(tokens.SingleModule("github_", "index", tokens.MakeStandard("github")))
	info.SetAutonaming(255, "-")
	return info
}

func main() {
	tfbridge.Main("github", version, provider(), schema)
}
