// A refusal in the API's own sentence, with the id that its logs know it by.
import type { ApiError } from '../api/request.ts';
import { Icon } from './icon.tsx';

interface ErrorNoteProps {
  readonly error: ApiError | undefined;
  readonly onRetry?: () => void;
}

export const ErrorNote = ({ error, onRetry }: ErrorNoteProps) => (
  // It is there before there is anything to say: only then is what it says read out.
  <div role="alert">
    {error && (
      <wa-callout variant="danger" appearance="filled-outlined" size="s">
        <span slot="icon">
          <Icon name="warning" />
        </span>
        <p class="error-words">{error.message}</p>
        <p class="error-code">
          <code>{error.code}</code>
          {error.requestId && (
            <>
              {' '}
              · request <code>{error.requestId}</code>
            </>
          )}
          {onRetry && (
            <>
              {' · '}
              <button type="button" class="link-button" onClick={onRetry}>
                Try again
              </button>
            </>
          )}
        </p>
      </wa-callout>
    )}
  </div>
);
