import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { answerQuestions } from './channel.ts';

/** `server`: the port of a server that closes each connection at once. `leave`: clients that never close; `close` them. */
export type HalfClosedQuestion = 'server' | 'close' | { readonly leave: number; readonly port: number };

// What it has to say it has said: the proxy knows, tells its client, and waits for that one to close.
const server = createServer({ allowHalfOpen: true }, (connection) => {
  connection.on('error', () => {});
  connection.end();
});
server.listen(0, '127.0.0.1');

const clients: Socket[] = [];

answerQuestions<HalfClosedQuestion, number>(async (question) => {
  if (question === 'server') {
    if (!server.listening) await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }
  if (question === 'close') {
    for (const client of clients.splice(0)) client.end();
    return 0;
  }
  await Promise.all(Array.from({ length: question.leave }, () => leaveOne(question.port)));
  return question.leave;
});

async function leaveOne(port: number): Promise<void> {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(client);
  client.on('error', () => {});
  client.resume();
  await once(client, 'end');
}
