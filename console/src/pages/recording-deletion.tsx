// What a deletion removed, and where copies are left for a while: to be kept as proof.
import type { Deletion } from '../api/client.ts';
import { CodeBlock } from '../parts/copy.tsx';
import { type Fact, Facts } from '../parts/facts.tsx';
import { exactTime, plural } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Section } from '../parts/page.tsx';

const removedFacts = ({ removed, audioID, audioSource, deletedAt }: Deletion): readonly Fact[] => [
  ['audioID', audioID],
  ['Source', audioSource],
  ['Deleted', exactTime(deletedAt)],
  [
    'Removed',
    [
      plural(removed.audioObjects, 'audio file'),
      plural(removed.resultObjects, 'result'),
      plural(removed.deliveries, 'delivery', 'deliveries'),
      plural(removed.webhooks, 'webhook'),
    ].join(', '),
  ],
];

export const DeletionReceipt = ({ deletion }: { readonly deletion: Deletion }) => (
  <Section title="Receipt" id="receipt">
    {!deletion.isComplete && (
      <p class="warning-line">
        <Icon name="info" />
        Something was in use just then: the rest is removed within minutes.
      </p>
    )}
    <Facts facts={removedFacts(deletion)} />
    <h3>Copies that end by themselves</h3>
    <ul class="links">
      {deletion.backups.map(({ what, until }) => (
        <li key={what}>
          {what} <span class="quiet">until {exactTime(until)}</span>
        </li>
      ))}
    </ul>
    <wa-details summary="Receipt as JSON" appearance="plain">
      <CodeBlock text={JSON.stringify(deletion, null, 2)} what="Receipt" label="Receipt as JSON" />
    </wa-details>
  </Section>
);
