import type { MessagesBody } from './body.ts'
import { shellQuoted } from './shell.ts'

/**
 * Arguments of the `claude` command. It marks its own prefix: what is the same for every call goes into the system
 * prompt, what changes into the message, so that no boundary has to be told.
 */
export function claudeArguments(body: MessagesBody): string {
  const system = body.system ?? []
  const last = system.findLastIndex(({ cache_control: control }) => control)
  const stable = system.slice(0, last < 0 ? system.length : last + 1)
  const texts = [
    ...system.slice(stable.length).map(({ text = '' }) => text),
    ...body.messages.flatMap(({ content }) => content.map(({ text = '' }) => text)),
  ]
  const prompt = texts.map((each) => each.trim()).filter((each) => each !== '')
  return (
    [
      'claude --print',
      `  --model ${shellQuoted(body.model)}`,
      ...(stable.length > 0
        ? [
            `  --system-prompt ${shellQuoted(
              stable
                .map(({ text = '' }) => text)
                .join('')
                .trim(),
            )}`,
          ]
        : []),
      `  ${shellQuoted(prompt.join('\n\n'))}`,
    ].join(' \\\n') + '\n'
  )
}
