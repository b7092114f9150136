// Connects the statistics route to the recordings table.
import { RecordingLists } from '../../../shared/aws/recording-lists.ts';
import { StatisticsTable } from '../../../shared/aws/statistics-table.ts';
import { onFirstEvent } from '../../../shared/edge/on-first-event.ts';
import { readEnv } from '../../../shared/env.ts';
import { readQuery } from '../../native/read-query.ts';
import { adminAdapters, adminDoor } from '../admin-door.ts';
import { contract } from './contract.ts';
import { readStatistics } from './read-statistics.ts';

export const handler = onFirstEvent(() => {
  const env = readEnv(contract.env);
  const adapters = adminAdapters(env);
  const deps = {
    statistics: new StatisticsTable(adapters.client, env.RECORDINGS_TABLE),
    lists: new RecordingLists(adapters.client, env.RECORDINGS_TABLE),
    clock: adapters.clock,
  };
  return adminDoor(contract, adapters, {
    'GET /v1/admin/stats': async (request, { account }) => ({
      status: 200,
      body: await readStatistics(deps, account, readQuery(request, ['from', 'to', 'audioSource'])),
    }),
  });
});
