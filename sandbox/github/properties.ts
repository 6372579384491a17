import { unprocessable } from "./errors.ts";
import type { Repository } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import type { World } from "./world.ts";

export type PropertyValue = string | string[];

/** A custom property that an organisation (owner of the document) defines for its repositories. */
export interface Property extends Document {
  property_name: string;
  value_type: "string" | "single_select" | "multi_select" | "true_false" | "url";
  required: boolean;
  default_value: PropertyValue | null;
  description: string | null;
  allowed_values: string[] | null;
  values_editable_by: "org_actors" | "org_and_repo_actors";
}

/** The value of a property in a repository (owner of the document). */
interface StoredValue extends Document {
  propertyId: number;
  value: PropertyValue;
}

export function propertiesOf(world: World): Collection<Property> {
  return world.collection<Property>("properties");
}

function valuesOf(world: World): Collection<StoredValue> {
  return world.collection<StoredValue>("property_values");
}

export function findProperty(world: World, organizationId: number, name: string): Property | undefined {
  return propertiesOf(world)
    .of(organizationId)
    .find(({ property_name }) => property_name === name);
}

/**
 * Defines a property, or replaces its definition.
 * Errors: 422 for a definition that contradicts itself, and for another type than the one it has.
 */
export function putProperty(
  world: World,
  organizationId: number,
  wanted: Omit<Property, "id" | "ownerId">,
): Property {
  checkDefinition(wanted);
  const known = findProperty(world, organizationId, wanted.property_name);
  if (!known) return propertiesOf(world).add({ ownerId: organizationId, ...wanted });
  if (known.value_type !== wanted.value_type)
    throw unprocessable("The value_type of a property cannot be changed");
  return propertiesOf(world).update(known, wanted);
}

/** Removes a property and its value from every repository. */
export function deleteProperty(world: World, property: Property): void {
  const values = valuesOf(world);
  for (const value of values.all()) if (value.propertyId === property.id) values.remove(value);
  propertiesOf(world).remove(property);
}

/** The values that are set in a repository; a required property nobody set has its default. */
export function propertyValues(world: World, repository: Repository) {
  const stored = valuesOf(world).of(repository.id);
  return propertiesOf(world)
    .of(repository.ownerId)
    .flatMap(({ id, property_name, required, default_value }) => {
      const own = stored.find(({ propertyId }) => propertyId === id)?.value;
      const value = own ?? (required ? default_value : null);
      return value === null ? [] : [{ property_name, value }];
    });
}

/**
 * Sets the values of some properties of a repository; null takes one away.
 * Errors: 422 when a property is not defined or does not allow the value; nothing is set then.
 */
export function setPropertyValues(
  world: World,
  repository: Repository,
  wanted: { property_name: string; value: PropertyValue | null }[],
): void {
  const checked = wanted.map(({ property_name, value }) => {
    const property = findProperty(world, repository.ownerId, property_name);
    if (!property) throw unprocessable(`Property '${property_name}' is not defined for this organization`);
    if (value !== null) checkValue(property, value);
    return { property, value };
  });
  for (const { property, value } of checked) setValue(world, repository, property, value);
}

function setValue(
  world: World,
  repository: Repository,
  property: Property,
  value: PropertyValue | null,
): void {
  const values = valuesOf(world);
  const known = values.of(repository.id).find(({ propertyId }) => propertyId === property.id);
  if (value === null) {
    if (known) values.remove(known);
  } else if (known) values.update(known, { value });
  else values.add({ ownerId: repository.id, propertyId: property.id, value });
}

function checkDefinition(property: Omit<Property, "id" | "ownerId">): void {
  const select = property.value_type.endsWith("_select");
  if (select && !property.allowed_values?.length)
    throw unprocessable("allowed_values is required for select types");
  if (!select && property.allowed_values?.length)
    throw unprocessable("allowed_values is for select types only");
  if (property.required && property.default_value === null) {
    throw unprocessable("default_value is required when the property is required");
  }
  if (!property.required && property.default_value !== null) {
    throw unprocessable("default_value is for required properties only");
  }
  if (property.default_value !== null) checkValue(property, property.default_value);
}

function checkValue(property: Omit<Property, "id" | "ownerId">, value: PropertyValue): void {
  const { property_name, value_type, allowed_values } = property;
  const texts = [value].flat();
  if (Array.isArray(value) !== (value_type === "multi_select")) {
    throw unprocessable(
      `Property '${property_name}' takes ${value_type === "multi_select" ? "a list" : "one value"}`,
    );
  }
  const stranger = texts.find(text => !allows(value_type, allowed_values, text));
  if (stranger !== undefined) throw unprocessable(`Property '${property_name}' does not allow '${stranger}'`);
}

function allows(type: Property["value_type"], allowed: string[] | null, text: string): boolean {
  if (type.endsWith("_select")) return allowed?.includes(text) ?? false;
  if (type === "true_false") return text === "true" || text === "false";
  if (type === "url") return URL.canParse(text);
  return text.length <= 75;
}
