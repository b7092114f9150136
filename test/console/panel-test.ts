// The panel in a real browser against the whole stack: a page of a test's own, watched for all that it must never do.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { stackTest } from '../support/local-stack.ts';

/** What runs the panel here; without it these tests are left out, and that is said on stderr. */
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);
if (executablePath === undefined) {
  process.stderr.write('\nSKIPPED: no Chromium here runs the panel (set CHROMIUM to its path)\n');
}

/** What no page of the panel may do. */
export interface Watched {
  /** Of the page's policy, with what was refused. */
  readonly violations: string[];
  /** Requests to other origins than the stack's, but for audio from the bucket. */
  readonly strangers: string[];
  /** Errors that no code caught, and dialogs that no code of ours opens. */
  readonly faults: string[];
}

export interface Panel {
  readonly page: Page;
  readonly watched: Watched;
  /** A page of the panel, by its path below /admin. */
  readonly open: (path?: string) => Promise<void>;
  /** @param key the stack's own by default */
  readonly signIn: (key?: string) => Promise<void>;
}

/** Runs in the page before anything of its own. The console is the only way out of it, and is watched. */
const tellViolations = `document.addEventListener('securitypolicyviolation', (event) =>
  console.debug('violated: ' + event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));`;

const watch = async (page: Page, baseUrl: string): Promise<Watched> => {
  const watched: Watched = { violations: [], strangers: [], faults: [] };
  await page.addInitScript({ content: tellViolations });
  page.on('console', (message) => {
    if (message.text().startsWith('violated: ')) watched.violations.push(message.text());
  });
  page.on('pageerror', (error) => watched.faults.push(String(error)));
  page.on('dialog', (dialog) => {
    watched.faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(`${baseUrl}/`) || request.resourceType() === 'media';
    if (!isOurs) watched.strangers.push(request.url());
  });
  return watched;
};

export interface PanelFixtures {
  readonly browser: Browser;
  readonly panel: Panel;
  /** One more page in a browser window of its own. */
  readonly openPanel: (options?: BrowserContextOptions) => Promise<Panel>;
}

const wide = { width: 1280, height: 800 };

const extended = stackTest.extend<PanelFixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const browser = await chromium.launch({
        ...(executablePath !== undefined && { executablePath }),
        args: ['--no-sandbox'],
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  openPanel: async ({ stack, browser }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ viewport: wide, reducedMotion: 'reduce', ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(40_000);
      const open = async (path = '') => void (await page.goto(`${stack.baseUrl}/admin${path}`));
      const signIn = async (key = stack.keys.adminKey) => {
        await open();
        await page.getByLabel('Admin key').fill(key);
        await page.getByRole('button', { name: 'Sign in' }).click();
      };
      return { page, watched: await watch(page, stack.baseUrl), open, signIn };
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  panel: async ({ openPanel }, use) => use(await openPanel()),
});

/** Signed in already. */
export const signedInPanel = async (panel: Panel): Promise<Page> => {
  await panel.signIn();
  await panel.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return panel.page;
};

export const panelTest = executablePath === undefined ? extended.skip : extended;

/** A dialog with what is in it: its own element stands in a shadow root, where no search from outside goes on. */
export const dialogOf = (page: Page, label: string): Locator => page.locator(`wa-dialog[label="${label}"]`);
