// Headless Chromium that finds every name at this machine and talks to nobody else.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const screenshots = process.env.PHOENIX_SCREENSHOTS;

/** A browser; whoever opens it closes it. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.PHOENIX_CHROMIUM,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--no-proxy-server'],
      '--host-resolver-rules=MAP * 127.0.0.1',
    ],
  });
}

/** A visitor with cookies of their own, who takes the test's certificate. */
export async function visitor(browser) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(60_000);
  return context;
}

/** Keeps what the page looks like. */
export async function screenshot(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}
