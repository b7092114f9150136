// Last step of the vendor simulator's listening: words for what was heard, so that wrong audio shows as wrong words.
import type { Hearing } from './voice-activity.ts';

const phrases = [
  'Hello, how can I help you today?',
  'I am calling about my last invoice.',
  'Could you spell your name for me, please?',
  'One moment, let me look that up.',
  'The delivery was supposed to come on Monday.',
  'Yes, that is the right address.',
  'I would like to change my appointment.',
  'Can you hear me now?',
  'I have sent you a confirmation by mail.',
  'No, I have not received anything yet.',
  'Let me connect you with a colleague.',
  'What is your customer number?',
  'That sounds good to me.',
  'The line was busy all morning.',
  'Is there anything else I can do for you?',
  'Thank you very much, goodbye.',
] as const;

/**
 * One line per voiced segment, `[0.42-1.98] phrase`, chosen by the segment's samples, and a closing line with duration
 * and checksum: `(12 s, 8000 Hz, 1 channel, sha256 0a1b2c3d4e5f)`. One changed sample changes at least that line.
 */
export function transcribe(hearing: Hearing): string {
  const lines = hearing.segments.map((segment) => {
    const phrase = phrases[segment.checksum % phrases.length];
    return `[${segment.startSeconds.toFixed(2)}-${segment.endSeconds.toFixed(2)}] ${phrase}`;
  });
  const channels = hearing.channels === 1 ? '1 channel' : `${hearing.channels} channels`;
  const checksum = hearing.samplesSha256.slice(0, 12);
  return [
    ...lines,
    `(${hearing.durationSeconds} s, ${hearing.sampleRate} Hz, ${channels}, sha256 ${checksum})`,
  ].join('\n');
}
