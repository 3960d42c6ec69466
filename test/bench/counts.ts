import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A text and the API's count of it as a single user message. */
export interface CountedText {
  readonly corpus: string
  readonly text: string
  /** By model. */
  readonly tokens: Readonly<Record<string, number>>
}

/** A request body and its recorded number of input tokens. */
export interface CountedRequest {
  readonly source: string
  readonly model: string
  readonly request: unknown
  readonly inputTokens: number
}

/** The recorded counts of a folder. */
export function readCounts(folder: string): { texts: CountedText[]; requests: CountedRequest[] } {
  return {
    texts: lines(join(folder, 'texts.jsonl.gz')) as CountedText[],
    requests: lines(join(folder, 'requests.jsonl.gz')) as CountedRequest[],
  }
}

function lines(path: string): unknown[] {
  return gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

/** The models that the texts were counted by, with the frame of a single user message, and the vocabulary they read with. */
export const countedModels = [
  { id: 'claude-opus-4-5', frame: 7, tokenizer: 'claude-3', noise: 0.02 },
  { id: 'claude-opus-4-7', frame: 11, tokenizer: 'claude-4.7', noise: 0.012 },
  { id: 'claude-opus-5', frame: 6, tokenizer: 'claude-5', noise: 0.012 },
] as const
