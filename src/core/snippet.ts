import type { StrategyRow } from './comparison.ts'
import type { Lifetimes } from './strategy.ts'
import type { Ttl } from './prompt.ts'

/** Languages that a strategy can be written out in. */
export type SnippetLanguage = 'typescript' | 'python'

/**
 * A strategy as code to paste behind what builds the `request`, its system prompt and contents as lists of blocks;
 * undefined for those that are no rule: the log as sent, and the optimum.
 */
export function snippetFor(
  strategy: string,
  ttl: Lifetimes | undefined,
  language: SnippetLanguage,
): string | undefined {
  const steps = recipes[strategy]
  if (!steps) return undefined
  const lines = steps.map((step) => {
    const isStatic = step === 'tools' || step === 'system'
    const isLong = ttl === '1h' || (ttl === 'mixed' && isStatic)
    return write[language][step](control(isLong ? '1h' : '5m', language))
  })
  return lines.map((line) => `${line}\n`).join('')
}

/** A row's strategy as code, below a comment that says what it does; undefined where it is no rule. */
export function codeFor(
  { strategy, ttl, name, summary }: Pick<StrategyRow, 'strategy' | 'ttl' | 'name' | 'summary'>,
  language: SnippetLanguage,
): string | undefined {
  const code = snippetFor(strategy, ttl, language)
  const comment = language === 'python' ? '#' : '//'
  return code && `${comment} ${name}: ${summary}\n${code}`
}

function control(ttl: Ttl, language: SnippetLanguage): string {
  if (language === 'python')
    return ttl === '1h' ? '{"type": "ephemeral", "ttl": "1h"}' : '{"type": "ephemeral"}'
  return ttl === '1h' ? "{ type: 'ephemeral', ttl: '1h' }" : "{ type: 'ephemeral' }"
}

type Step = 'automatic' | 'tools' | 'system' | 'last' | 'second-to-last' | 'state-last'

const recipes: Readonly<Record<string, readonly Step[]>> = {
  automatic: ['automatic'],
  'system-only': ['system'],
  'static-part': ['system'],
  'tools-and-system': ['tools', 'system'],
  'last-two-messages': ['system', 'second-to-last', 'last'],
  gateway: ['system', 'last'],
  'context-last': ['system', 'second-to-last', 'last', 'state-last'],
}

type Writer = (control: string) => string

const write: Readonly<Record<SnippetLanguage, Readonly<Record<Step, Writer>>>> = {
  typescript: {
    automatic: (control) => `request.cache_control = ${control}`,
    tools: (control) => `request.tools.at(-1).cache_control = ${control}`,
    system: (control) => `request.system.at(-1).cache_control = ${control}`,
    'second-to-last': (control) =>
      `request.messages.filter(({ role }) => role === 'user').at(-2)?.content.at(-1).cache_control = ${control}`,
    last: (control) =>
      `request.messages.filter(({ role }) => role === 'user').at(-1).content.at(-1).cache_control = ${control}`,
    'state-last': () =>
      `request.messages.at(-1).content.push({ type: 'text', text: currentState }) // after the breakpoint; never kept in the history`,
  },
  python: {
    automatic: (control) => `request["cache_control"] = ${control}`,
    tools: (control) => `request["tools"][-1]["cache_control"] = ${control}`,
    system: (control) => `request["system"][-1]["cache_control"] = ${control}`,
    'second-to-last': (control) =>
      `[m for m in request["messages"] if m["role"] == "user"][-2:][0]["content"][-1]["cache_control"] = ${control}`,
    last: (control) =>
      `[m for m in request["messages"] if m["role"] == "user"][-1]["content"][-1]["cache_control"] = ${control}`,
    'state-last': () =>
      `request["messages"][-1]["content"].append({"type": "text", "text": current_state})  # after the breakpoint; never kept in the history`,
  },
}
