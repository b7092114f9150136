// A new key, the only time it is shown.
import type { CreatedKey } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { CodeBlock } from '../parts/copy.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { submitCommand } from '../parts/submit-command.ts';

export const ShownKey = ({
  created,
  onClosed,
}: {
  readonly created: CreatedKey;
  readonly onClosed: () => void;
}) => (
  <Dialog label="Copy the key now" onClosed={onClosed} isSticky isWide>
    {(close) => (
      <div class="dialog-form">
        <p class="warning-line">
          <Icon name="warning" />
          This is the only time it is shown. Only its hash is kept.
        </p>
        <CodeBlock text={created.key} what="Key" label="The new key" />
        {created.audioSource !== null && created.scopes.includes('submit') && (
          <>
            <p>It submits a recording of {created.audioSource} like this:</p>
            <CodeBlock
              text={submitCommand({ key: created.key, audioSource: created.audioSource })}
              what="Command"
              label="Command that submits a recording"
            />
          </>
        )}
        <div class="dialog-actions">
          <Button kind="main" onClick={close}>
            I have it
          </Button>
        </div>
      </div>
    )}
  </Dialog>
);
