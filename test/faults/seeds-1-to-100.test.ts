// The promises of docs/reliability.md over seeds 1 to 100: 500 recordings each, at 5, 20 and 40 % faults.
import { simulationTests } from './simulation-tests.ts';

simulationTests(1, 100);
