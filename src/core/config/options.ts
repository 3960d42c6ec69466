import picomatch from 'picomatch/posix'
import type { AnalyzeOptions } from '../analyze.ts'
import type { Config } from '../config.ts'

/** How a file of a project is analysed: what the project says, and what else is set where it says nothing. */
export function optionsFor(path: string, config: Config, settings: AnalyzeOptions): AnalyzeOptions {
  const hash = Object.hasOwn(config.hashes, path) ? config.hashes[path] : undefined
  const headings = [...config.headings, ...(settings.headings ?? [])]
  const ttl = config.ttl ?? settings.ttl
  return {
    ...settings,
    model: config.model ?? settings.model,
    markers: [...config.markers, ...settings.markers],
    cacheable: [...config.cacheable, ...(settings.cacheable ?? [])],
    ...(headings.length > 0 && { headings }),
    ...(ttl && { ttl }),
    ...(hash !== undefined && { savedHashes: typeof hash === 'string' ? [hash] : hash }),
    ...(config.boundaryLine !== undefined && { boundaryLine: config.boundaryLine }),
    ...(isListed(path, config) && { isPrompt: true }),
  }
}

/** Whether a file is one of the prompts that its project lists, by its path from the configuration's folder. */
export function isListed(path: string, { prompts }: Config): boolean {
  return prompts.length > 0 && picomatch.isMatch(path, [...prompts])
}
