// Judges pages by axe and HTML CodeSniffer. Reads {chromium, arguments, at_once, pages: [{name, url,
// cookie, width}]} as JSON on standard input; writes a line of JSON for each page: {name, issues} or
// {name, error}. A page that leads elsewhere, as to the sign-in, is an error.
import { text } from "node:stream/consumers";
import pa11y from "pa11y";
import puppeteer from "puppeteer";

const asked = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
  executablePath: asked.chromium,
  args: asked.arguments,
});
const left = [...asked.pages];

async function judge(page) {
  const found = await pa11y(page.url, {
    browser,
    standard: "WCAG2AA",
    levelCapWhenNeedsReview: "warning",
    runners: ["axe", "htmlcs"],
    headers: { Cookie: page.cookie },
    viewport: { width: page.width, height: 1000 },
    timeout: 60_000,
  });
  if (decodeURI(found.pageUrl) !== decodeURI(page.url)) {
    throw new Error(`led to ${found.pageUrl}`);
  }
  return found.issues.map(({ runner, code, selector, message, context }) => ({
    runner,
    code,
    selector,
    message,
    context,
  }));
}

async function work() {
  for (let page = left.shift(); page; page = left.shift()) {
    const told = { name: page.name };
    try {
      told.issues = await judge(page);
    } catch (error) {
      told.error = String(error);
    }
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}

await Promise.all(Array.from({ length: asked.at_once }, work));
await browser.close();
