import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { answerQuestions } from './channel.ts';

/** HTTP (with CONNECT and upgrades, both echoed) and a plain TCP echo. */
export interface OriginPorts {
  readonly httpPort: number;
  readonly tcpPort: number;
}
export interface OriginCounts {
  readonly httpConnections: number;
  readonly tcpConnections: number;
}
export type OriginQuestion = 'ports' | 'counts';

const BACKLOG = 4_096;

const http = createHttpServer({ keepAliveTimeout: 0, requestTimeout: 0 }, answer);
http.on('connect', (_request: IncomingMessage, socket: Socket, early: Buffer) => {
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  echo(socket, early);
});
http.on('upgrade', (request: IncomingMessage, socket: Socket, early: Buffer) => {
  const protocol = request.headers.upgrade ?? 'echo';
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`);
  echo(socket, early);
});
const tcp = createTcpServer((socket) => echo(socket));
const ports = Promise.all([listen(http), listen(tcp)]);

answerQuestions<OriginQuestion, OriginPorts | OriginCounts>(async (question) => {
  const [httpPort, tcpPort] = await ports;
  if (question === 'ports') return { httpPort, tcpPort };
  return { httpConnections: await connectionsOf(http), tcpConnections: await connectionsOf(tcp) };
});

/** `/slow?bytes=N&milliseconds=M`: N bytes every M, for ever. POST: read to its end, answered then. Else: `ok`. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  response.on('error', () => {});
  if (request.method === 'POST') {
    request.resume().on('end', () => response.end('ok\n'));
    return;
  }
  const url = new URL(request.url ?? '/', 'http://origin.test');
  if (url.pathname !== '/slow') {
    response.end('ok\n');
    return;
  }
  const chunk = Buffer.alloc(Number(url.searchParams.get('bytes') ?? 10), 'x');
  response.write(chunk);
  const dripping = setInterval(
    () => response.write(chunk),
    Number(url.searchParams.get('milliseconds') ?? 500),
  );
  response.on('close', () => clearInterval(dripping));
}

function echo(socket: Socket, early?: Buffer): void {
  socket.on('error', () => {});
  if (early && early.length > 0) socket.write(early);
  socket.pipe(socket);
}

function listen(listener: Server): Promise<number> {
  return new Promise((resolve) => {
    listener.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
      resolve((listener.address() as AddressInfo).port);
    });
  });
}

function connectionsOf(listener: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
