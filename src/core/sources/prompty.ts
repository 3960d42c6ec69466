import { findBoundaries, isBlank, splitAtBoundaries, startOf } from '../boundaries.ts'
import { frontMatter, settingsOf } from '../front-matter.ts'
import type { Block, Span } from '../prompt.ts'
import { asSamples, nameOf, sampleValues } from '../samples.ts'
import type { PromptDocument, PromptSource, SourceOptions } from '../source.ts'
import { type JsonObject, isObject, textOf } from '../values.ts'
import { type Samples, fill } from '../variables.ts'

/**
 * Prompt files with roles: `.prompty` (a line `system:` begins a message) and `.prompt` (`{{role "system"}}`), both with
 * front matter and `{{variables}}`. Neither can say where a prefix ends; a boundary marker in a message does. Sources:
 * the specifications at prompty.ai and google.github.io/dotprompt, 2026.
 */
export const prompty: PromptSource = {
  id: 'prompty',
  name: 'Prompt file with roles',
  read(document, options) {
    const { text, path } = document
    const isNamed = /\.(?:prompty|prompt)$/i.test(nameOf(path))
    const { settings, end } = frontMatter(text)
    const hasFrontMatter = end > startOf(text)
    if (!isNamed && !hasFrontMatter) return undefined
    const turns = turnsIn(text, { start: end, end: text.length })
    const hasRoles = turns.some(({ marker }) => marker)
    if (!hasRoles && !(isNamed && hasFrontMatter)) return undefined
    const samples = { ...sampleValues(document), ...samplesOf(settings, document) }
    const blocks = turns.flatMap((turn, i) => blocksOf(turn, i, { text, samples, options }))
    if (blocks.length === 0) return undefined
    const model = modelOf(settings['model']) ?? options.model
    const inOrder = [...blocks].sort((a, b) => rankOf(a) - rankOf(b))
    return [{ prompt: { model, blocks: inOrder, parameters: {} }, problems: [] }]
  },
}

/** A message and where its text stands. */
interface Turn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly span: Span
  /** Said by a marker in the text. */
  readonly marker: boolean
}

const roleLine =
  /^[ \t]{0,8}(system|developer|user|assistant|model)[ \t]{0,8}:[ \t]{0,8}\r?$|\{\{\s{0,8}role\s{1,8}"(system|user|assistant|model)"\s{0,8}\}\}/gm

function turnsIn(text: string, within: Span): Turn[] {
  const turns: Turn[] = []
  let open = { role: 'user' as Turn['role'], start: within.start, marker: false }
  const close = (end: number) => {
    const span = { start: open.start, end }
    if (!isBlank(text, span)) turns.push({ role: open.role, span, marker: open.marker })
  }
  roleLine.lastIndex = within.start
  for (let match = roleLine.exec(text); match; match = roleLine.exec(text)) {
    close(match.index)
    const role = roleOf(match[1] ?? match[2] ?? '')
    open = { role, start: match.index + match[0].length, marker: true }
  }
  close(within.end)
  return turns
}

function roleOf(name: string): Turn['role'] {
  if (name === 'system' || name === 'developer') return 'system'
  return name === 'user' ? 'user' : 'assistant'
}

function blocksOf(
  { role, span }: Turn,
  message: number,
  { text, samples, options }: { text: string; samples: Samples; options: SourceOptions },
): Block[] {
  const make = (content: Span): Block => ({
    ...(role === 'system' ? { section: 'system' } : { section: 'messages', role, message }),
    type: 'text',
    span: content,
    ...fill(text, content, { samples, constant: new Set(options.cacheable) }),
  })
  return splitAtBoundaries(text, findBoundaries(text, options, span), { within: span, make })
}

/** The system prompt is rendered first, wherever it stands. */
const rankOf = ({ section }: Block): number => (section === 'system' ? 0 : 1)

/** Prompty nests the model's name; dotprompt writes it plainly. */
function modelOf(model: unknown): string | undefined {
  if (typeof model === 'string') return model
  if (!isObject(model)) return undefined
  const configuration = isObject(model['configuration']) ? model['configuration'] : {}
  const names = [model['id'], configuration['name'], configuration['model'], model['name']]
  return names.map(textOf).find((each) => each !== undefined)
}

/** Sample values stand in the front matter or in a file that it names. */
function samplesOf(settings: JsonObject, { sibling }: PromptDocument): Samples {
  const input = isObject(settings['input']) ? settings['input'] : {}
  const sample = settings['sample'] ?? input['default']
  if (typeof sample !== 'string') return asSamples(sample)
  const file = sibling?.(nameOf(sample.replace(/^\$\{file:(.*)\}$/, '$1')))
  return file === undefined ? {} : asSamples(settingsOf(file))
}
