import type { Problem, Prompt, Span, Ttl } from './prompt.ts'
import type { JsonObject } from './values.ts'

/** A document that may hold prompts. */
export interface PromptDocument {
  readonly text: string
  /** Its path or name; decides nothing where the structure does. */
  readonly path: string
  /** The editor's id of its language, where that is known: `python`, `typescriptreact`. */
  readonly language?: string
  /** The text of a file in the same folder, by its name; undefined when there is none. */
  readonly sibling?: (name: string) => string | undefined
  /** Whether another file of the project names this function or constant; undefined where that is not known. */
  readonly isNamedElsewhere?: (name: string) => boolean | undefined
}

/** What a person can set about reading prompts. */
export interface SourceOptions {
  /** The model of a document that names none. */
  readonly model: string
  /** Boundary markers besides the known ones, as they stand in the text. */
  readonly markers: readonly string[]
  /** Headings behind which a template's context begins, as they stand in the text; `## Context` where none is given. */
  readonly headings?: readonly string[]
  /** Variables of templates that are the same for every call. */
  readonly cacheable?: readonly string[]
  /** The lifetime of boundaries that name none. */
  readonly ttl?: Ttl
  /** The project lists it as a prompt: it is one even where nothing in it says so. */
  readonly isPrompt?: true
  /** A plain text without a marker has its boundary behind this line, counted from 1. Given for known prompts only. */
  readonly boundaryLine?: number
}

/** A prompt with the places of its blocks, and what was not understood. */
export interface SourcePrompt {
  readonly prompt: Prompt
  readonly problems: readonly Problem[]
  /** What tells it from the others of its document: an id, the function that it is sent from. */
  readonly name?: string
  /** Where it stands, in a document that holds more than it. */
  readonly span?: Span
  /** Only a part of a request: what else is sent stands elsewhere. */
  readonly isPartial?: true
  /** The request body that it was read from, in its own dialect; undefined for a text. */
  readonly body?: JsonObject
  /** How its body spells it, where that is not the Messages API: `ai-sdk`, `converse`, `openai`. */
  readonly dialect?: string
}

/** A kind of document that holds prompts. */
export interface PromptSource {
  readonly id: string
  /** What a person calls it. */
  readonly name: string
  /** The prompts of a document; undefined when the document is not of this kind. Never throws. */
  read(document: PromptDocument, options: SourceOptions): readonly SourcePrompt[] | undefined
}
