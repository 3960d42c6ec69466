import type { Block, Prompt } from './prompt.ts'
import { type JsonObject, isObject, jsonIn } from './values.ts'

/**
 * The Messages API body of a prompt's first `length` blocks, as the token-counting endpoint takes it. Where it holds no
 * message there is one that says `filler`, as the API refuses a body without any.
 */
export function prefixBody(prompt: Prompt, length = prompt.blocks.length): JsonObject {
  const blocks = prompt.blocks.slice(0, length)
  const of = (section: Block['section']) => blocks.filter((block) => block.section === section)
  const messages = messagesOf(of('messages'))
  const [tools, system] = [of('tools').map(partOf), of('system').map(partOf)]
  return {
    model: prompt.model,
    ...parametersOf(prompt, tools.length > 0),
    ...(tools.length > 0 && { tools }),
    ...(system.length > 0 && { system }),
    messages: messages.length > 0 ? messages : [{ role: 'user', content: filler }],
  }
}

/** A body with nothing but the filler: what it has is to be taken off. */
export function fillerBody(prompt: Prompt): JsonObject {
  return { model: prompt.model, messages: [{ role: 'user', content: filler }] }
}

const filler = 'x'

function messagesOf(blocks: readonly Block[]): JsonObject[] {
  const made: { role: string; message: number | undefined; content: unknown[] }[] = []
  for (const block of blocks) {
    const { role = 'user', message } = block
    const last = made.at(-1)
    if (last?.role === role && last.message === message) last.content.push(partOf(block))
    else made.push({ role, message, content: [partOf(block)] })
  }
  return made.map(({ role, content }) => ({ role, content }))
}

function partOf({ type, content }: Block): unknown {
  const value = type === 'text' ? undefined : jsonIn(content)
  return isObject(value) ? value : { type: 'text', text: content }
}

/** What the tokens of a prompt depend on besides its blocks; `tool_choice` is refused where there are no tools. */
function parametersOf({ parameters }: Prompt, hasTools: boolean): Record<string, unknown> {
  const names = ['thinking', 'output_config', ...(hasTools ? ['tool_choice'] : [])]
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = jsonIn(parameters[name] ?? '')
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
