// An address under /admin that leads nowhere.
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';

export const NotFound = () => (
  <Page title="No such page">
    <Empty icon="info" title="There is nothing at this address.">
      <Button href="/admin">To the overview</Button>
    </Empty>
  </Page>
);
