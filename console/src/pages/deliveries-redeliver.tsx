// Everything that was given up, of one source or of all, posted once more; and how much that was.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { SelectField } from '../parts/fields.tsx';
import { countOf, plural } from '../parts/format.ts';
import { useAction } from '../parts/use-action.ts';
import { sourceChoices, useSources } from '../parts/use-sources.ts';

interface RedeliverAllProps {
  /** Chosen at first; empty: all. */
  readonly audioSource: string;
  readonly onDone: () => void;
  readonly onClosed: () => void;
}

interface Counts {
  readonly redelivered: number;
  readonly skipped: number;
}

const all = 'all';

/** The API does as many at a time as it can, and says where it stopped. */
const redeliverAll = async (
  audioSource: string,
  isStopped: () => boolean,
  onProgress: (counts: Counts) => void,
): Promise<Counts> => {
  let counts: Counts = { redelivered: 0, skipped: 0 };
  let cursor: string | null | undefined;
  do {
    const answer = await api.deliveries.redeliverAll({
      status: 'undelivered',
      ...(audioSource !== all && { audioSource }),
      ...(cursor && { cursor }),
    });
    counts = {
      redelivered: counts.redelivered + answer.redelivered,
      skipped: counts.skipped + answer.skipped,
    };
    onProgress(counts);
    cursor = answer.nextCursor;
  } while (cursor && !isStopped());
  return counts;
};

const Result = ({ counts, isDone }: { readonly counts: Counts; readonly isDone: boolean }) => (
  <p role="status">
    {isDone ? 'Done: ' : 'So far: '}
    <strong>{plural(counts.redelivered, 'delivery', 'deliveries')}</strong> queued to be posted once more
    {counts.skipped > 0 &&
      `, ${countOf(counts.skipped)} left alone: under way just then, or their source has no target or is switched off`}
    .
  </p>
);

/** Whoever leaves wants no more of it than is done. */
const useRedelivery = (audioSource: string, onDone: () => void) => {
  const [counts, setCounts] = useState<Counts>();
  const [isDone, setDone] = useState(false);
  const isStopped = useRef(false);
  useEffect(
    () => () => {
      isStopped.current = true;
    },
    [],
  );
  const action = useAction(async () => {
    const { redelivered } = await redeliverAll(audioSource, () => isStopped.current, setCounts);
    setDone(true);
    onDone();
    return `${plural(redelivered, 'delivery', 'deliveries')} queued`;
  });
  return { action, counts, isDone };
};

export const RedeliverAll = ({ audioSource, onDone, onClosed }: RedeliverAllProps) => {
  const { data: sources } = useSources();
  const [chosen, setChosen] = useState(audioSource || all);
  const { action, counts, isDone } = useRedelivery(chosen, onDone);
  return (
    <Dialog label="Redeliver what was given up" onClosed={onClosed}>
      {(close) => (
        <form
          class="dialog-form"
          onSubmit={(event) => {
            event.preventDefault();
            void action.run();
          }}
        >
          <p>
            Every delivery that was given up is posted to its customer’s server again, with the same
            webhook-id.
          </p>
          <SelectField
            label="Source"
            value={chosen}
            choices={[{ value: all, label: 'All sources' }, ...sourceChoices(sources)]}
            isDisabled={isDone}
            onValue={setChosen}
          />
          {counts && <Result counts={counts} isDone={isDone} />}
          <ErrorNote error={action.error} />
          <div class="dialog-actions">
            <Button onClick={close}>{isDone ? 'Close' : action.isBusy ? 'Stop' : 'Cancel'}</Button>
            {!isDone && (
              <Button type="submit" kind="main" isBusy={action.isBusy}>
                Redeliver
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  );
};
