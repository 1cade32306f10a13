import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { answerQuestions } from './channel.ts';
import type { LoadCounts, LoadPlan, LoadQuestion, ShortPlan } from './load-plan.ts';

const OPENING_AT_ONCE = 200;
const OPENING_TIMEOUT_MILLISECONDS = 60_000;
const MAXIMUM_UNDER_WAY = 500;

const kept = new Set<Socket>();
const timers = new Set<NodeJS.Timeout>();
const shortTimers = new Set<NodeJS.Timeout>();
const shortUnderWay = new Set<Promise<void>>();
let lost = 0;
let shortDone = 0;
let shortFailed = 0;
let bytesReceived = 0;

answerQuestions<LoadQuestion, LoadCounts>(async (question) => {
  if (question.do === 'open') await open(question.plan);
  if (question.do === 'freeze' || question.do === 'close') await endShortRequests();
  if (question.do === 'close') await closeAll();
  return { open: kept.size + shortUnderWay.size, lost, shortDone, shortFailed, bytesReceived };
});

async function open(plan: LoadPlan): Promise<void> {
  if (plan.kind === 'short') {
    requestOften(plan);
    return;
  }
  let remaining = plan.count;
  const opener = async () => {
    while (remaining-- > 0) await openOne(plan);
  };
  await Promise.all(Array.from({ length: Math.min(OPENING_AT_ONCE, plan.count) }, opener));
}

async function openOne(plan: Exclude<LoadPlan, { kind: 'short' }>): Promise<void> {
  const { hello, established } = dialogue(plan);
  const socket = await dial({ port: plan.port, tls: plan.kind === 'tls' }, hello, established);
  kept.add(socket);
  socket.on('close', () => {
    if (kept.delete(socket)) lost++;
  });
  if (plan.kind === 'slow-upload') every(500, () => socket.write('x'.repeat(10)));
  if ('bytesPerSecond' in plan && plan.bytesPerSecond) {
    const chunk = Buffer.alloc(Math.ceil(plan.bytesPerSecond), 'x');
    every(1_000, () => socket.write(chunk));
  }
}

/** What to send first, and what answer proves that the far end has been reached. */
function dialogue(plan: Exclude<LoadPlan, { kind: 'short' }>): { hello: string; established: RegExp } {
  const host = 'Host: origin.test';
  switch (plan.kind) {
    case 'idle-http': {
      const { answers = 1 } = plan;
      return {
        hello: `GET / HTTP/1.1\r\n${host}\r\n\r\n`.repeat(answers),
        established: new RegExp(`^(HTTP[\\s\\S]*?\\r\\n\\r\\nok\\n){${answers}}$`),
      };
    }
    case 'connect':
      return {
        hello: `CONNECT origin.test:443 HTTP/1.1\r\n${host}:443\r\n\r\n`,
        established: /^HTTP\/1.1 200 /,
      };
    case 'upgrade':
      return {
        hello: `GET / HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`,
        established: /^HTTP\/1.1 101 /,
      };
    case 'tcp':
    case 'tls':
      return { hello: 'hello', established: /^hello/ };
    case 'slow-download':
      return {
        hello: `GET /slow?bytes=10&milliseconds=500 HTTP/1.1\r\n${host}\r\n\r\n`,
        established: /\r\n\r\n[\s\S]*x/,
      };
    case 'slow-upload':
      return {
        hello: `POST / HTTP/1.1\r\n${host}\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n`,
        established: /^HTTP\/1.1 100 /,
      };
  }
}

/** A connection that has sent `hello` and got the answer; from then on its bytes are only counted. */
function dial(
  { port, from, tls = false }: { port: number; from?: string | undefined; tls?: boolean },
  hello: string,
  established: RegExp,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let heard = '';
    let answered = false;
    const to = { port, host: '127.0.0.1', ...(from ? { localAddress: from } : {}) };
    const sayHello = () => socket.write(hello);
    const socket: Socket = tls
      ? connectTls({ ...to, rejectUnauthorized: false }, sayHello)
      : connect(to, sayHello);
    const late = setTimeout(() => socket.destroy(), OPENING_TIMEOUT_MILLISECONDS);
    socket.on('data', (chunk) => {
      bytesReceived += chunk.length;
      if (answered) return;
      heard += chunk.toString('latin1');
      answered = established.test(heard);
      if (!answered) return;
      clearTimeout(late);
      resolve(socket);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      reject(new Error(`port ${port} did not answer as expected: ${heard.slice(0, 200)}`));
    });
  });
}

function requestOften(plan: ShortPlan): void {
  const from = performance.now();
  let due = 0;
  const ask = () => {
    for (; due < ((performance.now() - from) / 1_000) * plan.perSecond; due++) {
      if (shortUnderWay.size < MAXIMUM_UNDER_WAY) requestOnce(plan);
    }
  };
  // A timer has no less than a millisecond.
  shortTimers.add(setInterval(ask, Math.max(1, 1_000 / plan.perSecond)));
}

function requestOnce({ port, from, marker = '' }: ShortPlan): void {
  const hello = `GET /${marker} HTTP/1.1\r\nHost: origin.test\r\nCookie: a=${marker}\r\nConnection: close\r\n\r\n`;
  const request = dial({ port, from }, hello, /\r\n\r\n[\s\S]*ok\n/)
    .then((socket) =>
      socket.destroyed ? undefined : new Promise<void>((done) => socket.on('close', () => done())),
    )
    .then(
      () => {
        shortDone++;
      },
      () => {
        shortFailed++;
      },
    )
    .finally(() => shortUnderWay.delete(request));
  shortUnderWay.add(request);
}

function every(milliseconds: number, act: () => void): void {
  timers.add(setInterval(act, milliseconds));
}

async function endShortRequests(): Promise<void> {
  for (const timer of shortTimers) clearInterval(timer);
  shortTimers.clear();
  await Promise.all(shortUnderWay);
}

async function closeAll(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  timers.clear();
  const sockets = [...kept];
  kept.clear();
  await Promise.all(
    sockets.map((socket) => {
      const closed = new Promise<void>((done) => socket.on('close', () => done()));
      socket.destroy();
      return closed;
    }),
  );
}
