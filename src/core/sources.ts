import type { Problem, Prompt } from './prompt.ts'
import { boundaryText } from './sources/boundary-text.ts'
import { requestJson } from './sources/request-json.ts'
import { template } from './sources/template.ts'

/** A document that may hold prompts. */
export interface PromptDocument {
  readonly text: string
  /** Its path or name; decides nothing where the structure does. */
  readonly path: string
}

/** What a person can set about reading prompts. */
export interface SourceOptions {
  /** The model of a document that names none. */
  readonly model: string
  /** Boundary markers besides the known ones, as they stand in the text. */
  readonly markers: readonly string[]
}

/** A prompt with the places of its blocks, and what was not understood. */
export interface SourcePrompt {
  readonly prompt: Prompt
  readonly problems: readonly Problem[]
}

/** A kind of document that holds prompts. */
export interface PromptSource {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** The prompts of a document; undefined when the document is not of this kind. Never throws. */
  read(document: PromptDocument, options: SourceOptions): readonly SourcePrompt[] | undefined
}

/** All kinds; the first that recognises a document reads it. */
export const sources: readonly PromptSource[] = [requestJson, boundaryText, template]

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
