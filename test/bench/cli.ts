// How long the command line takes to start, beside popular linters of the same machine: npm run bench:cli.
// Each is asked for its help in turn, so that other work on the machine meets all of them; ratios are of one round.
import { spawnSync } from 'node:child_process'

const rounds = 15

/** What the others are compared with. */
const ours = 'prompt-cache --help'

const subjects: Readonly<Record<string, readonly string[]>> = {
  'node itself': ['-e', '0'],
  [ours]: ['dist/cli.mjs', '--help'],
  'prompt-cache lint --help': ['dist/cli.mjs', 'lint', '--help'],
  'prompt-cache send --help': ['dist/cli.mjs', 'send', '--help'],
  'eslint --help': ['node_modules/eslint/bin/eslint.js', '--help'],
  'markdownlint-cli2 --help': [
    'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs',
    '--help',
  ],
  'prettier --help': ['node_modules/prettier/bin/prettier.cjs', '--help'],
}

const times = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  for (const [name, args] of Object.entries(subjects)) {
    const begunAt = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args)
    if (status === null || status > 2) throw new Error(`${name}: ${stderr.toString()}`)
    times.get(name)?.push(performance.now() - begunAt)
  }
}
for (const [name, all] of times) {
  const ratio = median(all.map((ms, round) => ms / (times.get(ours)?.[round] ?? NaN)))
  const best = Math.min(...all)
  console.log(
    `${name.padEnd(26)} median ${median(all).toFixed(0).padStart(4)} ms, best ${best.toFixed(0).padStart(4)} ms, ${ratio.toFixed(1)} times ours`,
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
