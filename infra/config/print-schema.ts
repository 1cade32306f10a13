import { configSchema } from './json-schema.ts';

process.stdout.write(`${JSON.stringify(configSchema(), null, 2)}\n`);
