import type { Analysis, PromptAnalysis } from './analysis.ts'
import { formatMoney, formatShare, formatTokens } from './format.ts'
import { prefixHash } from './hash.ts'
import type { Problem } from './prompt.ts'
import { type JsonObject, objectOf, textOf } from './values.ts'

/** What the cached prefix of a prompt was when it was last approved. */
interface BaselinePrompt {
  readonly hash: string
  /** Tokens of the prefix. */
  readonly tokens: number
  /** US dollars for writing it once; null for a model without a known price. */
  readonly write: number | null
}

/** Approved prefixes by file and name. */
export type Baseline = Readonly<Record<string, BaselinePrompt>>

/** The prompts of a document that have a cached prefix, as a baseline holds them. */
export function baselineOf(file: string, { prompts }: Analysis): Baseline {
  return Object.fromEntries(
    prompts.flatMap((prompt, i): [string, BaselinePrompt][] => {
      const last = prompt.breakpoints.at(-1)
      if (!last) return []
      const { tokens } = prompt.cached
      const hash = prefixHash(prompt.prompt)
      return [[keyOf(file, prompt, i), { hash, tokens, write: last.cost?.write ?? null }]]
    }),
  )
}

/** What differs from a baseline: prefixes that changed, and those whose writes cost more by over `growth` (0.1 for 10 %). */
export function changesSince(
  baseline: Baseline,
  file: string,
  { analysis, growth }: { readonly analysis: Analysis; readonly growth: number },
): Problem[] {
  const now = baselineOf(file, analysis)
  return analysis.prompts.flatMap((prompt, i): Problem[] => {
    const key = keyOf(file, prompt, i)
    const [before, after] = [baseline[key], now[key]]
    if (!before || !after || before.hash === after.hash) return []
    const span = prompt.breakpoints.at(-1)?.span
    return [...changed(before, after), ...grown(before, after, growth)].map((problem) => ({
      ...problem,
      ...(span && { span }),
    }))
  })
}

function changed(before: BaselinePrompt, after: BaselinePrompt): Problem[] {
  const price = after.write === null ? '' : ` for ${formatMoney(after.write)}`
  return [
    {
      code: 'prefix-changed',
      severity: 'error',
      message:
        `The cached prefix is not the one of the baseline (${formatTokens(before.tokens)} tokens then, ` +
        `${formatTokens(after.tokens)} now): every cache that holds it is written again${price}. ` +
        'If that is meant, approve it with --update-baseline.',
    },
  ]
}

function grown(before: BaselinePrompt, after: BaselinePrompt, growth: number): Problem[] {
  const [was, now] =
    before.write === null || after.write === null
      ? [before.tokens, after.tokens]
      : [before.write, after.write]
  const share = was > 0 ? now / was - 1 : 0
  if (share <= growth) return []
  return [
    {
      code: 'prefix-cost-grew',
      severity: 'error',
      message: `Writing the cached prefix costs ${formatShare(share)} more than in the baseline; ${formatShare(growth)} is allowed.`,
    },
  ]
}

/** Reads a baseline; undefined when the value is none. */
export function readBaseline(value: unknown): Baseline | undefined {
  const prompts = objectOf(objectOf(value)?.['prompts'])
  if (!prompts) return undefined
  return Object.fromEntries(
    Object.entries(prompts).flatMap(([key, each]) => {
      const prompt = objectOf(each)
      const hash = textOf(prompt?.['hash'])
      return prompt && hash !== undefined ? [[key, { hash, ...figures(prompt) }]] : []
    }),
  )
}

function figures({ tokens, write }: JsonObject): Omit<BaselinePrompt, 'hash'> {
  return {
    tokens: typeof tokens === 'number' ? tokens : 0,
    write: typeof write === 'number' ? write : null,
  }
}

/** The first prompt of a file goes by its file; others by their names or numbers. */
function keyOf(file: string, { name }: PromptAnalysis, index: number): string {
  if (name !== undefined) return `${file}#${name}`
  return index === 0 ? file : `${file}#${index + 1}`
}
