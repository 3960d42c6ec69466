import type { PromptDocument, PromptSource, SourceOptions, SourcePrompt } from './source.ts'
import { boundaryText } from './sources/boundary-text.ts'
import { filePair } from './sources/file-pair.ts'
import { httpFile } from './sources/http-file.ts'
import { javascript } from './sources/javascript.ts'
import { plainText } from './sources/plain-text.ts'
import { prompty } from './sources/prompty.ts'
import { python } from './sources/python.ts'
import { requestJson } from './sources/request-json.ts'
import { requestLines } from './sources/request-lines.ts'
import { requestYaml } from './sources/request-yaml.ts'
import { template } from './sources/template.ts'

/** All kinds; the first that recognises a document reads it. */
const sources: readonly PromptSource[] = [
  javascript,
  python,
  requestLines,
  requestJson,
  httpFile,
  prompty,
  boundaryText,
  filePair,
  requestYaml,
  template,
  plainText,
]

/** The prompts of a document with the source that read them; undefined when it holds none. */
export function readPrompts(
  document: PromptDocument,
  options: SourceOptions,
): { source: PromptSource; prompts: readonly SourcePrompt[] } | undefined {
  for (const source of sources) {
    const prompts = source.read(document, options)
    if (prompts) return { source, prompts }
  }
  return undefined
}
