// How long the command line takes to start, beside other linters of the same machine: npm run bench:cli.
// Each is asked for its help in turn, so that other work on the machine meets all of them.
import { spawnSync } from 'node:child_process'

const rounds = 15

const subjects: Readonly<Record<string, readonly string[]>> = {
  'node itself': ['-e', '0'],
  'prompt-cache --help': ['dist/cli.mjs', '--help'],
  'prompt-cache lint --help': ['dist/cli.mjs', 'lint', '--help'],
  'eslint --help': ['node_modules/eslint/bin/eslint.js', '--help'],
  'markdownlint-cli2 --help': [
    'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs',
    '--help',
  ],
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
  const sorted = all.toSorted((a, b) => a - b)
  const median = sorted[rounds >> 1] ?? 0
  console.log(
    `${name.padEnd(26)} median ${median.toFixed(0)} ms, best ${(sorted[0] ?? 0).toFixed(0)} ms`,
  )
}
