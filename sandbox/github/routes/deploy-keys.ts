import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import { apiUrl, type Env, type RequestContext } from "../env.ts";
import { notFound, validationFailed } from "../errors.ts";
import type { Repository } from "../model.ts";
import { page } from "../pages.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** A deploy key of a repository (owner of the document). */
export interface DeployKey extends Document {
  title: string;
  key: string;
  read_only: boolean;
  added_by: string;
  created_at: string;
}

const keyBody = z.object({
  title: z.string().default(""),
  key: z.string().min(1),
  read_only: z.boolean().default(false),
});

const KEY_TYPES =
  /^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp(256|384|521)|sk-(ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)$/;

/** https://docs.github.com/en/rest/deploy-keys/deploy-keys */
export function deployKeys(app: Hono<Env>, world: World): void {
  const all = world.collection<DeployKey>("deploy_keys");

  app.get("/repos/:owner/:repo/keys", c => {
    const repository = findRepository(c, world, "admin");
    return c.json(page(c, all.of(repository.id)).map(key => represent(c, repository, key)));
  });

  app.post("/repos/:owner/:repo/keys", async c => {
    const repository = findRepository(c, world, "admin");
    const wanted = await readBody(c, keyBody);
    const key = openSshKey(wanted.key);
    if (all.all().some(other => other.key === key)) {
      throw validationFailed({
        resource: "PublicKey",
        code: "custom",
        field: "key",
        message: "key is already in use",
      });
    }
    const actor = c.get("actor");
    const added = all.add({
      ownerId: repository.id,
      title: wanted.title,
      key,
      read_only: wanted.read_only,
      added_by: actor.kind === "user" ? actor.user.login : actor.app.slug,
      created_at: world.now(),
    });
    return c.json(represent(c, repository, added), 201);
  });

  app.get("/repos/:owner/:repo/keys/:id", c => {
    const repository = findRepository(c, world, "admin");
    return c.json(represent(c, repository, find(c, repository)));
  });

  app.delete("/repos/:owner/:repo/keys/:id", c => {
    all.remove(find(c, findRepository(c, world, "admin")));
    return c.body(null, 204);
  });

  function find(c: RequestContext, repository: Repository): DeployKey {
    const key = all.of(repository.id).find(({ id }) => String(id) === c.req.param("id"));
    if (!key) throw notFound();
    return key;
  }

  function represent(c: RequestContext, repository: Repository, { ownerId: _, ...key }: DeployKey) {
    const fullName = `${world.organizationOf(repository).login}/${repository.name}`;
    const url = apiUrl(c, `/repos/${fullName}/keys/${key.id}`);
    return { ...key, url, verified: true, last_used: null, enabled: true };
  }
}

/** A public key without its comment, which GitHub drops. Errors: 422 for what is none. */
function openSshKey(text: string): string {
  const [type = "", encoded = ""] = text.trim().split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  const named = blob.length > 4 ? blob.subarray(4, 4 + blob.readUInt32BE(0)).toString() : "";
  if (KEY_TYPES.test(type) && named === type) return `${type} ${encoded}`;
  const message = "key is invalid. You must supply a key in OpenSSH public key format";
  throw validationFailed({ resource: "PublicKey", code: "custom", field: "key", message });
}
