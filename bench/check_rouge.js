// SPDX-License-Identifier: MIT
// Compares ROUGE-1, -2 and -Lsum of `entente evaluate` with npm's js-rouge on 500 pairs of random texts.
// Run where js-rouge is installed:  ENTENTE=.../build/entente node check_rouge.js
const rouge = require('js-rouge');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');

let state = 7;
const below = (n) => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor(state / 65536) % n;
};
const times = (n, make) => Array.from({ length: n }, make);
const word = () => 'abcdefghijklmnopqrst'[below(20)] + 'xyz'[below(2)];
const text = () => times(1 + below(5), () => times(3 + below(12), word).join(' ')).join('\n');

const tokenizer = (line) => line.split(/\s+/).filter(Boolean);
const segmenter = (lines) => lines.split('\n');
const pairs = times(500, () => [text(), text()]);
const mean = (score) => pairs.reduce((sum, [said, truth]) => sum + score(said, truth), 0) / pairs.length;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rouge-'));
const write = (name, record) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, pairs.map((pair, i) => JSON.stringify(record(pair, String(i))) + '\n').join(''));
  return file;
};
const gold = write('gold', ([, truth], id) => ({ id, text: 'x', lang: 'xx', summaries: [truth] }));
const said = write('said', ([summary], id) => ({ id, summary }));
const ours = JSON.parse(execFileSync(process.env.ENTENTE, ['evaluate', '--summaries', '--json', '--predictions', said, gold]));
fs.rmSync(folder, { recursive: true });

const figures = {
  rouge_1: mean((s, t) => rouge.n(s, t, { n: 1, tokenizer })),
  rouge_2: mean((s, t) => rouge.n(s, t, { n: 2, tokenizer })),
  rouge_lsum: mean((s, t) => rouge.l(s, t, { tokenizer, segmenter })),
};
for (const [name, theirs] of Object.entries(figures)) {
  const equal = Math.abs(ours[name].f1 - theirs) < 2e-6;
  console.log(`${name} entente ${ours[name].f1} js-rouge ${theirs.toFixed(6)} ${equal ? 'equal' : 'DIFFERENT'}`);
  if (!equal) process.exitCode = 1;
}
