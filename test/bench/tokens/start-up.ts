import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Prints what the estimator adds to what is loaded, and how long it takes until the first count is there: processes of
 * their own that load it and count, against ones that do nothing, in turns.
 */
export async function startUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'count-'))
  try {
    const ours = await bundled('./src/core/tokens/estimate.ts', 'shipped', folder)
    const theirs = await bundled('ai-tokenizer/encoding/claude', '* as encoding', folder)
    const scripts = {
      bare: '',
      ours: `require(${JSON.stringify(ours.path)}).shipped.estimate('What is cached?', 'claude-3')`,
      theirs: `require(${JSON.stringify(theirs.path)})`,
    }
    const times = { bare: [], ours: [], theirs: [] } as Record<keyof typeof scripts, number[]>
    for (let round = 0; round < rounds; round++) {
      for (const name of ['bare', 'ours', 'theirs'] as const) times[name].push(timed(scripts[name]))
    }
    const added = (name: 'ours' | 'theirs'): string =>
      `${(median(times[name]) - median(times.bare)).toFixed(1)} ms`
    console.log(
      `\nThe first count: ${kilobytes(ours.size)} loaded, ready after ${added('ours')} (medians of ${rounds} processes)`,
    )
    console.log(`  ai-tokenizer's vocabulary alone: ${kilobytes(theirs.size)}, ${added('theirs')}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const rounds = 21

async function bundled(
  from: string,
  what: string,
  folder: string,
): Promise<{ path: string; size: number }> {
  const path = join(folder, `${what.replace(/\W/g, '')}.cjs`)
  const names = what.startsWith('*') ? `export ${what}` : `export { ${what} }`
  await build({
    stdin: { contents: `${names} from '${from}'`, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    outfile: path,
  })
  return { path, size: readFileSync(path).length }
}

/** Milliseconds from the start of a process to its end. */
function timed(script: string): number {
  const startedAt = performance.now()
  execFileSync(process.execPath, ['-e', script])
  return performance.now() - startedAt
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`
}
