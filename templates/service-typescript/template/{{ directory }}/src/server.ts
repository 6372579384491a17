import http from "node:http";

/** The service, which does not listen yet. */
export function createServer(): http.Server {
  return http.createServer((request, response) => {
    if (request.url === "/healthz") respond(response, 200, { status: "ok" });
    else respond(response, 404, { error: "There is nothing at this address." });
  });
}

function respond(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
