import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { pythonTools } from "../../tools/python.ts";

const region = "eu-central-1";
const requirements = join(import.meta.dirname, "../../tools/python/aws.txt");

/** A server of AWS's own interfaces on this machine, with nothing in it. */
export class Aws {
  readonly url: string;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, stop: () => Promise<void>) {
    this.url = url;
    this.#stop = stop;
  }

  static async start(): Promise<Aws> {
    const folder = await pythonTools({ requirements });
    const port = await freePort();
    const server = execa(join(folder, "moto_server"), ["--host", "127.0.0.1", "--port", String(port)], {
      reject: false,
      stdio: "ignore",
    });
    const aws = new Aws(`http://127.0.0.1:${port}`, async () => {
      server.kill();
      await server;
    });
    await aws.#answers(60_000);
    return aws;
  }

  /** What the engine needs to find it in the place of AWS, and credentials that it takes. */
  get environment(): Record<string, string> {
    return {
      AWS_REGION: region,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "sandbox",
      AWS_SECRET_ACCESS_KEY: "sandbox",
      AWS_SESSION_TOKEN: "",
      AWS_PROFILE: "",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** Makes a bucket. Returns the address by which the engine keeps states there. */
  async bucket(name: string): Promise<string> {
    await this.#ask("s3", "PUT", `/${name}`, locationIn(region));
    return `s3://${name}?region=${region}&endpoint=${this.url}&s3ForcePathStyle=true`;
  }

  /** The names of all that lies in a bucket. */
  async listed(bucket: string): Promise<readonly string[]> {
    const text = await this.#ask("s3", "GET", `/${bucket}?list-type=2`);
    return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
  }

  async object(bucket: string, key: string): Promise<string> {
    return await this.#ask("s3", "GET", `/${bucket}/${key}`);
  }

  /** Makes a key. Returns the address by which the engine encrypts with it. */
  async key(): Promise<string> {
    const answer = await this.#ask("kms", "POST", "/", "{}", { "x-amz-target": "TrentService.CreateKey" });
    const { KeyMetadata: made } = JSON.parse(answer) as { KeyMetadata: { KeyId: string } };
    return `awskms://${made.KeyId}?region=${region}&awssdk=v2`;
  }

  async stop(): Promise<void> {
    await this.#stop();
  }

  /** It serves whoever names a service in a credential, and checks none. */
  async #ask(
    service: string,
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const scope = `sandbox/20260101/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization, "content-type": "application/x-amz-json-1.1", ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  }

  async #answers(patience: number): Promise<void> {
    const until = Date.now() + patience;
    for (;;) {
      if (
        await fetch(this.url).then(
          () => true,
          () => false,
        )
      )
        return;
      if (Date.now() > until) throw new Error(`Nothing answers at ${this.url}.`);
      await sleep(200);
    }
  }
}

function locationIn(region: string): string {
  return `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
