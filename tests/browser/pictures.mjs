// Makes the pictures of the README: node tests/browser/pictures.mjs MODULES CHROMIUM PROGRAM
// MODULES is the folder with node_modules, PROGRAM the built saferstats. Run it from the crate's folder after a run of the worked example.
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [modules, chromiumPath, program] = process.argv.slice(2).map((p) => path.resolve(p));
const { chromium } = createRequire(path.join(modules, "here.js"))("playwright-core");
const out = (name) => path.join("tests/browser/pictures", name);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
const page = async (width, height) => (await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" })).newPage();

const report = await page(1240, 860);
await report.goto(pathToFileURL("processed/report.html").href);
await report.waitForSelector("[data-list=issues] .count");
await report.screenshot({ path: out("report.png") });
await report.evaluate(() => document.getElementById("spend").scrollIntoView());
await report.locator("#spend .panel .n").nth(1).click();
await report.screenshot({ path: out("home.png") });

const inspect = await page(1240, 760);
const plan = "plans/2020-21-budget-plan.txt";
await inspect.setContent(execFileSync(program, ["inspect", plan, "--html"], { maxBuffer: 1 << 26 }).toString());
await inspect.screenshot({ path: out("inspect.png") });
const sheet = "performance/anytown-2019-20-return.xlsx";
await inspect.setContent(execFileSync(program, ["inspect", sheet, "--html"], { maxBuffer: 1 << 26 }).toString());
await inspect.screenshot({ path: out("sheet.png") });

// What a terminal shows, colours and all: `script` gives the program one.
const shown = (command) => execFileSync("script", ["-qec", command, "/dev/null"], { env: { ...process.env, COLUMNS: "110", TERM: "xterm-256color" } }).toString();
let text = "";
try { text = shown(`'${program}' run --out target/browser/processed`); } catch (e) { text = e.stdout.toString(); }
// What the progress bar wrote and took away again is not on the screen at the end.
text = text.split("\n").map((l) => l.replace(/\r$/, "").split("\r").pop()).join("\n").replace(/\u001b\[[0-9;]*[A-LN-Za-ln-z]/g, "").replaceAll("target/browser/processed", "processed");
const colours = { 1: "font-weight:700", 2: "opacity:.7", 31: "color:#ff8f7a", 32: "color:#8fd694", 33: "color:#e6c35c", 34: "color:#7db8f0", 36: "color:#79cfe0", 91: "color:#ff8f7a", 92: "color:#8fd694", 93: "color:#e6c35c", 94: "color:#7db8f0", 96: "color:#79cfe0" };
const escaped = (s) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
let on = [];
const html = text.split(/(\u001b\[[0-9;]*m)/).map((part) => {
  const codes = /^\u001b\[([0-9;]*)m$/.exec(part);
  if (!codes) return on.length ? `<span style="${on.map((c) => colours[c] || "").join(";")}">${escaped(part)}</span>` : escaped(part);
  for (const code of codes[1].split(";")) on = code === "" || code === "0" ? [] : [...on, code];
  return "";
}).join("");
const terminal = await page(1100, 500);
await terminal.setContent(`<body style="margin:0;background:#14181b"><pre style="margin:0;padding:18px 22px;display:inline-block;color:#e8e6e1;font:15px/1.45 'DejaVu Sans Mono',monospace;white-space:pre-wrap;max-width:1056px"><span style="opacity:.6">$</span> saferstats run\n${html}</pre></body>`);
await terminal.locator("pre").screenshot({ path: out("summary.png") });
await browser.close();
