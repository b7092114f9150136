// The filters of a list, as the API has them: one of source, status and audioID, and a time with the first two.
import { useEffect, useState } from 'preact/hooks';
import type { Query } from '../api/query.ts';
import { Button } from './button.tsx';
import { type Choice, SelectField, TextField } from './fields.tsx';
import { sourceChoices, useSources } from './use-sources.ts';

interface ListFiltersProps {
  readonly query: Query;
  readonly onQuery: (next: Query) => void;
  /** Left out where the list has tabs for it. */
  readonly statuses?: readonly Choice[];
}

const any = 'any';
/** Typing is asked about once it rests. */
const typingMs = 350;

const AudioIdFilter = ({
  value,
  onValue,
}: {
  readonly value: string;
  readonly onValue: (value: string) => void;
}) => {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onValue(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <TextField
      label="audioID begins with"
      type="search"
      size="s"
      value={text}
      onValue={setText}
      maxLength={200}
      isClearable
    />
  );
};

interface TimeProps extends ListFiltersProps {
  readonly isDisabled: boolean;
}

const TimeFilters = ({ query, onQuery, isDisabled }: TimeProps) => (
  <>
    <TextField
      label="From (UTC)"
      type="date"
      size="s"
      value={query.from ?? ''}
      isDisabled={isDisabled}
      onValue={(from) => onQuery({ ...query, from })}
    />
    <TextField
      label="To (UTC)"
      type="date"
      size="s"
      value={query.to ?? ''}
      isDisabled={isDisabled}
      onValue={(to) => onQuery({ ...query, to })}
    />
  </>
);

export const ListFilters = ({ query, onQuery, statuses }: ListFiltersProps) => {
  const { data: sources } = useSources();
  const { audioSource = '', status = '', audioID = '', from, to } = query;
  const time = { from, to };
  const isFiltered = Object.values(query).some((value) => value);
  return (
    <search class="filters" title={`One at a time: ${statuses ? 'status, ' : ''}source or audioID.`}>
      {statuses && (
        <SelectField
          label="Status"
          size="s"
          value={status || any}
          choices={[{ value: any, label: 'Any status' }, ...statuses]}
          onValue={(value) => onQuery({ ...time, status: value === any ? '' : value })}
        />
      )}
      <SelectField
        label="Source"
        size="s"
        value={audioSource || any}
        choices={[{ value: any, label: 'Any source' }, ...sourceChoices(sources)]}
        onValue={(value) => onQuery({ ...time, audioSource: value === any ? '' : value })}
      />
      <AudioIdFilter value={audioID} onValue={(value) => onQuery(value ? { audioID: value } : time)} />
      <TimeFilters query={query} onQuery={onQuery} isDisabled={audioID !== ''} />
      {isFiltered && (
        <Button kind="quiet" icon="close" onClick={() => onQuery({})}>
          Clear
        </Button>
      )}
    </search>
  );
};
