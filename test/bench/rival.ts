import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program needed, as the system counts it. */
export interface Needs {
  /** Seconds. */
  readonly user: number
  readonly system: number
  readonly wall: number
  /** Megabytes, the most that was held at once. */
  readonly peak: number
  readonly output: string
}

/** Runs a program and measures it, with bash and /proc: on Linux only. */
export async function measure(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Needs> {
  const script = `TIMEFORMAT=$'\\nneeds %U %S %R'; time "$@"`
  const child = spawn('bash', ['-c', script, 'bash', ...command], {
    env: { ...process.env, ...env },
  })
  let output = ''
  let errors = ''
  let peak = 0
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (errors += piece.toString()))
  const watch = setInterval(() => {
    for (const id of descendants(child.pid ?? 0)) peak = Math.max(peak, peakOf(id))
  }, 10)
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  const [, user, system, wall] = /needs ([\d.]+) ([\d.]+) ([\d.]+)/.exec(errors) ?? []
  if (user === undefined) throw new Error(`${command.join(' ')} was not measured: ${errors}`)
  return { user: Number(user), system: Number(system), wall: Number(wall), peak, output }
}

/** The command of ccusage's own program, fetched from npm into the folder for temporary files. */
export async function ccusage(version = '20.0.24'): Promise<string> {
  const folder = join(tmpdir(), `prompt-cache-ccusage-${version}`)
  const program = join(folder, 'node_modules/@ccusage/ccusage-linux-x64/bin/ccusage')
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
    const install = spawn('npm', ['install', '--ignore-scripts', `ccusage@${version}`], {
      cwd: folder,
      stdio: 'ignore',
    })
    await new Promise((resolve) => install.once('close', resolve))
  }
  if (!existsSync(program)) throw new Error(`ccusage ${version} could not be fetched from npm.`)
  chmodSync(program, 0o755)
  return program
}

function descendants(pid: number): number[] {
  try {
    const own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return own.filter(Boolean).flatMap((each) => [Number(each), ...descendants(Number(each))])
  } catch {
    return []
  }
}

function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) / 1024
  } catch {
    return 0
  }
}
