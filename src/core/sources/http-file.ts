import { readBodies } from '../bodies.ts'
import { parseJson, shifted } from '../json.ts'
import type { Span } from '../prompt.ts'
import type { PromptSource, SourcePrompt } from '../source.ts'
import { invalidJson } from './request-json.ts'

/** Requests as REST clients keep them in `.http` and `.rest` files: a request line, headers, a body; `###` between them. */
export const httpFile: PromptSource = {
  id: 'http-file',
  name: 'HTTP file',
  read({ text }, options) {
    if (!requestLine.test(text)) return undefined
    const prompts = requestsIn(text).flatMap(({ name, body }): SourcePrompt[] => {
      const content = text.slice(body.start, body.end)
      if (!/"(?:messages|system|tools)"\s*:/.test(content)) return []
      const { value, locate, broken } = shifted(parseJson(content), body.start)
      const problems = broken ? [invalidJson(broken)] : []
      const found = readBodies({ value, locate, text, problems }, options) ?? []
      return found.map((each) => ({ span: body, ...each, ...(name !== '' && { name }) }))
    })
    return prompts.length > 0 ? prompts : undefined
  },
}

const requestLine = /^(?:POST|PUT|GET|PATCH)[ \t]+\S+/m

function requestsIn(text: string): { name: string; body: Span }[] {
  const found: { name: string; body: Span }[] = []
  const separators = [...text.matchAll(/^###[^\n]*(?:\n|$)/gm)]
  const starts = [
    { name: '', start: 0 },
    ...separators.map(({ 0: line, index }) => ({
      name: line.slice(3).trim(),
      start: index + line.length,
    })),
  ]
  starts.forEach(({ name, start }, i) => {
    const end = separators[i]?.index ?? text.length
    const part = text.slice(start, end)
    const line = requestLine.exec(part)
    if (!line) return
    const blank = /\r?\n[ \t]*\r?\n/g
    blank.lastIndex = line.index
    const gap = blank.exec(part)
    if (!gap) return
    found.push({ name, body: { start: start + gap.index + gap[0].length, end } })
  })
  return found
}
