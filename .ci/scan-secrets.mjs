// Looks for secrets in all files of the repository: keys of providers by their form, private keys, keys of Azure, and long random texts that
// are assigned to a name such as password or secret. What is no secret is listed in .ci/secrets-allowed.txt with its reason. Prints the
// place and the beginning of each finding, never the whole.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '..'));

const patterns = {
  'private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/g,
  'key of a storage account': /AccountKey=[A-Za-z0-9+/]{60,}={0,2}/g,
  'shared access signature': /[?&]sig=[A-Za-z0-9%]{30,}/g,
  'instrumentation key': /InstrumentationKey=[0-9a-f-]{36}/gi,
  'client secret of Microsoft Entra ID': /\b[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}/g,
  'key of SendGrid': /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  'key of Stripe': /\b[rs]k_live_[A-Za-z0-9]{16,}/g,
  'secret of a webhook': /\bwhsec_[A-Za-z0-9+/=_-]{16,}/g,
  'secret of Paddle': /\bpdl_(?:live|ntfset)_[A-Za-z0-9_]{20,}/g,
  'token of Shopify': /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g,
  'token of HubSpot': /\bpat-(?:na|eu)\d-[0-9a-f-]{36}/g,
  'token of GitHub': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/g,
  'token of Slack': /\bxox[abprs]-[A-Za-z0-9-]{20,}/g,
  'key of AWS': /\bAKIA[0-9A-Z]{16}\b/g,
  'key of Google': /\bAIza[0-9A-Za-z_-]{35}\b/g,
  'JSON web token': /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  'password in an address': /\b[a-z][a-z+]{2,}:\/\/[^\s/:@"'{}<>$]+:[^\s/:@"'{}<>$]{6,}@/g,
  'random text under the name of a secret':
    /\b\w*(?:password|passwd|secret|api_?key|apikey|signing_?key|encryption_?key|token)\w*["']?\s*(?:=|:|=>|,)\s*["']([A-Za-z0-9+/=_~.-]{24,})["']/gi,
};

// The entropy of a text in bits a character: words stay below 3.5, random base64 is above 4.
function entropy(text) {
  const counts = new Map();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

// Each line is a file, the text that is allowed there (or the beginning of it), and the reason.
const allowed = readFileSync('.ci/secrets-allowed.txt', 'utf8')
  .split('\n')
  .filter(line => line && !line.startsWith('#'))
  .map(line => line.split('\t'))
  .map(([file, begin, reason]) => ({ file, begin, reason, isUsed: false }));

// What git tracks or would add; without git, all files beside what a build writes.
function listFiles() {
  try {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return listed.split('\0');
  } catch {
    return walk('.');
  }
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (['.git', 'bin', 'obj', 'node_modules', '.azurite', 'TestResults'].includes(entry.name)) {
      return [];
    }
    return entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)];
  });
}

const files = listFiles().filter(
  file => file && !/\.(png|ico|woff2?|snk)$/.test(file) && !['.ci/secrets-allowed.txt', 'local.settings.json'].includes(file),
);
let findings = 0;
for (const file of files) {
  let content;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    // Deleted, and not committed yet.
    continue;
  }
  // Lock files have hashes of packages only.
  if (file.endsWith('package-lock.json')) {
    continue;
  }
  for (const [kind, pattern] of Object.entries(patterns)) {
    for (const match of content.matchAll(pattern)) {
      const found = match[1] ?? match[0];
      if (match[1] !== undefined && (entropy(found) < 3.7 || !/\d/.test(found))) {
        continue;
      }
      const permission = allowed.find(entry => entry.file === file && found.startsWith(entry.begin));
      if (permission) {
        permission.isUsed = true;
        continue;
      }
      findings += 1;
      const line = content.slice(0, match.index).split('\n').length;
      console.log(`${file}:${line}: ${kind}: ${found.slice(0, 12)}…`);
    }
  }
}
for (const entry of allowed.filter(entry => !entry.isUsed || !entry.reason)) {
  findings += 1;
  console.log(`.ci/secrets-allowed.txt: ${entry.file} ${entry.begin}: ${entry.reason ? 'nothing like this is there any more.' : 'the reason is missing.'}`);
}
console.log(`${files.length} files, ${allowed.length} allowed texts: ${findings} findings.`);
process.exit(findings === 0 ? 0 : 1);
