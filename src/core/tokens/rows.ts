import { findModel } from '../models.ts'
import { parseRequest } from '../request.ts'
import { type TokenCount, countPrompt } from '../tokens.ts'
import { isObject, textOf } from '../values.ts'

/** What came of a line: its count, or why there is none. */
export type CountedRow = (TokenCount & { readonly model: string }) | { readonly error: string }

/** Counts one line of JSON: `model` and either `text`, which is one user message, or `request`, a body. */
export function countRow(line: string): CountedRow {
  const row = parsed(line)
  if (!isObject(row)) return { error: 'Not a JSON object. Write one object a line.' }
  const body = bodyOf(row)
  if (!body) return { error: 'Neither "text" nor "request". Say what is to be counted.' }
  const model = textOf(row['model']) ?? textOf(body['model'])
  if (model === undefined) return { error: 'No "model". Counts depend on it.' }
  const { prompt } = parseRequest({ ...body, model }, () => undefined, { model })
  const { total } = countPrompt(prompt)
  return findModel(model)
    ? { model, ...total }
    : // Of a model that is not known, neither the vocabulary nor the frame is.
      { model, ...total, low: Math.floor(total.low * 0.75), high: Math.ceil(total.high * 1.4) }
}

function bodyOf(
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const { text, request } = row
  if (typeof text === 'string') return { messages: [{ role: 'user', content: text }] }
  return isObject(request) ? request : undefined
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
