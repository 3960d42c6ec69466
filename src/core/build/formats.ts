import { aiSdkCode } from './ai-sdk.ts'
import type { MessagesBody } from './body.ts'
import { claudeArguments } from './claude.ts'
import { converseBody } from './converse.ts'
import { literal } from './literal.ts'
import { shellQuoted } from './shell.ts'

/** How a request is written out. */
export type BuildFormat =
  'json' | 'typescript' | 'python' | 'curl' | 'ai-sdk' | 'bedrock' | 'claude'

export type Rendering = (body: MessagesBody) => string

/** Every format, by its name. */
export const formats: Readonly<Record<BuildFormat, Rendering>> = {
  json: (body) => `${JSON.stringify(body, null, 2)}\n`,
  typescript: (body) =>
    `import Anthropic from '@anthropic-ai/sdk'\n\nconst client = new Anthropic()\n\nconst message = await client.messages.create(${literal(body, 'typescript')})\nconsole.log(message.usage)\n`,
  python: (body) => {
    const entries = Object.entries(body).map(
      ([name, value]) => `    ${name}=${literal(value, 'python', '    ')},\n`,
    )
    return `import anthropic\n\nclient = anthropic.Anthropic()\n\nmessage = client.messages.create(\n${entries.join('')})\nprint(message.usage)\n`
  },
  curl: (body) =>
    [
      'curl https://api.anthropic.com/v1/messages',
      '  --header "x-api-key: $ANTHROPIC_API_KEY"',
      '  --header "anthropic-version: 2023-06-01"',
      '  --header "content-type: application/json"',
      `  --data ${shellQuoted(JSON.stringify(body, null, 2))}`,
    ].join(' \\\n') + '\n',
  'ai-sdk': aiSdkCode,
  bedrock: (body) => `${JSON.stringify(converseBody(body), null, 2)}\n`,
  claude: claudeArguments,
}
