import {
  type FleetContext,
  type HostAssessment,
  judgeHost,
  MINIMUM_PREVALENCE,
  USUAL_PREVALENCE,
  weighHost,
} from './judge-host.ts';
import type { MeasuredHost } from './measure-host.ts';
import { soundGrowth, USUAL_HOSTS } from './sound-growth.ts';

/** Those at least as likely to leak as not say nothing of sound ones. */
const SOUND_BELOW = 0.5;

/** What the hosts of a fleet, each first judged as one of a usual fleet, say of it together. */
export function fleetContext(hosts: readonly MeasuredHost[]): Required<FleetContext> {
  const sound = soundGrowth(hosts.filter((host) => weighHost(host).leakProbability < SOUND_BELOW));
  return {
    sound,
    prevalence: fleetPrevalence(hosts.map((host) => weighHost(host, { sound }).leakProbability)),
  };
}

/** Judges each host of a fleet by what all of them say. */
export function judgeFleet(hosts: readonly MeasuredHost[]): HostAssessment[] {
  const context = fleetContext(hosts);
  return hosts.map((host) => judgeHost(host, context));
}

/**
 * Share of a fleet's hosts that leak: the mean of the probabilities that they have in a usual fleet, with so many usual
 * hosts beside them that a small fleet doesn't run away. Going on with that share would count what is like a leak
 * on sound hosts again and again: on simulated fleets with 4% leaks it ends at 6 to 17%.
 * @param probabilities of each host, with the usual share
 */
export function fleetPrevalence(probabilities: readonly number[]): number {
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  const share = (sum + USUAL_HOSTS * USUAL_PREVALENCE) / (probabilities.length + USUAL_HOSTS);
  return Math.max(MINIMUM_PREVALENCE, share);
}
