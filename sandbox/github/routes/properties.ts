import type { Hono } from "hono";
import * as z from "zod";
import { findOrganization, findRepository, isOwner, ownOrganization } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { forbidden, notFound, unprocessable } from "../errors.ts";
import type { Organization } from "../model.ts";
import { page } from "../pages.ts";
import {
  deleteProperty,
  findProperty,
  type Property,
  propertiesOf,
  propertyValues,
  putProperty,
  setPropertyValues,
} from "../properties.ts";
import type { World } from "../world.ts";

const value = z.union([z.string(), z.array(z.string())]).nullable();
const definition = z.object({
  value_type: z.enum(["string", "single_select", "multi_select", "true_false", "url"]),
  required: z.boolean().default(false),
  default_value: value.default(null),
  description: z.string().nullable().default(null),
  allowed_values: z.array(z.string()).max(200).nullable().default(null),
  values_editable_by: z.enum(["org_actors", "org_and_repo_actors"]).nullish(),
});
const schemaBody = z.object({
  properties: z.array(definition.extend({ property_name: z.string().min(1) })).max(100),
});
const properties = z.array(z.object({ property_name: z.string(), value }));
const valuesBody = z.object({ properties });
const manyValuesBody = z.object({ repository_names: z.array(z.string()).max(30), properties });

/** https://docs.github.com/en/rest/orgs/custom-properties */
export function customProperties(app: Hono<Env>, world: World): void {
  const put = (organization: Organization, name: string, body: z.infer<typeof definition>) =>
    putProperty(world, organization.id, {
      ...body,
      // The provider sends an empty text where it means none.
      default_value: body.default_value || null,
      property_name: name,
      values_editable_by: body.values_editable_by ?? "org_actors",
    });

  app.get("/orgs/:org/properties/schema", c => {
    const organization = findOrganization(c, world);
    return c.json(
      propertiesOf(world)
        .of(organization.id)
        .map(property => represent(c, organization, property)),
    );
  });

  app.patch("/orgs/:org/properties/schema", async c => {
    const organization = ownOrganization(c, world);
    const wanted = await readBody(c, schemaBody);
    const defined = wanted.properties.map(({ property_name, ...body }) =>
      put(organization, property_name, body),
    );
    return c.json(defined.map(property => represent(c, organization, property)));
  });

  app.get("/orgs/:org/properties/schema/:property", c => {
    const organization = findOrganization(c, world);
    return c.json(represent(c, organization, find(c, organization)));
  });

  app.put("/orgs/:org/properties/schema/:property", async c => {
    const organization = ownOrganization(c, world);
    const property = put(organization, c.req.param("property"), await readBody(c, definition));
    return c.json(represent(c, organization, property));
  });

  app.delete("/orgs/:org/properties/schema/:property", c => {
    deleteProperty(world, find(c, ownOrganization(c, world)));
    return c.body(null, 204);
  });

  app.get("/orgs/:org/properties/values", c => {
    const organization = findOrganization(c, world);
    const listed = page(c, world.repositories.of(organization.id)).map(repository => ({
      repository_id: repository.id,
      repository_name: repository.name,
      repository_full_name: `${organization.login}/${repository.name}`,
      properties: propertyValues(world, repository),
    }));
    return c.json(listed);
  });

  app.patch("/orgs/:org/properties/values", async c => {
    const organization = ownOrganization(c, world);
    const wanted = await readBody(c, manyValuesBody);
    const repositories = wanted.repository_names.map(name => {
      const repository = world.repository(organization.login, name);
      if (!repository) throw unprocessable(`There is no repository '${name}'`);
      return repository;
    });
    for (const repository of repositories) setPropertyValues(world, repository, wanted.properties);
    return c.body(null, 204);
  });

  app.get("/repos/:owner/:repo/properties/values", c =>
    c.json(propertyValues(world, findRepository(c, world))),
  );

  app.patch("/repos/:owner/:repo/properties/values", async c => {
    const repository = findRepository(c, world, "admin");
    const { properties } = await readBody(c, valuesBody);
    const owner = isOwner(world, c.get("actor"), world.organizationOf(repository));
    const reserved = properties.find(
      ({ property_name: name }) =>
        findProperty(world, repository.ownerId, name)?.values_editable_by === "org_actors",
    );
    if (reserved && !owner) throw forbidden(`Only the organization may set '${reserved.property_name}'`);
    setPropertyValues(world, repository, properties);
    return c.body(null, 204);
  });

  function find(c: RequestContext, organization: Organization): Property {
    const property = findProperty(world, organization.id, c.req.param("property") ?? "");
    if (!property) throw notFound();
    return property;
  }
}

function represent(
  c: RequestContext,
  organization: Organization,
  { id: _, ownerId: __, ...property }: Property,
) {
  const url = apiUrl(c, `/orgs/${organization.login}/properties/schema/${property.property_name}`);
  return { ...property, url, source_type: "organization" };
}
