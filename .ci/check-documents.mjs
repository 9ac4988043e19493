// Checks what documents and dashboards say against the code: HTTP calls against docs/openapi.json, alerts against runbooks, texts and
// function names of queries against the source, names of tests against the tests, links between files. Prints each fault on a line.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { basename, dirname, join, normalize, resolve } from 'node:path';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));
const faults = [];
const text = file => readFileSync(file, 'utf8');

// filesOf FOLDER, ENDING: all files below a folder, without those that a build has written.
function filesOf(folder, ending) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['bin', 'obj', 'node_modules'].includes(entry.name) ? [] : filesOf(path, ending);
    }
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

const runbooks = filesOf('docs/runbooks', '.md');
const guides = ['README.md', 'infra/azure/README.md', 'docs/scale.md', 'docs/security.md'].filter(existsSync);

// HTTP calls.
const api = JSON.parse(text('docs/openapi.json'));
const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter(method => /^(get|put|post|patch|delete|head|options)$/.test(method))
    .map(method => ({
      method: method.toUpperCase(),
      segments: path.split('/'),
      query: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].filter(p => p.in === 'query').map(p => p.name),
    })),
);

// An operation with a fixed segment is meant before one with a variable there.
function operationOf(method, path) {
  const segments = path.split('/');
  return operations
    .filter(o => o.method === method && o.segments.length === segments.length)
    .filter(o => o.segments.every((segment, index) => segment.startsWith('{') || segment === segments[index]))
    .sort((a, b) => a.segments.filter(s => s.startsWith('{')).length - b.segments.filter(s => s.startsWith('{')).length)[0];
}

