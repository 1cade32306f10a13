import { StandardUnit } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { DAY } from '../../../lambdas/domain/records/time.ts';
import { AwsError } from './aws-error.ts';
import type { MetricIdentity, Statistics, StoredPoint } from './metric-store.ts';

/** JSON has no NaN and no infinities; the protocol writes them as text. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);

export const Dimension = z.object({ Name: z.string(), Value: z.string() });
export type Dimension = z.infer<typeof Dimension>;

const Datum = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions: z.array(Dimension).optional(),
  Timestamp: z.number().optional(),
  Value: number.optional(),
  StatisticValues: z
    .object({ SampleCount: number, Sum: number, Minimum: number, Maximum: number })
    .optional(),
  Values: z.array(number).optional(),
  Counts: z.array(number).optional(),
  Unit: z.enum(StandardUnit).optional(),
  StorageResolution: z.int().min(1).optional(),
});
type Datum = z.infer<typeof Datum>;

export const PutMetricDataInput = z.object({
  Namespace: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^:].*$/),
  MetricData: z.array(Datum).optional(),
});
export type PutMetricDataInput = z.infer<typeof PutMetricDataInput>;

const invalidValue = (message: string) => new AwsError('InvalidParameterValueException', message);
const exclusive = (a: string, b: string) =>
  new AwsError(
    'InvalidParameterCombinationException',
    `The parameters ${a} and ${b} are mutually exclusive and you have specified both.`,
  );

const LARGEST = 2 ** 360;

/** Checks a whole request as CloudWatch does before anything is stored; `at` is where it stands in the request. */
export function readMetricData(
  input: PutMetricDataInput,
  now: Date,
): { metric: MetricIdentity; point: StoredPoint }[] {
  const { Namespace: namespace, MetricData: data = [] } = input;
  if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  if (data.length === 0) {
    throw new AwsError('MissingRequiredParameterException', 'The parameter MetricData is required.');
  }
  if (data.length > 1000) throw tooLong('MetricData', 1000);
  return data.map((datum, index) => {
    const at = `MetricData.member.${index + 1}`;
    const dimensions = readDimensions(datum.Dimensions ?? [], at);
    const statistics = readStatistics(datum, at);
    const resolution = readResolution(datum.StorageResolution ?? 60, at);
    const takenAt = readTimestamp(datum.Timestamp, at, now);
    const startsAt = Math.floor(takenAt / (resolution * 1000)) * resolution * 1000;
    return {
      metric: { namespace, metricName: datum.MetricName, dimensions },
      point: { startsAt, unit: datum.Unit ?? 'None', ...statistics },
    };
  });
}

const tooLong = (name: string, size: number) =>
  invalidValue(`The collection ${name} must not have a size greater than ${size}.`);

/** Sorts by name: a metric is the same whatever the order of its dimensions. */
export function readDimensions(dimensions: readonly Dimension[], at: string) {
  if (dimensions.length > 30) throw tooLong(`${at}.Dimensions`, 30);
  dimensions.forEach(({ Name, Value }, index) => {
    const path = `${at}.Dimensions.member.${index + 1}`;
    if (!isDimensionText(Name, 255) || Name.startsWith(':')) {
      throw invalidValue(`The value ${Name} for parameter ${path}.Name is invalid.`);
    }
    if (!isDimensionText(Value, 1024)) {
      throw invalidValue(`The value ${Value} for parameter ${path}.Value is invalid.`);
    }
  });
  return dimensions
    .map(({ Name, Value }) => ({ name: Name, value: Value }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** ASCII with something to see in it, and no control characters. */
const isDimensionText = (text: string, longest: number): boolean =>
  text.length <= longest && /^[\x20-\x7e]*$/.test(text) && text.trim() !== '';

function readStatistics(datum: Datum, at: string): Statistics {
  const { Value, Values, Counts, StatisticValues } = datum;
  if (Value !== undefined && Values) throw exclusive(`${at}.Value`, `${at}.Values`);
  if (Value !== undefined && StatisticValues) throw exclusive(`${at}.Value`, `${at}.StatisticValues`);
  if (Values && StatisticValues) throw exclusive(`${at}.Values`, `${at}.StatisticValues`);
  if (Value !== undefined) return ofValues([checked(Value, `${at}.Value`)], [1]);
  if (StatisticValues) {
    const [sampleCount, sum, minimum, maximum] = (['SampleCount', 'Sum', 'Minimum', 'Maximum'] as const).map(
      (name) => checked(StatisticValues[name], `${at}.StatisticValues.${name}`),
    ) as [number, number, number, number];
    return { sampleCount, sum, minimum, maximum };
  }
  if (!Values || Values.length === 0) {
    throw invalidValue(
      `At least one of the parameters ${at}.Value, ${at}.Values or ${at}.StatisticValues must be specified.`,
    );
  }
  if (Values.length > 150) throw tooLong(`${at}.Values`, 150);
  if (Counts && Counts.length !== Values.length) {
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  return ofValues(
    Values.map((value, index) => checked(value, `${at}.Values.member.${index + 1}`)),
    (Counts ?? Values.map(() => 1)).map((count, index) => checked(count, `${at}.Counts.member.${index + 1}`)),
  );
}

function ofValues(values: readonly number[], counts: readonly number[]): Statistics {
  const weighted = values.map((value, index) => value * (counts[index] ?? 1));
  return {
    sampleCount: counts.reduce((a, b) => a + b, 0),
    sum: weighted.reduce((a, b) => a + b, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

function checked(value: number, at: string): number {
  if (Number.isFinite(value) && Math.abs(value) <= LARGEST) return value;
  throw invalidValue(`The value ${value} for parameter ${at} is invalid.`);
}

function readResolution(resolution: number, at: string): number {
  if (resolution === 1 || resolution === 60) return resolution;
  throw invalidValue(`The value ${resolution} for parameter ${at}.StorageResolution is invalid.`);
}

function readTimestamp(seconds: number | undefined, at: string, now: Date): number {
  if (seconds === undefined) return now.getTime();
  const ageMs = now.getTime() - seconds * 1000;
  if (ageMs > 14 * DAY) {
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time within the past two weeks.`);
  }
  if (ageMs < -DAY / 12) {
    throw invalidValue(
      `The parameter ${at}.Timestamp must specify a time no more than two hours in the future.`,
    );
  }
  return seconds * 1000;
}
