import type { PromptAnalysis } from './analysis.ts'
import { type BuildFormat, type Rendering, formats } from './build/formats.ts'
import { type MessagesBody, bodyOf } from './build/body.ts'
import { formatBounds, formatTokens } from './format.ts'
import { fillBlocks } from './build/fill.ts'
import type { Config } from './config.ts'
import type { Block } from './prompt.ts'
import { countPrompt, noTokens } from './tokens.ts'
import { type Samples, findVariables } from './variables.ts'

export type { BuildFormat } from './build/formats.ts'

/** How a request is built. */
export interface BuildOptions {
  /** Values of the variables. */
  readonly values?: Samples
  readonly format?: BuildFormat
  /** What the project says of caching. */
  readonly config?: Pick<Config, 'enabled' | 'minTokens' | 'models'>
  readonly maxTokens?: number
  /** What the user says, where the prompt holds no message. */
  readonly user?: string
}

/** A request, and what was left out of it. */
export interface Built {
  readonly body: MessagesBody
  /** The body in the format that was asked for. */
  readonly text: string
  /** Why it carries no breakpoints, or fewer than the prompt. */
  readonly fallbacks: readonly string[]
  /** Variables for which there was no value. */
  readonly missing: readonly string[]
}

/**
 * A request from a prompt: variables filled in, a `cache_control` at each breakpoint. Without any where caching is off,
 * the model is unknown, or the static part is below the minimum; the fallbacks say which.
 */
export function build(prompt: PromptAnalysis, options: BuildOptions = {}): Built {
  const { values = {}, config, maxTokens = 1024, user } = options
  const { blocks, missing } = fillBlocks(prompt.prompt.blocks, values)
  const { without, fallbacks } = unmarked(prompt, blocks, config)
  const body = bodyOf(prompt.prompt.model, blocks, { without, maxTokens, user })
  const render: Rendering = formats[options.format ?? 'json']
  return { body, text: render(body), fallbacks, missing }
}

/** The breakpoints that are left out, by the indices of their blocks, and why. */
function unmarked(
  { breakpoints, model, prompt }: PromptAnalysis,
  blocks: readonly Block[],
  config: BuildOptions['config'],
): { without: ReadonlySet<number>; fallbacks: string[] } {
  const all = new Set(breakpoints.map(({ at }) => at))
  if (all.size === 0) return { without: all, fallbacks: ['The prompt has no cache boundary.'] }
  if (config?.enabled === false) {
    return { without: all, fallbacks: ['Caching is turned off in the project’s configuration.'] }
  }
  if (!model) {
    const name =
      prompt.model === '' ? 'No model is named' : `The model "${prompt.model}" is not known`
    return { without: all, fallbacks: [`${name}: it may not take cache_control.`] }
  }
  const { models, minTokens = 0 } = config ?? {}
  const isSupported = !models || models.some((each) => prompt.model.includes(each))
  if (!isSupported) {
    const message = `${model.name} is none of the models that the project’s configuration marks for.`
    return { without: all, fallbacks: [message] }
  }
  const minimum = Math.max(model.minimum, minTokens)
  const { prefixes } = countPrompt({ ...prompt, blocks })
  const short = breakpoints.flatMap(({ at, number }) => {
    const prefix = prefixes[at] ?? noTokens
    return prefix.high < minimum ? [{ at, number, prefix }] : []
  })
  const fallbacks = short.map(
    ({ number, prefix }) =>
      `BP${number} is left out: the static part has ${formatBounds(prefix)}, below the minimum of ` +
      `${formatTokens(minimum)} for ${model.name}.`,
  )
  return { without: new Set(short.map(({ at }) => at)), fallbacks }
}

/** Names of the variables that a prompt's texts hold. */
export function variablesOf({ blocks }: PromptAnalysis): string[] {
  const names = blocks.flatMap(({ block }) =>
    findVariables(block.content, { start: 0, end: block.content.length }).map(({ name }) => name),
  )
  return [...new Set(names)]
}
