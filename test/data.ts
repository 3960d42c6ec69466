import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A folder of data that others published: measured with where it is at hand, never copied. Undefined where no folder
 * above this one has it.
 */
export function dataFolder(
  name: 'recorded' | 'transcripts' | 'counts',
  from = process.cwd(),
): string | undefined {
  const folder = join(from, 'shared/data', name)
  if (existsSync(folder)) return folder
  return dirname(from) === from ? undefined : dataFolder(name, dirname(from))
}
