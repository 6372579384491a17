import * as grpc from "@grpc/grpc-js";
// @ts-expect-error The SDK publishes no types of it.
import { LanguageServer } from "@pulumi/pulumi/automation/server.js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";

/**
 * What `pulumi-language-nodejs` does for a run of the plain `pulumi` command: serves the project's program, in the project's
 * directory, until it is ended. Prints its address.
 */
const server = new grpc.Server();
const language = new LanguageServer(async () => await import("../../src/index.ts"));
server.addService(LanguageRuntimeService, language as unknown as grpc.UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`127.0.0.1:${port}`);
});
