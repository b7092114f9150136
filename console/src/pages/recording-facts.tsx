// What is known of a recording and of its audio, name by name.
import type { Recording } from '../api/client.ts';
import { type Fact, Facts, WebLink } from '../parts/facts.tsx';
import { audioLength, bytes, dayOf, percent } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Section } from '../parts/page.tsx';
import { When } from '../parts/when.tsx';

type Audio = NonNullable<Recording['audio']>;

const recordingFacts = (recording: Recording): readonly Fact[] => [
  [
    'Source',
    <a key="source" href={`/admin/sources/${encodeURIComponent(recording.audioSource)}`}>
      {recording.audioSource}
    </a>,
  ],
  ['Received', <When key="received" at={recording.createdAt} />],
  ['Attempt', String(recording.attempt)],
  ['Language', recording.language ?? '–'],
  ['Kept until', recording.expiresAt ? dayOf(recording.expiresAt) : 'For ever'],
  ['Sent as', <WebLink key="url" url={recording.voicefileUrl} />],
  ...(recording.jsonUrl ? [['JSON log', <WebLink key="json" url={recording.jsonUrl} />] as const] : []),
  [
    'Id',
    <code key="id" class="breaks">
      {recording.id}
    </code>,
  ],
];

const channelWords: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo' };

const audioFacts = (audio: Audio): readonly Fact[] => [
  ['Length', audioLength(audio.durationSeconds)],
  ['Sent', `${audio.sourceFormat}${audio.sourceBytes === null ? '' : `, ${bytes(audio.sourceBytes)}`}`],
  [
    'Kept as',
    `WAV, ${audio.sampleRateHz / 1000} kHz, ${channelWords[audio.channels] ?? `${audio.channels} channels`}, ${bytes(audio.wavBytes)}`,
  ],
  ['Converted', audio.converted ? 'Yes' : 'No: it was PCM WAV already'],
  ...(audio.silenceRatio === null ? [] : [['Silence', percent(audio.silenceRatio)] as const]),
  ...(audio.clippingRatio === null ? [] : [['Clipping', percent(audio.clippingRatio)] as const]),
];

export const RecordingFacts = ({ recording }: { readonly recording: Recording }) => (
  <Section title="Facts" id="facts">
    <Facts facts={recordingFacts(recording)} />
    {recording.audio && (
      <>
        <h3>Audio</h3>
        <Facts facts={audioFacts(recording.audio)} />
        {recording.audio.warnings.map((warning) => (
          <p class="warning-line" key={warning}>
            <Icon name="warning" />
            {warning}
          </p>
        ))}
      </>
    )}
  </Section>
);
