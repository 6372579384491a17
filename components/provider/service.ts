import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";

/** Plain property values, as the engine sends and keeps them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What a provider has to know of its resources; everything else of the engine's protocol is the same for all. */
export interface Resources {
  readonly version: string;
  /** The top-level properties in which they differ; none where the wanted state is satisfied. */
  diff(type: string, olds: Properties, news: Properties): Difference;
  create(type: string, wanted: Properties): Promise<{ id: string; outputs: Properties }>;
  /** Undefined where the thing is gone. `known` is empty on import. */
  read(type: string, id: string, known: Properties): Promise<Properties | undefined>;
  update(type: string, wanted: Properties): Promise<Properties>;
  delete(type: string, id: string, last: Properties): Promise<void>;
}

export interface Difference {
  readonly changed: readonly string[];
  readonly replacing: readonly string[];
}

type Call<Request> = { readonly request: Request };
type Answer = (error: grpc.ServiceError | null, response?: unknown) => void;

/**
 * Serves the engine's provider protocol on a loopback port. The SDK's own server can't import: it takes the state that an
 * import does not have yet for given. https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 * @returns the port
 */
export async function serve(resources: Resources): Promise<number> {
  const server = new grpc.Server();
  server.addService(
    ResourceProviderService,
    service(resources) as unknown as grpc.UntypedServiceImplementation,
  );
  return await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

function service(
  resources: Resources,
): Readonly<Record<string, (call: Call<never>, answer: Answer) => void>> {
  return {
    getPluginInfo: answering(async () => new plugin.PluginInfo().setVersion(resources.version)),
    getSchema: answering(async () =>
      new messages.GetSchemaResponse().setSchema(
        JSON.stringify({ name: "fairway", version: resources.version }),
      ),
    ),
    checkConfig: answering(async (request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: answering(async () => new messages.DiffResponse()),
    configure: answering(async () => new messages.ConfigureResponse().setAcceptsecrets(false)),
    attach: answering(async () => new emptyMessages.Empty()),
    cancel: answering(async () => new emptyMessages.Empty()),
    check: answering(async (request: messages.CheckRequest) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    diff: answering(async (request: messages.DiffRequest) =>
      diffResponse(
        resources.diff(typeOf(request.getUrn()), plain(request.getOlds()), plain(request.getNews())),
      ),
    ),
    create: answering(async (request: messages.CreateRequest) => {
      const { id, outputs } = await resources.create(
        typeOf(request.getUrn()),
        plain(request.getProperties()),
      );
      return new messages.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    read: answering(async (request: messages.ReadRequest) => {
      const known = plain(request.getProperties());
      const live = await resources.read(typeOf(request.getUrn()), request.getId(), known);
      if (!live) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(struct(live))
        .setInputs(struct(live));
    }),
    update: answering(async (request: messages.UpdateRequest) => {
      const outputs = await resources.update(typeOf(request.getUrn()), plain(request.getNews()));
      return new messages.UpdateResponse().setProperties(struct(outputs));
    }),
    delete: answering(async (request: messages.DeleteRequest) => {
      await resources.delete(typeOf(request.getUrn()), request.getId(), plain(request.getProperties()));
      return new emptyMessages.Empty();
    }),
  };
}

function answering<Request>(handle: (request: Request) => Promise<unknown>) {
  return ({ request }: Call<Request>, answer: Answer): void => {
    handle(request).then(
      response => answer(null, response),
      error => answer({ code: grpc.status.UNKNOWN, details: messageOf(error) } as grpc.ServiceError),
    );
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function diffResponse({ changed, replacing }: Difference): messages.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  return new messages.DiffResponse()
    .setChanges(changed.length ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replacing])
    .setDeletebeforereplace(true);
}

function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** Without what the engine adds of its own, such as `__defaults`. */
function plain(properties: structMessages.Struct | undefined): Properties {
  const entries = Object.entries(properties?.toJavaScript() ?? {});
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith("__")));
}

function struct(properties: Properties): structMessages.Struct {
  return structMessages.Struct.fromJavaScript(properties as Record<string, structMessages.JavaScriptValue>);
}
