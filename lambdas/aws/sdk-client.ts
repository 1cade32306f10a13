interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * A client of the SDK without two things that each call would do for nothing: put the client's middleware together anew,
 * and copy what came back, field by field, for a logger that nobody set. Middleware has to be added before the first call.
 */
export function sdkClient<Config extends object, Made extends Client>(
  Client: new (config: Config & { cacheMiddleware: boolean }) => Made,
  config: NoInfer<Config>,
): Made {
  const client = new Client({ ...config, cacheMiddleware: true });
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
