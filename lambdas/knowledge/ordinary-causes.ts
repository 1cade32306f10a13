import { OrdinaryCauseList } from '../domain/releases/ordinary-cause.ts';
import list from './ordinary-causes.json' with { type: 'json' };

/** Apart from the knowledge of releases: a document of an archive has none of these. */
export const ordinaryCauses = OrdinaryCauseList.parse(list).causes;
