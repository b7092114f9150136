// Once before all tests: the template and its bundles, so that no two workers make them at the same time.
import { synthesise } from '../../infra/local/synthesise.ts';

export const setup = async (): Promise<void> => {
  await synthesise((line) => console.log(line));
};
