// Nothing has come yet: the three things to do so that something does.
import { CodeBlock } from '../parts/copy.tsx';
import { submitCommand } from '../parts/submit-command.ts';

export const GettingStarted = () => (
  <section class="panel started" aria-labelledby="started">
    <h2 id="started">No recording has come yet</h2>
    <ol class="steps">
      <li>
        <strong>A source</strong> is one calling system. <a href="/admin/sources">Look at the sources</a>, or{' '}
        <a href="/admin/add-source">add one</a>.
      </li>
      <li>
        <strong>A key</strong> lets that system in. <a href="/admin/keys">Make one</a>; it is shown once.
      </li>
      <li>
        <strong>A recording</strong>, sent from a terminal:
        <CodeBlock
          text={submitCommand({ key: '<your key>', audioSource: 'PBXdemo' })}
          what="Command"
          label="Command that submits a recording"
        />
      </li>
    </ol>
  </section>
);
