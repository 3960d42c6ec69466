import type { PromptAnalysis } from './analysis.ts'
import { build } from './build.ts'
import type { Config } from './config.ts'
import { toMessagesBody } from './dialects.ts'
import type { Block } from './prompt.ts'
import { type JsonObject, isObject, listOf, textOf } from './values.ts'
import { type Samples, findVariables } from './variables.ts'

/** What is filled into a prompt before it is sent. */
export interface SendOptions {
  readonly values: Samples
  readonly config?: Pick<Config, 'enabled' | 'minTokens' | 'models'>
  /** The longest answer, where the prompt does not say. */
  readonly maxTokens: number
  /** What the user says, where the prompt holds no message. */
  readonly user?: string
}

/** A body as it is sent, and the `anthropic-beta` values that go with it. */
export interface SendableBody {
  readonly body: JsonObject
  readonly betas: readonly string[]
  /** What was changed or left out on the way, for people. */
  readonly notes: readonly string[]
}

/** Names of the variables of a prompt that have no value yet. */
export function openVariables({ prompt, body }: PromptAnalysis): string[] {
  const names = prompt.blocks.flatMap((block) =>
    (block.dynamic ?? (body ? [] : foundIn(block))).flatMap(({ at, length, sample }) =>
      sample ? [] : [nameIn(block.content.slice(at, at + length))],
    ),
  )
  return [...new Set(names)]
}

/** Whether a prompt says what the user says. */
export function hasMessages({ prompt }: PromptAnalysis): boolean {
  return prompt.blocks.some(({ section }) => section === 'messages')
}

/**
 * The Messages API body of a prompt: a body as it stands in its document, in whatever dialect; or one that is built from
 * a template or a part of a request.
 */
export function sendableBody(analysis: PromptAnalysis, options: SendOptions): SendableBody {
  const { body, prompt } = analysis
  if (!body) {
    const built = build(analysis, options)
    return { body: { ...built.body }, betas: [], notes: built.fallbacks }
  }
  const { body: converted } = toMessagesBody(body)
  const filled = fillValue(converted, options.values, placeholdersOf(analysis))
  return completed(isObject(filled) ? filled : {}, prompt.model, options, analysis)
}

/** A recorded body, as it is sent again. */
export function resentBody(recorded: JsonObject, model: string): SendableBody {
  const { body } = toMessagesBody(recorded)
  return completed(body, model, { values: {}, maxTokens: 1024 })
}

/** Parameters of the SDKs and of streaming that are no part of the body that we send. */
const ownParameters = ['stream', 'diagnostics', 'betas', 'anthropic_version', 'anthropic_beta']

function completed(
  body: JsonObject,
  model: string,
  { maxTokens, user }: SendOptions,
  analysis?: PromptAnalysis,
): SendableBody {
  const isCode = analysis !== undefined && /^(?:javascript|python)$/.test(analysis.source)
  const entries = Object.entries(body).filter(
    ([name, value]) => !ownParameters.includes(name) && !(isCode && isOpen(name, value)),
  )
  const left = Object.keys(body).filter((name) => isCode && isOpen(name, body[name]))
  const kept: JsonObject = Object.fromEntries(entries)
  const budget = isObject(kept['thinking']) ? Number(kept['thinking']['budget_tokens'] ?? 0) : 0
  const messages = listOf(kept['messages'])
  const question = { role: 'user', content: user ?? 'Begin.' }
  return {
    body: {
      ...kept,
      model: isPlain(kept['model']) ? kept['model'] : model,
      max_tokens: kept['max_tokens'] ?? budget + maxTokens,
      messages: messages.length > 0 ? messages : [question],
    },
    betas: [...listOf(body['betas']), ...listOf(body['anthropic_beta'])].flatMap(
      (each) => textOf(each) ?? [],
    ),
    notes: left
      .filter((name) => name !== 'model' && name !== 'max_tokens')
      .map((name) => `“${name}” is left out: its value is only known when the code runs.`),
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('{')
}

/** A parameter whose value the code does not show: it was read as the text of its expression. */
function isOpen(name: string, value: unknown): boolean {
  const isText = name === 'system' || name === 'messages'
  return !isText && typeof value === 'string' && /^\{.*\}$/s.test(value)
}

/** The texts that stand for variables in a body, and their names. */
function placeholdersOf({ prompt }: PromptAnalysis): Map<string, string> {
  const found = prompt.blocks.flatMap(({ content, dynamic = [] }) =>
    dynamic.flatMap(({ at, length, sample }): [string, string][] => {
      const text = content.slice(at, at + length)
      return sample ? [] : [[text, nameIn(text)]]
    }),
  )
  return new Map(found)
}

function fillValue(value: unknown, values: Samples, open: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    let text = value
    for (const [placeholder, name] of open) {
      const filled = Object.hasOwn(values, name) ? values[name] : undefined
      if (filled !== undefined) text = text.replaceAll(placeholder, () => filled)
    }
    return text
  }
  if (Array.isArray(value)) return value.map((each) => fillValue(each, values, open))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, fillValue(each, values, open)]),
  )
}

function foundIn({ content }: Block): { at: number; length: number; sample?: true }[] {
  return findVariables(content, { start: 0, end: content.length }).map(({ span }) => ({
    at: span.start,
    length: span.end - span.start,
  }))
}

/** `{{name}}`, `${name}` and `{name}` without their braces. */
function nameIn(placeholder: string): string {
  return placeholder.replace(/^\$?\{+\s*|\s*\}+$/g, '')
}
