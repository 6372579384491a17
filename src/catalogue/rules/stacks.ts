import { dnsLabel } from "../../kubernetes/names.ts";
import { aCluster, clusterKey, clusterPath } from "../clusters.ts";
import { at, type Rule } from "../draft.ts";
import { explain } from "../explain.ts";
import { suggestion } from "../nearest.ts";
import { clusterLayer } from "../standard.ts";

/** A cluster's stack says only what a cluster has, under the key where Fairway looks for it. */
export const stacks: Rule = ({ stacks = new Map() }) =>
  [...stacks].flatMap(([name, source]) => {
    const config = at(source, ["config"]);
    const strays = Object.keys(config).filter(key => key.startsWith("fairway:") && key !== clusterKey);
    const { findings } = explain(clusterLayer, config[clusterKey] ?? {}, aCluster);
    return [
      ...(dnsLabel.test(name)
        ? []
        : [
            source.problem(
              [],
              `the stack's name \`${name}\` is not a cluster's: lower-case letters, digits and \`-\``,
            ),
          ]),
      ...strays.map(key =>
        source.problem(
          ["config", key],
          `\`${key}\` is not a setting of Fairway${suggestion(key, [clusterKey])}`,
          "key",
        ),
      ),
      ...findings.map(({ path, message, at }) => source.problem([...clusterPath, ...path], message, at)),
    ];
  });
