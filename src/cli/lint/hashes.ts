import { writeFile } from 'node:fs/promises'
import type { Analysis } from '../../core/analysis.ts'
import { configWithHashes, hashesOf } from '../../core/edits/config.ts'
import { textIfThere } from '../../files.ts'
import { hashesPlace } from '../../project.ts'

/**
 * Records the cached prefixes of a file as those that are meant, in the configuration that holds for it.
 * @throws HumanError where there is no place for them.
 */
export async function recordHashes(file: string, analysis: Analysis): Promise<void> {
  const hashes = hashesOf(analysis)
  if (hashes.length === 0) return
  const { config, path } = hashesPlace(file, '.')
  await writeFile(config, configWithHashes(textIfThere(config) ?? '', path, hashes))
}
