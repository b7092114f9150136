// Text to be taken elsewhere: shown whole, with a button that copies it.
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { announce } from './notices.tsx';

/** Without a secure context there is no clipboard: the text is there to be selected. */
const copy = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the notice: "Key", "Command". */
  readonly what: string;
}

export const CopyButton = ({ text, what }: CopyButtonProps) => {
  const [isCopied, setCopied] = useState(false);
  return (
    <Button
      size="s"
      icon={isCopied ? 'check' : 'copy'}
      onClick={() => {
        void copy(text).then((isDone) => {
          setCopied(isDone);
          announce(isDone ? `${what} copied` : 'The browser did not let it be copied: select it instead');
        });
      }}
    >
      {isCopied ? 'Copied' : `Copy ${what.toLowerCase()}`}
    </Button>
  );
};

interface CodeBlockProps extends CopyButtonProps {
  readonly label: string;
}

export const CodeBlock = ({ text, what, label }: CodeBlockProps) => (
  <div class="code-block">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    {/* biome-ignore lint/a11y/useSemanticElements: no element of its own keeps line breaks */}
    <pre tabIndex={0} role="region" aria-label={label}>
      <code>{text}</code>
    </pre>
    {/* Another text is not copied yet. */}
    <CopyButton key={text} text={text} what={what} />
  </div>
);
