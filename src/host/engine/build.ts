import { type BuildFormat, type Built, build } from '../../core/build.ts'
import { promptAt } from './prompt-at.ts'
import type { PromptRead } from './read.ts'

/** The request of the prompt at a place; undefined where there is none. */
export function buildOf(read: PromptRead, offset: number, format: BuildFormat): Built | undefined {
  const prompt = promptAt(read, offset)
  const config = read.project?.config
  return prompt && build(prompt, { format, ...(config && { config }) })
}
