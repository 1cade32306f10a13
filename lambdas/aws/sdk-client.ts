interface Client {
  readonly config: { readonly region?: unknown };
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * A client of the SDK without three things that each call would do for nothing: put the client's middleware together anew,
 * copy what came back, field by field, for a logger that nobody set, and copy the configuration four times out of a hash
 * table. Middleware has to be added before the first call.
 */
export function sdkClient<Config extends object, Made extends Client>(
  Client: new (config: Config & { cacheMiddleware: boolean }) => Made,
  config: NoInfer<Config>,
): Made {
  const client = new Client({ ...config, cacheMiddleware: true });
  client.middlewareStack.remove('loggerMiddleware');
  withoutHashTable(client.config);
  return client;
}

/** So many and V8 looks closer; later ones need one. */
const READS = 16;

/**
 * V8 makes a hash table of an object that is put together property by property. It takes that back once the object is a
 * prototype that is read through often.
 */
function withoutHashTable(config: { readonly region?: unknown }): void {
  for (let reads = 0; reads < READS; reads += 1) void (Object.create(config) as typeof config).region;
}
