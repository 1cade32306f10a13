import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Functions by their ARNs. */
export type Functions = Readonly<Record<string, (event: unknown) => Promise<unknown>>>;

export interface FunctionServer {
  readonly port: number;
  /** All but functions is asked of another server. */
  forwardTo(url: string): void;
  stop(): void;
}

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/** Lambda's Invoke, on a free port of 127.0.0.1: a function that throws answers as Lambda has it. */
export async function startFunctionServer(functions: Functions): Promise<FunctionServer> {
  let otherUrl = '';
  const server = createServer((incoming, outgoing) => {
    const [, name] = INVOCATION.exec(incoming.url ?? '') ?? [];
    if (name === undefined) forward(new URL(incoming.url ?? '/', otherUrl), incoming, outgoing);
    else void invoke(functions[decodeURIComponent(name)], incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    forwardTo: (url) => {
      otherUrl = url;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function invoke(
  of: Functions[string] | undefined,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const answer = (status: number, headers: Readonly<Record<string, string>>, body: unknown) =>
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  const event = await json(incoming);
  if (of === undefined) {
    answer(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }, { Message: 'Function not found' });
    return;
  }
  try {
    answer(200, {}, (await of(event)) ?? null);
  } catch (error) {
    const { name, message } = error as Error;
    answer(200, { 'x-amz-function-error': 'Unhandled' }, { errorType: name, errorMessage: message });
  }
}

function forward(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const asked = request(url, { method, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(outgoing);
  });
  asked.on('error', () => outgoing.destroy());
  incoming.pipe(asked);
}
