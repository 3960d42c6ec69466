import { writeFile } from 'node:fs/promises'
import { dirname, relative, resolve, sep } from 'node:path'
import { type Baseline, readBaseline } from '../core/baseline.ts'
import { unquoted } from '../core/values.ts'
import { HumanError } from '../errors.ts'
import { readText, textIfThere } from '../files.ts'

/**
 * Reads the baseline that prefixes are compared with.
 * @throws HumanError when it is missing or no baseline.
 */
export async function loadBaseline(path: string): Promise<Baseline> {
  const baseline = readBaseline(unquoted(await readText(path)))
  if (baseline) return baseline
  throw new HumanError(`${path} is no baseline. Make one with --update-baseline.`)
}

/** Writes what is approved, and keeps what was approved of files that were not looked at. */
export async function saveBaseline(path: string, approved: Baseline): Promise<void> {
  const before = readBaseline(unquoted(textIfThere(path) ?? '')) ?? {}
  const files = new Set(Object.keys(approved).map(fileOf))
  const kept = Object.entries(before).filter(([key]) => !files.has(fileOf(key)))
  const all = [...kept, ...Object.entries(approved)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify({ version: 1, prompts: Object.fromEntries(all) }, null, 2)
  await writeFile(path, `${text}\n`)
}

/** A file as a baseline names it: from where the baseline stands, with slashes. */
export function nameIn(path: string, file: string): string {
  return relative(dirname(resolve(path)), resolve(file))
    .split(sep)
    .join('/')
}

function fileOf(key: string): string {
  return key.split('#')[0] ?? key
}
