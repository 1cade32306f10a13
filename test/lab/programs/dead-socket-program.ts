import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerQuestions } from './channel.ts';

/** `sink`: the port of a server that takes connections and reads nothing. `leave`: connections to be left dead. */
export type DeadSocketQuestion = 'sink' | { readonly leave: number; readonly port: number };

const CHUNK = Buffer.alloc(65_536, 'x');
const STILL_MILLISECONDS = 400;

const sink = createServer({ pauseOnConnect: true }, (socket) => socket.on('error', () => {}));
sink.listen(0, '127.0.0.1');

answerQuestions<DeadSocketQuestion, number>(async (question) => {
  if (question === 'sink') {
    if (!sink.listening) await once(sink, 'listening');
    return (sink.address() as AddressInfo).port;
  }
  await Promise.all(Array.from({ length: question.leave }, () => leaveOne(question.port)));
  return question.leave;
});

/** Sends until nothing more is taken, so that the proxy stops to look at this socket, and then resets it. */
async function leaveOne(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (let taken = -1; taken < sent(socket); ) {
    taken = sent(socket);
    while (socket.writableLength < CHUNK.length) socket.write(CHUNK);
    await pause(STILL_MILLISECONDS);
  }
  socket.resetAndDestroy();
}

const sent = ({ bytesWritten, writableLength }: { bytesWritten: number; writableLength: number }): number =>
  bytesWritten - writableLength;
