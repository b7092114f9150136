// What is submitted in a chaos run: each recording's source, name and file follow from its number.
import type { SourceName } from './world.ts';

export interface Job {
  readonly source: SourceName;
  readonly audioID: string;
  readonly file: string;
  /** The only one under its audioID; the others share theirs with a recording of the other source. */
  readonly isAlone: boolean;
}

const files = ['call-4430.gsm', 'call-4431-wav49.wav', 'call-4430.wav', 'call-4432-ulaw.wav'];

/** Of a hundred recordings three are silent, one is not there, and two pairs share an audioID. */
export const jobOf = (seed: number, index: number): Job => {
  const source = index % 2 === 0 ? 'PBXdemo' : 'CCDdemo';
  const place = index % 50;
  if (place < 2) {
    const audioID = `shared ${seed}/${index - place}`;
    return { source, audioID, file: files[place] ?? '', isAlone: false };
  }
  const hundredth = index % 100;
  const special = hundredth === 7 ? 'gone.gsm' : [13, 26, 39].includes(hundredth) ? 'silence.gsm' : undefined;
  const file = special ?? files[index % files.length] ?? '';
  return { source, audioID: `chaos-${seed}-${index}`, file, isAlone: true };
};
