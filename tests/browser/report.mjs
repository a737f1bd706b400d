// Opens a report as a person would and looks for what would disappoint one: errors, violations, numbers that lead nowhere.
// Arguments: the file, and what kind of report it is: example, inspect, hostile or large. Ends with 1 and the reasons if anything is wrong.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { statSync } from "node:fs";
import path from "node:path";

const [modules, chromiumPath, file, kind] = process.argv.slice(2);
const require = createRequire(path.join(modules, "here.js"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");

const wrong = [];
const check = (good, words) => { if (!good) wrong.push(words); };
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
const page = await context.newPage();
page.setDefaultTimeout(20000);
page.on("console", (m) => { if (["error", "warning"].includes(m.type())) wrong.push(`console: ${m.text()}`); });
page.on("pageerror", (e) => wrong.push(`page error: ${e.message}`));
page.on("dialog", (d) => { wrong.push(`a source opened a dialog: ${d.message()}`); d.dismiss(); });
page.on("request", (r) => { if (!r.url().startsWith("file:") && !r.url().startsWith("data:")) wrong.push(`asks the network: ${r.url()}`); });

// What the page costs the processor, whatever else the machine does.
const inner = await context.newCDPSession(page);
await inner.send("Performance.enable", { timeDomain: "threadTicks" });
const begun = Date.now();
await page.goto(pathToFileURL(file).href);
if (kind !== "inspect") await page.waitForSelector(".js [data-list=issues] .count, .js #issues .absent");
const opened = Date.now() - begun;
const spent = (await inner.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value;

// The whole page takes axe its time; what a look changes is looked at where it changes.
const violations = async (name, within, rules) => {
  await page.addScriptTag({ path: axe }).catch(() => page.evaluate(require("node:fs").readFileSync(axe, "utf8")));
  const result = await page.evaluate(([within, rules]) => globalThis.axe.run(within || document, { runOnly: rules || ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }), [within, rules]);
  for (const v of result.violations) wrong.push(`axe, ${name}: ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 140)).join(" | ")}`);
};

const dialogIsHome = async (name) => {
  const home = page.locator("#home[open]");
  await home.waitFor();
  check(await home.locator(".fact").count() > 0, `${name}: the number leads to no row`);
  check((await home.locator(".where").last().textContent()).trim() !== "", `${name}: no place`);
  return home;
};

if (kind === "example") {
  // Every number and every mark that leads home finds its rows.
  const lost = await page.evaluate(() => {
    const tables = JSON.parse(document.getElementById("data").textContent).tables;
    const known = new Set(Object.entries(tables).flatMap(([k, t]) => t.rows.map((r) => k + r[0])));
    return [...document.querySelectorAll("[data-h]")].flatMap((n) => n.dataset.h.split(" ")).filter((k) => k && k[0] !== "+" && !known.has(k));
  });
  check(lost.length === 0, `keys without a row: ${lost.slice(0, 5)}`);

  // By mouse: from an amount to the line of the plan, with the number marked.
  await page.locator("#spend .latest .n").first().click();
  let home = await dialogIsHome("amount");
  check(/£?\d/.test(await home.locator("mark").first().textContent()), "no number is marked in its quote");
  check(/^L\d+:\d+$|^R\d+|!/.test((await home.locator(".where strong").first().textContent()).trim()), "no place as an id spells it");
  await violations("dialog", "#home");
  await home.locator(".cite").first().click();
  await page.waitForFunction(() => document.getElementById("home-said").textContent.startsWith("Copied: "));
  await page.keyboard.press("Escape");
  check(await page.evaluate(() => document.activeElement.matches("#spend .n")), "the way home does not lead back");

  // By key: a mark of a chart, with arrows and Enter.
  await page.locator("#youth svg [data-h]").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  home = await dialogIsHome("mark");
  await page.locator("#home-close").click();

  // Chart to table and back.
  const chart = page.locator("#spend .chart").first();
  await chart.getByRole("button", { name: "Table" }).click();
  check(await chart.locator("table").isVisible() && !(await chart.locator(".as-chart").isVisible()), "the table view does not show");
  await violations("table view", "#spend .chart");
  await chart.getByRole("button", { name: "Chart" }).click();
  check(await chart.locator("svg").first().isVisible(), "the chart does not come back");
  for (const svg of await page.locator("main svg[viewBox]").all()) {
    const told = await svg.evaluate((s) => !!s.querySelector(":scope > title")?.textContent && !!s.querySelector(":scope > desc")?.textContent);
    check(told, "a chart has no title or description");
  }
  check(await page.locator(".chart .source").count() === await page.locator(".chart").count(), "a chart has no source line");

  // Filters, search, addresses.
  const count = async (list) => Number((await page.locator(`[data-list=${list}] .count`).textContent()).split(" ")[0].replace(",", ""));
  const all = await count("issues");
  await page.locator("[data-list=issues] select").first().selectOption("error");
  const errors = await count("issues");
  check(errors > 0 && errors < all, `the filter leaves ${errors} of ${all} issues`);
  check(await page.locator("[data-list=issues] .issue:not(.error)").count() === 0, "the filter shows what it should hide");
  check(await page.locator("[data-list=issues] .issue .place blockquote mark").count() > 0, "issues are not quoted");
  await page.locator("[data-list=issues]").getByRole("button", { name: "Clear" }).click();
  const figures = await count("figures");
  await page.locator("#search").fill("custody");
  await page.waitForFunction(() => /figure/.test(document.getElementById("found").textContent));
  const found = await count("figures");
  check(found > 0 && found * 4 < figures, `search finds ${found} of ${figures} figures`);
  await page.locator("#search").fill("");
  await page.locator("#overview .tally a").first().click();
  await page.waitForFunction((n) => document.querySelector("[data-list=issues] .count").textContent.startsWith(n + " of"), errors);
  for (const link of await page.locator(".side a").all()) {
    const id = (await link.getAttribute("href")).slice(1);
    check(await page.locator(`section#${id}`).count() === 1, `no section ${id}`);
  }

  // On paper.
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  check(pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 20000, "does not print");
  await page.emulateMedia({ media: "print" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
  check(!wide, "is wider than the paper");
  await page.emulateMedia({ media: "screen", colorScheme: "dark" });
  await violations("dark", null, ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  await violations("light");
  await page.setViewportSize({ width: 390, height: 800 });
  // What stays at the top of the screen covers a button for as long as one scrolls past it: sizes are measured from the top.
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 391), "a telephone has to scroll sideways");
  await violations("telephone", null, ["target-size", "scrollable-region-focusable"]);
  // What a page has to bear: 320 pixels without scrolling sideways, and colours that are the reader's own.
  await page.setViewportSize({ width: 320, height: 640 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 321), "does not reflow at 320 pixels");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ forcedColors: "active" });
  const fields = await page.evaluate(() => ["met", "missed"].map((c) => document.querySelector(`.field.${c}`)).filter(Boolean).map((f) => getComputedStyle(f).fill));
  check(new Set(fields).size === fields.length, `fields look alike in forced colours: ${fields}`);
  await page.emulateMedia({ forcedColors: "none" });

  // By keys alone: the skip link, the search, an issue's place.
  await page.goto("about:blank");
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("[data-list=issues] .count");
  await page.keyboard.press("Tab");
  check(await page.evaluate(() => document.activeElement.matches(".skip")), "the first stop is not the way past the navigation");
  await page.keyboard.press("Enter");
  check(await page.evaluate(() => document.activeElement.matches("main")), "the skip link does not lead to the report");
  await page.keyboard.press("/");
  check(await page.evaluate(() => document.activeElement.id === "search"), "a slash does not lead to the search");
}

if (kind === "inspect") {
  const lost = await page.evaluate(() => [...document.querySelectorAll("a.num, .row .id a")].map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id) && !/^at-L/.test(id)));
  check(lost.length === 0, `links without an end: ${lost.slice(0, 5)}`);
  const number = page.locator("a.num").first();
  if (await number.count()) {
    await number.click();
    check(await page.evaluate(() => !!document.querySelector(".row:target")), "a number does not lead to its row");
    // Colour is never the only sign.
    const bare = await page.evaluate(() => [...document.querySelectorAll(".num")].filter((n) => getComputedStyle(n, "::after").content === "none").length);
    check(bare === 0, `${bare} numbers without a sign`);
    await page.locator("button.role").first().click();
    check(await page.locator(".source .num.shown").count() > 0, "the legend shows no number of its role");
    await page.locator("button.role").first().click();
  }
  await violations("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await violations("dark", null, ["color-contrast"]);
  await page.setViewportSize({ width: 320, height: 640 });
  check(await page.evaluate(() => document.documentElement.scrollWidth <= 321), "does not reflow at 320 pixels");
}

if (kind === "hostile") {
  check(await page.evaluate(() => globalThis.hacked === undefined), "a source ran a script");
  check(await page.evaluate(() => document.querySelectorAll("script").length) === 3, "a source brought a script element");
  check(await page.evaluate(() => document.querySelectorAll("img, iframe, object, embed, [onerror], [onload]").length) === 0, "a source brought an element");
  // Every section is drawn in its order, whatever stands in it.
  const sections = await page.evaluate(() => [...document.querySelectorAll("section.part")].map((s) => s.id));
  check(sections.length === await page.locator(".side a").count(), "a source closed or opened a section");
  // A mark that turns text round stays inside its own element.
  const loose = await page.evaluate(() => {
    const turning = /[\u202a-\u202e\u2066-\u2069]/;
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
      const parent = walk.currentNode.parentElement;
      if (turning.test(walk.currentNode.data) && !parent.closest("bdi, option, title, [aria-label]")) found.push(parent.outerHTML.slice(0, 120));
    }
    return found;
  });
  check(loose.length === 0, `turning marks outside their element: ${loose.slice(0, 3)}`);
  check(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), "a long name makes the page wide");
  const first = page.locator("[data-list=figures] [data-h]").first();
  if (await first.count()) { await first.click(); await dialogIsHome("hostile"); await page.keyboard.press("Escape"); }
  await violations("hostile");
}

if (kind === "large") {
  const counts = await page.evaluate(() => Object.fromEntries(Object.entries(JSON.parse(document.getElementById("data").textContent).tables).map(([k, t]) => [k, t.rows.length])));
  check(counts.o >= 5000 && counts.i >= 2000, `not large enough: ${JSON.stringify(counts)}`);
  // Against the same browser opening a page of the same bytes with nothing to do: what is ours is the rest.
  console.log(`opened ${counts.o} figures and ${counts.i} issues, ${Math.round(statSync(file).size / 1024)} KiB, in ${opened} ms, of which ${Math.round(spent * 1000)} ms of the processor`);
  await page.locator("#search").fill("custody");
  await page.waitForFunction(() => document.getElementById("found").textContent !== "");
}

await browser.close();
if (wrong.length) {
  console.log(wrong.join("\n"));
  process.exit(1);
}
console.log(`${kind}: nothing to complain about`);
