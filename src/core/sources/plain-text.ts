import { isBlank, startOf, systemBlock } from '../boundaries.ts'
import { frontMatter } from '../front-matter.ts'
import type { PromptSource } from '../source.ts'
import { textOf } from '../values.ts'

/**
 * A text that the project lists as a prompt, with nothing in it that says where a cached prefix ends: one system block
 * without a breakpoint.
 */
export const plainText: PromptSource = {
  id: 'plain-text',
  name: 'Text without a cache boundary',
  read({ text, path }, { isPrompt, model }) {
    if (!isPrompt || !isText.test(path)) return undefined
    const { settings, end } = frontMatter(text)
    const named = textOf(settings['model'])
    const span = { start: named === undefined ? startOf(text) : end, end: text.length }
    const blocks = isBlank(text, span) ? [] : [systemBlock(text, span)]
    return [{ prompt: { model: named ?? model, blocks, parameters: {} }, problems: [] }]
  },
}

/** What is written as text: prompts, not data and not source code. */
const isText = /\.(?:md|mdx|markdown|txt|prompt|tmpl|j2|jinja2?|hbs|mustache)$|\/[^./]+$/i
