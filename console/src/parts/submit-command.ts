// The line that submits a recording from a terminal.

interface SubmitCommand {
  readonly key: string;
  readonly audioSource: string;
}

/** Within single quotes a shell takes everything as it is, but for the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export const submitCommand = ({ key, audioSource }: SubmitCommand): string =>
  [
    `curl -X POST ${location.origin}/voiceTranscription/api.php`,
    `-H ${quoted(`X-API-Key: ${key}`)}`,
    `-d 'audioID=4430'`,
    `-d 'voicefileURL=https://pbx.example.com/recordings/4430.gsm'`,
    `-d ${quoted(`audioSource=${audioSource}`)}`,
  ].join(' \\\n  ');
