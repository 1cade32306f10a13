import { ACKNOWLEDGEMENT_ID_DIGITS } from '../domain/records/archived-acknowledgement.ts';
import { sha256Of } from './sha256.ts';

/** What an acknowledgement of this content is named by. */
export const acknowledgementId = (text: string): string => sha256Of(text).slice(0, ACKNOWLEDGEMENT_ID_DIGITS);