function checkCall(file, method, address) {
  const [path, query = ''] = address.replace(/#.*/, '').split('?');
  const isWhole = /^\/(api|webhooks|payout-details|apply|r|terms|local)\b/.test(path);
  if (path.startsWith('/local/')) {
    return;
  }
  const whole = isWhole ? path : `/api/programs/acme${path}`;
  const operation = operationOf(method, whole.replace(/(.)\/$/, '$1'));
  if (!operation) {
    faults.push(`${file}: ${method} ${address} is not in docs/openapi.json.`);
    return;
  }
  for (const name of query.split('&').filter(Boolean).map(pair => pair.split('=')[0])) {
    if (!operation.query.includes(name)) {
      faults.push(`${file}: ${method} ${address}: ${name} is no parameter of this operation.`);
    }
  }
}

let calls = 0;
for (const file of [...runbooks, ...guides]) {
  for (const [, method, address] of text(file).matchAll(/\b(GET|PUT|POST|PATCH|DELETE|HEAD) "?(\/[^\s"'`,;)|]*[^\s"'`,;)|.:])/g)) {
    calls += 1;
    checkCall(file, method, address);
  }
  for (const [, address] of text(file).matchAll(/curl [^\n]*"\$HOST(\/[^"]*)"/g)) {
    calls += 1;
    const line = text(file).split('\n').find(line => line.includes(`"$HOST${address}"`));
    checkCall(file, line.match(/-X ([A-Z]+)/)?.[1] ?? (/--data-binary/.test(line) ? 'POST' : 'GET'), address);
  }
}

// Alerts: each names a runbook that exists and that the index lists it with.
const alerts = ['alerts', 'log-alerts'].map(name => text(`infra/azure/modules/${name}.bicep`)).join('\n');
const index = text('docs/runbooks/README.md');
const named = [...alerts.matchAll(/Runbook: (docs\/runbooks\/[a-z-]+\.md|docs\/runbooks\/README\.md)/g)].map(match => match[1]);
const rules = [...alerts.matchAll(/\bname: '(?:\$\{name\}-)?([a-z]+(?:-[a-z]+)*)'\n/g)].map(match => match[1]);
for (const file of named.filter(file => !existsSync(file))) {
  faults.push(`infra/azure/modules: an alert names ${file}, which does not exist.`);
}
for (const description of alerts.matchAll(/^ *description: '(.*)'$/gm)) {
  if (!description[1].includes('Runbook: ')) {
    faults.push(`infra/azure/modules: the alert "${description[1]}" names no runbook.`);
  }
}
for (const rule of rules.filter(rule => !['people', 'health', 'messages', 'log-alerts'].includes(rule) && !index.includes(`\`${rule}\``))) {
  faults.push(`docs/runbooks/README.md: the alert ${rule} is missing.`);
}
for (const file of runbooks.filter(file => !file.endsWith('README.md') && !index.includes(`(${basename(file)}`))) {
  faults.push(`docs/runbooks/README.md: ${basename(file)} is missing.`);
}

// Queries: texts of the app and names of functions exist, and the dashboards have each query.
const source = filesOf('functions', '.cs').map(text).join('\n');
const timers = filesOf('functions', '.cs')
  .map(text)
  .filter(code => code.includes('TimerTrigger('))
  .flatMap(code => [...code.matchAll(/\[Function\(nameof\((\w+)\)\)\]/g)].map(match => match[1]));
const watched = [...text('infra/azure/queries/failed-timers.kql').matchAll(/"(\w+)"/g)].map(match => match[1]);
for (const name of timers.filter(name => !watched.includes(name))) {
  faults.push(`infra/azure/queries/failed-timers.kql: the timer function ${name} is missing.`);
}
for (const name of watched.filter(name => !timers.includes(name))) {
  faults.push(`infra/azure/queries/failed-timers.kql: there is no timer function ${name}.`);
}
// Metrics: the page has each one of the app, and no other; alerts read existing ones.
const metrics = new Set([...source.matchAll(/"(affiliate\.[a-z_.]+)",\s*"/g)].map(match => match[1]));
const told = new Set([...text('docs/telemetry.md').matchAll(/^\| `(affiliate\.[a-z_.]+)` \|/gm)].map(match => match[1]));
const queried = filesOf('infra/azure/queries', '.kql').flatMap(file => [...text(file).matchAll(/name == "(affiliate\.[a-z_.]+)"/g)].map(match => match[1]));
for (const name of [...metrics].filter(name => !told.has(name))) {
  faults.push(`docs/telemetry.md: the metric ${name} is missing.`);
}
for (const name of [...told, ...queried].filter(name => !metrics.has(name))) {
  faults.push(`docs/telemetry.md or infra/azure/queries: there is no metric ${name}.`);
}
// Attributes: the page has each one of the app, and neither page nor alerts have another one.
const page = text('docs/telemetry.md');
const attributes = new Set([...source.matchAll(/"(affiliate\.[a-z_.]+)"/g)].map(match => match[1]).filter(name => !metrics.has(name)));
for (const name of [...attributes].filter(name => !page.includes(`\`${name}\``))) {
  faults.push(`docs/telemetry.md: the attribute ${name} is missing.`);
}
const selected = filesOf('infra/azure/queries', '.kql').flatMap(file => [...text(file).matchAll(/\["(affiliate\.[a-z_.]+)"\]/g)]);
const shown = [...page.matchAll(/`(affiliate\.[a-z_.]+)`/g)];
for (const name of [...shown, ...selected].map(match => match[1]).filter(name => !metrics.has(name) && !attributes.has(name))) {
  faults.push(`docs/telemetry.md or infra/azure/queries: there is no metric or attribute ${name}.`);
}
const dashboards = filesOf('infra/azure/dashboards', '.json').map(file => [file, text(file)]);
const platformTexts = ['Message has reached MaxDequeueCount', 'Trigger Details: MessageId:'];
for (const file of filesOf('infra/azure/queries', '.kql')) {
  const lines = text(file).trim().split('\n').filter(line => !line.startsWith('//'));
  const query = lines.join('\n');
  for (const line of lines.filter(line => /\b(has|has_any|startswith|contains)\b/.test(line))) {
    for (const [, said] of line.matchAll(/"([^"]+)"/g)) {
      if (!platformTexts.includes(said) && !source.includes(said)) {
        faults.push(`${file}: no log entry of the app contains "${said}".`);
      }
    }
  }
  for (const [, name] of query.matchAll(/\bname == "(\w+)"/g)) {
    if (!new RegExp(`class ${name}\\b`).test(source)) {
      faults.push(`${file}: there is no function ${name}.`);
    }
  }
  for (const [dashboard, json] of dashboards) {
    if (!json.includes(JSON.stringify(query).slice(1, -1))) {
      faults.push(`${dashboard}: the query of ${file} is missing or another one.`);
    }
  }
  if (!alerts.includes(`queries/${basename(file)}`)) {
    faults.push(`${file}: no alert uses this query.`);
  }
}

// Dashboards: JSON in which each panel has a title and a query.
for (const [file, json] of dashboards) {
  const dashboard = JSON.parse(json);
  const panels = dashboard.panels ?? dashboard.items.filter(item => item.type === 3).map(item => item.content);
  const titles = panels.map(panel => panel.title);
  if (panels.length === 0 || new Set(titles).size !== titles.length || titles.some(title => !title)) {
    faults.push(`${file}: each panel needs a title of its own.`);
  }
  for (const panel of panels) {
    const queries = panel.targets?.map(t => t.azureLogAnalytics?.query ?? t.azureMonitor?.metricName) ?? [panel.query];
    if (queries.length === 0 || queries.some(query => !query)) {
      faults.push(`${file}: the panel "${panel.title}" has no query.`);
    }
  }
}

// Tests that documents name, as `Class.Test_name`.
const tests = new Map();
for (const file of filesOf('tests', '.cs')) {
  const code = text(file);
  for (const [, name] of code.matchAll(/\bclass (\w+)/g)) {
    tests.set(name, (tests.get(name) ?? '') + code);
  }
}
let namedTests = 0;
for (const file of ['docs/security.md', 'docs/scale.md'].filter(existsSync)) {
  for (const [, type, test] of text(file).matchAll(/`(\w+Tests?\w*)\.(\w+)`/g)) {
    namedTests += 1;
    if (!tests.has(type) || !new RegExp(`\\b${test}\\b`).test(tests.get(type))) {
      faults.push(`${file}: there is no test ${type}.${test}.`);
    }
  }
}

// Links between files.
for (const file of [...filesOf('docs', '.md'), ...filesOf('infra/azure', '.md'), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
  for (const [, target] of text(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!existsSync(normalize(join(dirname(file), target)))) {
      faults.push(`${file}: the link to ${target} leads nowhere.`);
    }
  }
}

if (calls < 50) {
  faults.push(`Only ${calls} calls were found in the documents; the pattern does not fit any more.`);
}
faults.forEach(fault => console.log(fault));
console.log(`${runbooks.length} runbooks, ${calls} calls, ${rules.length} alerts, ${namedTests} named tests: ${faults.length} faults.`);
process.exit(faults.length === 0 ? 0 : 1);
