import type * as z from 'zod';
import { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { columnsOf, type SqlTypes } from './sql-types.ts';

/** A folder of the archive, and what a line of its objects is. */
interface ArchivedRecord {
  readonly name: string;
  readonly record: z.ZodType;
}

const RECORDS: readonly ArchivedRecord[] = [
  { name: 'samples', record: Sample },
  { name: 'bins', record: Bin },
];

const inParts = (parts: readonly string[]): string =>
  `${['-- Written by `npm run schemas` from the schemas of the records.', ...parts].join('\n\n')}\n`;

const DUCKDB: SqlTypes = {
  string: 'VARCHAR',
  instant: 'TIMESTAMP',
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  list: (element) => `${element}[]`,
  struct: (fields) => `STRUCT(${fields.map(([name, type]) => `"${name}" ${type}`).join(', ')})`,
};

/** Views of an archive's folder for DuckDB. Every column has its type, so that one that is null all over has it too. */
const duckdbTables = (): string =>
  inParts([
    '-- duckdb -init docs/queries/duckdb.sql, in a folder that holds a copy of the bucket, or what `auditor collect`\n-- or `auditor import` wrote. These two write no bins: the view of bins fails there, and that of samples works.',
    ...RECORDS.map(duckdbView),
  ]);

function duckdbView({ name, record }: ArchivedRecord): string {
  const columns = columnsOf(record, DUCKDB).map(([column, type]) => `  ${column}: '${type}'`);
  return `CREATE OR REPLACE VIEW ${name} AS
SELECT * FROM read_json('${name}/**/*.ndjson*', format = 'newline_delimited', columns = {
${columns.join(',\n')}
});`;
}

const ATHENA: SqlTypes = {
  string: 'string',
  instant: 'string',
  boolean: 'boolean',
  integer: 'bigint',
  number: 'double',
  list: (element) => `array<${element}>`,
  struct: (fields) => `struct<${fields.map(([name, type]) => `${hiveName(name)}:${type}`).join(',')}>`,
};

/**
 * Tables of the archive's bucket for Athena, partitioned by its keys without a crawler: a query of some days reads the
 * objects of these days alone.
 */
const athenaTables = (): string =>
  inParts([
    '-- Run each statement by itself, with the names of your bucket, account and region. A fleet with a name has its\n-- folder before the account: samples/fleet=NAME/account=…/',
    ...RECORDS.map(athenaTable),
  ]);

/** Where each stands. */
export const RECORD_TABLES = [
  { path: 'docs/queries/duckdb.sql', written: duckdbTables },
  { path: 'docs/queries/athena.sql', written: athenaTables },
] as const;

function athenaTable({ name, record }: ArchivedRecord): string {
  const columns = columnsOf(record, ATHENA).map(([column, type]) => `  ${hiveName(column)} ${type}`);
  const location = `s3://BUCKET/${name}/`;
  return `CREATE EXTERNAL TABLE ${name} (
${columns.join(',\n')}
)
PARTITIONED BY (account string, aws_region string, \`date\` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('case.insensitive' = 'true', 'ignore.malformed.json' = 'true')
LOCATION '${location}'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333',
  'projection.aws_region.type' = 'enum',
  'projection.aws_region.values' = 'eu-west-1',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2026-01-01,NOW',
  'storage.location.template' = '${location}account=\${account}/region=\${aws_region}/date=\${date}/'
);`;
}

/** Words that Hive keeps for itself, and names that begin with a digit, stand in backticks. */
const hiveName = (name: string): string =>
  /^\d|^(date|schema|user|current|orphan|max|count|first|last|state|name|role|source|release|hash)$/.test(
    name,
  )
    ? `\`${name}\``
    : name;
