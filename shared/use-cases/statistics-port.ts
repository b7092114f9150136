// Where ends are added up, by source and day.
import type { Tally } from '../domain/statistics.ts';

export interface StatisticsPort {
  add(tally: Tally): Promise<void>;
}
