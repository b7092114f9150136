// A recording to listen to: its waveform and its player, loaded when there is something to play.
import { lazy } from 'preact-iso';
import type { Recording } from '../api/client.ts';
import { Section } from '../parts/page.tsx';

const Player = lazy(() => import('../parts/player.tsx').then((module) => module.Player));

export const RecordingAudio = ({ recording }: { readonly recording: Recording }) => {
  const { audio, wavUrl, id, attempt } = recording;
  if (!wavUrl || !audio) {
    return (
      <Section title="Audio" id="audio">
        <p class="quiet">
          {recording.status === 'processing' ? 'Not fetched yet.' : 'No audio is kept of this recording.'}
        </p>
      </Section>
    );
  }
  return (
    <Section title="Audio" id="audio">
      <Player
        key={`${id} ${attempt}`}
        url={wavUrl}
        peaks={audio.peaks}
        durationSeconds={audio.durationSeconds}
      />
    </Section>
  );
};
