import type { Tokenizer } from '../models.ts'
import type { Block } from '../prompt.ts'
import { type JsonObject, isObject, listOf, textOf } from '../values.ts'
import { renderDocument } from './documents.ts'
import { familyOf } from './estimate.ts'
import { imageSize } from './images.ts'
import type { Rendered } from './rendered.ts'

/**
 * A block as the model reads it. The forms were found by fitting 2,400 recorded requests of Claude 3.5 to Sonnet 5
 * (2024-2026): with these texts the rest is the same number for all requests of a model.
 */
export function render(block: Block, tokenizer: Tokenizer): Rendered {
  if (block.type === 'text') return plain(block.content)
  const value = parsed(block.content)
  if (!value) return plain(block.content)
  if (block.section === 'tools') return renderTool(block.type, value)
  return renderPart(value, tokenizer)
}

/** A tool stands in the prompt as JSON with spaces, in a tag of its own; those of the API have a fixed text. */
function renderTool(type: string, value: JsonObject): Rendered {
  if (value['input_schema'] !== undefined) {
    const { name, description, input_schema: parameters } = value
    const json = spaced({ description: description ?? '', name, parameters })
    return { texts: [`<function>${json}</function>\n`], tokens: 0, doubt: 2 }
  }
  const known = toolTokens.find(([prefix]) => type.startsWith(prefix))
  return { texts: [], tokens: known?.[1] ?? 500, doubt: known?.[2] ?? 400 }
}

/**
 * Tokens of the tools that the API defines, and how far off they may be; from single recorded requests, bash from
 * "Pricing" (August 2026). Web search has most of its text behind the tools, see `webSearchPrompt`.
 */
const toolTokens: readonly (readonly [string, number, number])[] = [
  ['computer_', 1320, 20],
  ['web_search_', 40, 40],
  ['web_fetch_', 495, 60],
  ['code_execution_', 1720, 150],
  ['tool_search_', 240, 80],
  ['text_editor_', 295, 60],
  ['bash_', 245, 60],
]

function renderPart(value: JsonObject, tokenizer: Tokenizer): Rendered {
  const type = textOf(value['type'])
  if (type === 'text') return plain(textOf(value['text']) ?? '')
  if (type === 'tool_use') return renderUse(value, tokenizer)
  if (type === 'tool_result') return renderResult(value, tokenizer)
  if (type === 'image') return renderImage(value, tokenizer)
  if (type === 'document') return renderDocument(value, (parts) => renderAll(parts, tokenizer))
  if (type === 'thinking') return renderThinking(value)
  if (type === 'web_search_tool_result') return renderSearch(value)
  // The tool that it brings back is described anew; twelve recorded requests of Opus 4.8 and Fable 5.
  if (type === 'tool_addition') return { texts: [], tokens: 90, doubt: 50 }
  const text = JSON.stringify(value, (key, each: unknown) => (isOpaque(key) ? undefined : each))
  return { texts: [text], tokens: 0, doubt: text.length / 8 }
}

/** The parts of a block that is made of blocks; a text stands for one. */
function renderAll(content: unknown, tokenizer: Tokenizer): Rendered {
  if (typeof content === 'string') return plain(content)
  return joined(
    listOf(content).flatMap((part) => (isObject(part) ? [renderPart(part, tokenizer)] : [])),
  )
}

/** Ids and what is encrypted is not read as text. */
function isOpaque(key: string): boolean {
  return ['id', 'tool_use_id', 'signature', 'encrypted_content', 'encrypted_index'].includes(key)
}

/** A call: its name, and a tag for each argument. */
function renderUse(value: JsonObject, tokenizer: Tokenizer): Rendered {
  const input = isObject(value['input']) ? Object.entries(value['input']) : []
  const texts = input.flatMap(([key, each]) => [
    key,
    typeof each === 'string' ? each : spaced(each),
  ])
  const { call, argument } = callFrames[familyOf(tokenizer)]
  const tokens = call + input.length * argument
  return { texts: [textOf(value['name']) ?? '', ...texts], tokens, doubt: 2 }
}

/**
 * What stands around a call, each argument and a result: what 593 recorded requests have more than the same ones without
 * their last turns, as the projects of which any one is left out agree. Of Opus 4.7 there are four.
 */
const callFrames = [
  { call: 14, argument: 14, result: 24 },
  { call: 17, argument: 16, result: 28 },
] as const

/** What a result has besides when it is an error: four recorded requests. */
const errorFrame = 12

function renderResult(value: JsonObject, tokenizer: Tokenizer): Rendered {
  const { texts, tokens, doubt } = renderAll(value['content'], tokenizer)
  const { result } = callFrames[familyOf(tokenizer)]
  const around = result + (value['is_error'] === true ? errorFrame : 0)
  return { texts, tokens: tokens + around, doubt: doubt + 2 }
}

/** Recorded: 1.26 times what its text alone weighs, for four answers of Sonnet 4.6. */
function renderThinking(value: JsonObject): Rendered {
  const text = textOf(value['thinking']) ?? ''
  return { texts: [text], tokens: text.length / 20, doubt: text.length / 20 + 30 }
}

/** A page that was found comes encrypted: 0.28 tokens for each character of that, in four recorded requests. */
function renderSearch(value: JsonObject): Rendered {
  const pages = listOf(value['content']).map((page) => {
    const secret = isObject(page) ? (textOf(page['encrypted_content']) ?? '') : ''
    const tokens = secret.length * 0.28
    // Logs that leave out what is encrypted say nothing of its length.
    return tokens < 30 ? { tokens: 600, doubt: 400 } : { tokens, doubt: tokens / 8 }
  })
  return {
    texts: [],
    tokens: pages.reduce<number>((sum, { tokens }) => sum + tokens, callFrames[0].result),
    doubt: pages.reduce((sum, { doubt }) => sum + doubt, 10),
  }
}

/**
 * An image costs a token for each 750 pixels, after it is scaled down to what the model sees: 1,568 pixels on the long
 * edge and about 1,568 tokens, since Opus 4.7 2,576 pixels. "Vision", platform.claude.com, 2026; recorded images agree.
 */
function renderImage(value: JsonObject, tokenizer: Tokenizer): Rendered {
  const source = isObject(value['source']) ? value['source'] : {}
  const size = imageSize(textOf(source['data']) ?? '')
  const edge = tokenizer === 'claude-3' ? 1568 : 2576
  const most = tokenizer === 'claude-3' ? 1568 : 4784
  if (!size) return { texts: [], tokens: most / 2, doubt: most / 2 }
  const scale = Math.min(1, edge / Math.max(1, size.width, size.height))
  const tokens = Math.min(most, (size.width * size.height * scale * scale) / 750)
  return { texts: [], tokens: Math.ceil(tokens) + 4, doubt: 20 + tokens / 50 }
}

function plain(text: string): Rendered {
  return { texts: [text], tokens: 0, doubt: 0 }
}

function joined(parts: readonly Rendered[]): Rendered {
  return {
    texts: parts.flatMap(({ texts }) => texts),
    tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    doubt: parts.reduce((sum, { doubt }) => sum + doubt, 0),
  }
}

/** JSON with a space after each colon and comma that stands outside its texts. */
function spaced(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined
  if (json === undefined) return 'null'
  let made = ''
  let from = 0
  let isText = false
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 34) isText = !isText
    else if (isText && code === 92) at += 1
    else if (!isText && (code === 58 || code === 44)) {
      made += `${json.slice(from, at + 1)} `
      from = at + 1
    }
  }
  return made + json.slice(from)
}

function parsed(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    // A content that was cut short is counted as it stands.
    return undefined
  }
}
