import { existsSync, readFileSync } from 'node:fs'
import type { PromptDocument } from '../src/core/source.ts'

/** A document of `test/fixtures/sources`, with the files beside it. */
export function fixture(name: string, change: (text: string) => string = (text) => text) {
  const folder = 'test/fixtures/sources'
  return {
    text: change(readFileSync(`${folder}/${name}`, 'utf8')),
    path: `${folder}/${name}`,
    sibling: (other) => {
      const path = `${folder}/${other}`
      return existsSync(path) ? change(readFileSync(path, 'utf8')) : undefined
    },
  } satisfies PromptDocument
}

/** Ways in which the same text may be written, each of which moves offsets. */
export const spellings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'with a byte order mark': (text) => `\uFEFF${text}`,
}
