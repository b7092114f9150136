// The promises of docs/reliability.md over seeds 1 to 50: 500 recordings each, at 5, 20 or 40 % faults in turn.
import { simulationTests } from './simulation-tests.ts';

simulationTests(1, 50);
