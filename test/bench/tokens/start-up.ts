import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Prints what the estimator adds to what is loaded, and how long it takes until the first count is there. */
export async function startUp(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'count-'))
  try {
    const ours = await bundled('./src/core/tokens/estimate.ts', 'shipped', folder)
    const theirs = await bundled('ai-tokenizer/encoding/claude', '* as encoding', folder)
    const first = (path: string, call: string): number =>
      Math.min(...Array.from({ length: 7 }, () => timed(path, call)))
    const ownTime = first(
      ours.path,
      "require(path).shipped.estimate('What is cached?', 'claude-3')",
    )
    const theirTime = first(theirs.path, 'require(path)')
    console.log(
      `\nThe first count: ${kilobytes(ours.size)} loaded, ready after ${ownTime.toFixed(1)} ms`,
    )
    console.log(
      `  ai-tokenizer's vocabulary alone: ${kilobytes(theirs.size)}, ${theirTime.toFixed(1)} ms`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

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

/** Milliseconds of computing in a process of its own, from before the file is read. */
function timed(path: string, call: string): number {
  const script = `const path = ${JSON.stringify(path)}; const at = process.cpuUsage(); ${call}; const { user, system } = process.cpuUsage(at); console.log((user + system) / 1000)`
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }))
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KB`
}
