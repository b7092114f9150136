// Plays a WAV from its link, with a waveform drawn from kept peaks: the file itself is never fetched by script.
import { useEffect, useRef, useState } from 'preact/hooks';
import WaveSurfer from 'wavesurfer.js';
import { onSessionChange, sessionState } from '../api/session-store.ts';
import { IconButton } from './button.tsx';
import { audioLength } from './format.ts';
import { useTheme } from './theme-toggle.tsx';

interface PlayerProps {
  /** Links end after some minutes, and each look at the recording brings another: the first is kept until it fails. */
  readonly url: string;
  /** Per channel, 0 to 255. */
  readonly peaks: readonly (readonly number[])[] | null;
  readonly durationSeconds: number;
}

const channelHeight = 56;
const quietestPeak = 0.35;

const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

const colour = (element: Element, name: string): string =>
  getComputedStyle(element).getPropertyValue(name).trim();

const draw = (element: HTMLElement, media: HTMLMediaElement, { peaks, durationSeconds }: PlayerProps) => {
  const channels = (peaks ?? [[0, 0]]).map((row) => row.map((peak) => peak / 255));
  const colours = {
    waveColor: colour(element, '--wave'),
    progressColor: colour(element, '--wave-played'),
  };
  return WaveSurfer.create({
    container: element,
    media,
    peaks: channels,
    duration: durationSeconds,
    height: channelHeight,
    barWidth: 2,
    barGap: 1,
    barRadius: 2,
    cursorColor: colour(element, '--wave-cursor'),
    cspNonce: nonce(),
    // The slider over it seeks, by pointer and by key.
    interact: false,
    // Quiet ones are drawn larger, up to a limit: near silence must look like it.
    normalize: true,
    maxPeak: Math.max(quietestPeak, ...channels.flat()),
    ...colours,
    ...(channels.length > 1 && { splitChannels: channels.map(() => colours) }),
  });
};

const usePlayback = (media: HTMLAudioElement | null) => {
  const [state, setState] = useState({ isPlaying: false, at: 0, isBroken: false });
  useEffect(() => {
    if (!media) return;
    const look = () =>
      setState({ isPlaying: !media.paused, at: media.currentTime, isBroken: media.error !== null });
    const events = ['play', 'pause', 'timeupdate', 'seeked', 'ended', 'error', 'loadedmetadata'];
    for (const event of events) media.addEventListener(event, look);
    return () => {
      for (const event of events) media.removeEventListener(event, look);
    };
  }, [media]);
  return state;
};

/** Links end: one that has is given up for the newest when somebody presses Play. */
const useLink = (newest: string, media: HTMLAudioElement | null, isBroken: boolean) => {
  const [link, setLink] = useState(newest);
  const isWanted = useRef(false);
  const play = () => void media?.play().catch(() => undefined);
  useEffect(() => {
    if (isWanted.current) play();
    isWanted.current = false;
  }, [link]);
  const toggle = () => {
    if (!media) return;
    if (!media.paused) return media.pause();
    // It plays as soon as it is set.
    isWanted.current = isBroken && link !== newest;
    if (isWanted.current) return setLink(newest);
    if (isBroken) media.load();
    play();
  };
  return { link, toggle };
};

/** Without a session nobody sees it, so nobody hears it either. */
const usePauseWithSession = (media: HTMLAudioElement | null): void => {
  useEffect(
    () =>
      onSessionChange(() => {
        if (sessionState().kind !== 'signed-in') media?.pause();
      }),
    [media],
  );
};

const skipSeconds = 5;

interface SeekProps {
  readonly at: number;
  readonly durationSeconds: number;
  readonly onSeek: (seconds: number) => void;
}

const Seek = ({ at, durationSeconds, onSeek }: SeekProps) => (
  <input
    class="seek"
    type="range"
    aria-label="Position in seconds"
    aria-valuetext={`${audioLength(at)} of ${audioLength(durationSeconds)}`}
    min="0"
    max={durationSeconds}
    step="any"
    value={at}
    onInput={(event) => onSeek(Number(event.currentTarget.value))}
    onKeyDown={(event) => {
      const step = { ArrowLeft: -skipSeconds, ArrowRight: skipSeconds }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      onSeek(at + step);
    }}
  />
);

export const Player = (props: PlayerProps) => {
  const { url, durationSeconds } = props;
  const place = useRef<HTMLDivElement>(null);
  const [media, setMedia] = useState<HTMLAudioElement | null>(null);
  const { isPlaying, at, isBroken } = usePlayback(media);
  const { link, toggle } = useLink(url, media, isBroken);
  usePauseWithSession(media);
  const colours = useTheme();
  useEffect(() => {
    if (!place.current || !media) return;
    const wave = draw(place.current, media, props);
    return () => wave.destroy();
  }, [media, colours]);
  const seek = (seconds: number) => {
    if (media) media.currentTime = Math.min(Math.max(seconds, 0), durationSeconds);
  };
  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: its words stand below, as the transcript */}
      <audio ref={setMedia} src={link} preload="metadata" />
      <IconButton
        class="play"
        icon={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? 'Pause' : 'Play'}
        onClick={toggle}
      />
      <div class="wave" ref={place} aria-hidden="true" />
      <Seek at={at} durationSeconds={durationSeconds} onSeek={seek} />
      <span class="player-time">
        {audioLength(at)} / {audioLength(durationSeconds)}
      </span>
      {isBroken && (
        <p class="player-broken" role="alert">
          The audio could not be loaded: its link may have ended. Play tries a fresh one.
        </p>
      )}
    </div>
  );
};
