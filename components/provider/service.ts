import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./properties.ts";

/** What a provider has to know of its resources; everything else of the engine's protocol is the same for all. */
export interface Resources {
  /** The package's name. */
  readonly name: string;
  readonly version: string;
  /** Whether it is asked in previews too, and told which values are secret. If not, it never meets a mark of either. */
  readonly previews: boolean;
  /** What to do for what the provider does not have: functions, methods, components. */
  readonly advice?: string;
  /** What is wrong with the provider's own configuration, and what a change of it means. */
  checkConfig?(request: ConfigurationRequest): readonly Failure[];
  diffConfig?(olds: Properties, news: Properties): Difference;
  configure?(variables: Readonly<Record<string, string>>): Promise<void>;
  /** The inputs made complete; where this is absent, they are so already. */
  check?(request: CheckRequest): Promise<{ inputs: Properties; failures: readonly Failure[] }>;
  /** Where the wanted state differs; nowhere where it is satisfied. */
  diff(request: DiffRequest): Difference | Promise<Difference>;
  create(request: CreateRequest): Promise<{ id: string; outputs: Properties }>;
  /** Undefined where the thing is gone. Where the inputs are absent, the outputs are taken for them. */
  read(request: ReadRequest): Promise<{ outputs: Properties; inputs?: Properties } | undefined>;
  /** The outputs. */
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  /** The engine wants what is going on to end. */
  cancel?(): void;
}

export interface ConfigurationRequest {
  /** Whether it is the provider that the engine makes for resources that name none. */
  readonly isDefault: boolean;
  readonly news: Properties;
}

/** Why a configuration or a resource's inputs can't be taken; without a property where it is about all of them. */
export interface Failure {
  readonly property?: string;
  readonly reason: string;
}

interface OfResource {
  readonly type: string;
}

export interface CheckRequest extends OfResource {
  /** The resource's name in the program. */
  readonly name: string;
  /** The inputs before; empty for a new resource. */
  readonly olds: Properties;
  readonly news: Properties;
  /** What generated names are made of, so that preview and update make the same. */
  readonly seed: Uint8Array;
  readonly autonaming?: { readonly disabled: boolean; readonly proposed: string };
}

export interface DiffRequest extends OfResource {
  /** The outputs of the state. */
  readonly olds: Properties;
  readonly news: Properties;
  readonly ignored: readonly string[];
}

interface WriteRequest extends OfResource {
  readonly news: Properties;
  readonly preview: boolean;
  /** In seconds; 0 where the program does not say. */
  readonly timeout: number;
}

export type CreateRequest = WriteRequest;

export interface UpdateRequest extends WriteRequest {
  readonly id: string;
  readonly olds: Properties;
  readonly ignored: readonly string[];
}

export interface ReadRequest extends OfResource {
  readonly id: string;
  /** The outputs and the inputs of the state; both empty on import. */
  readonly outputs: Properties;
  readonly inputs: Properties;
}

export interface DeleteRequest extends OfResource {
  readonly id: string;
  readonly outputs: Properties;
  readonly timeout: number;
}

export interface Difference {
  /** Properties, or paths of them where `kinds` says how they differ. */
  readonly changed: readonly string[];
  readonly replacing: readonly string[];
  /** Whether the old thing has to go before a new one can be made. */
  readonly deleteFirst: boolean;
  readonly kinds?: Readonly<Record<string, "add" | "delete" | "update">>;
}

/** The thing was made or changed, and did not become what it should be. The state keeps it, and the run fails. */
export class NotReady extends Error {
  readonly id: string;
  readonly outputs: Properties;

  constructor(message: string, id: string, outputs: Properties) {
    super(message);
    this.name = "NotReady";
    this.id = id;
    this.outputs = outputs;
  }
}

/** A provider that is being served. */
export interface Service {
  readonly port: number;
  readonly close: () => void;
}

type Call<Request> = { readonly request: Request };
type Answer = (error: grpc.ServiceError | null, response?: unknown) => void;

