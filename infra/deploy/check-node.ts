// Before anything else of a deployment: the Node that `npm ci` brings. Imports nothing that an older one cannot read.
import { bad, type Check, good } from './check.ts';

const neededMajor = 24;

/** @param version as in `process.version` */
export const checkNode = (version: string): Check => {
  const major = Number(/^v(\d+)\./.exec(version)?.[1]);
  return major >= neededMajor
    ? good(`Node ${version}`)
    : bad(
        `Node ${version}: ${neededMajor} is needed. Run npm ci, which brings it, and start this with npm run`,
      );
};
