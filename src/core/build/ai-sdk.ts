import type { ApiBlock, MessagesBody } from './body.ts'
import { literal } from './literal.ts'

/** A call of the AI SDK: system blocks as system messages, marks as provider options. `ai` 7, `@ai-sdk/anthropic` 4. */
export function aiSdkCode(body: MessagesBody): string {
  const system = (body.system ?? []).map(({ text = '', ...block }) => ({
    role: 'system',
    content: text,
    ...marks(block),
  }))
  const messages = body.messages.map(({ role, content }) => ({
    role,
    content: content.map(({ cache_control: control, ...part }) => ({
      ...part,
      ...marks(control ? { cache_control: control } : {}),
    })),
  }))
  const options = literal(
    { messages: [...system, ...messages], maxOutputTokens: body.max_tokens },
    'typescript',
  )
  const model = `  model: anthropic(${literal(body.model, 'typescript')}),\n`
  return (
    `import { anthropic } from '@ai-sdk/anthropic'\nimport { generateText } from 'ai'\n\n` +
    `const { text, usage } = await generateText({\n${model}${options.slice(2)})\nconsole.log(text, usage)\n`
  )
}

function marks({ cache_control: control }: Pick<ApiBlock, 'cache_control'>) {
  return control && { providerOptions: { anthropic: { cacheControl: control } } }
}