/** What an engine may send: the default would refuse a large object. The engine's own limit is the same. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/**
 * Serves the engine's provider protocol on a loopback port. The SDK's own server can't import: it takes the state that an
 * import does not have yet for given. https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
export async function serve(resources: Resources): Promise<Service> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": LARGEST_MESSAGE });
  server.addService(
    ResourceProviderService,
    service(resources) as unknown as grpc.UntypedServiceImplementation,
  );
  return await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, close: () => server.forceShutdown() }),
    );
  });
}

function service(
  resources: Resources,
): Readonly<Record<string, (call: Call<never>, answer: Answer) => void>> {
  const refused = (what: string) =>
    answering(async () => {
      const refusal = `The provider ${resources.name} ${resources.version} has no ${what}.`;
      throw new Error([refusal, resources.advice].filter(Boolean).join(" "));
    });
  return {
    getPluginInfo: answering(async () => new plugin.PluginInfo().setVersion(resources.version)),
    getSchema: answering(async () =>
      new messages.GetSchemaResponse().setSchema(
        JSON.stringify({ name: resources.name, version: resources.version }),
      ),
    ),
    attach: answering(async () => new emptyMessages.Empty()),
    cancel: answering(async () => {
      resources.cancel?.();
      return new emptyMessages.Empty();
    }),
    invoke: refused("functions"),
    call: refused("methods"),
    construct: refused("components"),
    ...configuration(resources),
    ...changes(resources),
  };
}

function configuration(resources: Resources) {
  return {
    checkConfig: answering(async (request: messages.CheckRequest) => {
      const isDefault = /^default(_|$)/.test(nameOf(request.getUrn()));
      const news = plain(request.getNews());
      const failures = resources.checkConfig?.({ isDefault, news }) ?? [];
      return new messages.CheckResponse().setInputs(request.getNews()).setFailuresList(failures.map(failure));
    }),
    diffConfig: answering(async (request: messages.DiffRequest) =>
      resources.diffConfig
        ? diffResponse(resources.diffConfig(plain(request.getOlds()), plain(request.getNews())))
        : new messages.DiffResponse(),
    ),
    configure: answering(async (request: messages.ConfigureRequest) => {
      // Each variable's name comes with the package's in front: `kubernetes:config:namespace`.
      const variables = request.getVariablesMap().toObject(false);
      const named = variables.map(([key, value]) => [key.split(":").slice(2).join(":"), value]);
      await resources.configure?.(Object.fromEntries(named));
      return new messages.ConfigureResponse()
        .setAcceptsecrets(resources.previews)
        .setSupportspreview(resources.previews)
        .setSupportsAutonamingConfiguration(resources.check !== undefined);
    }),
  };
}

function changes(resources: Resources) {
  return {
    check: answering(async (request: messages.CheckRequest) => {
      if (!resources.check) return new messages.CheckResponse().setInputs(request.getNews());
      const autonaming = request.getAutonaming();
      const { DISABLE } = messages.CheckRequest.AutonamingOptions.Mode;
      const { inputs, failures } = await resources.check({
        type: typeOf(request.getUrn()),
        name: nameOf(request.getUrn()),
        olds: plain(request.getOlds()),
        news: plain(request.getNews()),
        seed: request.getRandomseed_asU8(),
        ...(autonaming && {
          autonaming: { disabled: autonaming.getMode() === DISABLE, proposed: autonaming.getProposedName() },
        }),
      });
      return new messages.CheckResponse().setInputs(struct(inputs)).setFailuresList(failures.map(failure));
    }),
    diff: answering(async (request: messages.DiffRequest) =>
      diffResponse(
        await resources.diff({
          type: typeOf(request.getUrn()),
          olds: plain(request.getOlds()),
          news: plain(request.getNews()),
          ignored: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: answering(async (request: messages.CreateRequest) => {
      const { id, outputs } = await resources.create({
        type: typeOf(request.getUrn()),
        news: plain(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new messages.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    read: answering(async (request: messages.ReadRequest) => {
      const live = await resources.read({
        type: typeOf(request.getUrn()),
        id: request.getId(),
        outputs: plain(request.getProperties()),
        inputs: plain(request.getInputs()),
      });
      if (!live) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(struct(live.outputs))
        .setInputs(struct(live.inputs ?? live.outputs));
    }),
    update: answering(async (request: messages.UpdateRequest) => {
      const outputs = await resources.update({
        type: typeOf(request.getUrn()),
        id: request.getId(),
        olds: plain(request.getOlds()),
        news: plain(request.getNews()),
        ignored: request.getIgnorechangesList(),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new messages.UpdateResponse().setProperties(struct(outputs));
    }),
    delete: answering(async (request: messages.DeleteRequest) => {
      await resources.delete({
        type: typeOf(request.getUrn()),
        id: request.getId(),
        outputs: plain(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptyMessages.Empty();
    }),
  };
}

function answering<Request>(handle: (request: Request) => Promise<unknown>) {
  return ({ request }: Call<Request>, answer: Answer): void => {
    handle(request).then(
      response => answer(null, response),
      error => answer(serviceError(error)),
    );
  };
}

function serviceError(error: unknown): grpc.ServiceError {
  const details = error instanceof Error ? error.message : String(error);
  const metadata = error instanceof NotReady ? withDetails(error) : new grpc.Metadata();
  return { code: grpc.status.UNKNOWN, details, metadata } as grpc.ServiceError;
}

/** The engine reads a half-made thing from where gRPC keeps an error's structured details. */
function withDetails({ id, message, outputs }: NotReady): grpc.Metadata {
  const failed = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(struct(outputs))
    .setReasonsList([message]);
  const packed = new anyMessages.Any();
  packed.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusMessages.Status()
    .setCode(grpc.status.UNKNOWN)
    .setMessage(message)
    .setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return metadata;
}

function failure({ property, reason }: Failure): messages.CheckFailure {
  return new messages.CheckFailure().setProperty(property ?? "").setReason(reason);
}

function diffResponse({ changed, replacing, deleteFirst, kinds }: Difference): messages.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changed.length ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replacing])
    .setDeletebeforereplace(deleteFirst)
    .setHasdetaileddiff(kinds !== undefined);
  for (const [path, kind] of Object.entries(kinds ?? {})) {
    response.getDetaileddiffMap().set(path, propertyDiff(kind, replacing.includes(path)));
  }
  return response;
}

function propertyDiff(kind: "add" | "delete" | "update", replaces: boolean): messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const plainKinds = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE };
  const replacingKinds = { add: Kind.ADD_REPLACE, delete: Kind.DELETE_REPLACE, update: Kind.UPDATE_REPLACE };
  return new messages.PropertyDiff()
    .setKind((replaces ? replacingKinds : plainKinds)[kind])
    .setInputdiff(kind === "delete");
}

/** A URN is `urn:pulumi:stack::project::parents$type::name`; a name may hold `::` itself. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function plain(properties: structMessages.Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

function struct(properties: Properties): structMessages.Struct {
  return structMessages.Struct.fromJavaScript(properties as Record<string, structMessages.JavaScriptValue>);
}
