import { modelSpan } from '../../core/edits/model.ts'
import type { Span } from '../../core/prompt.ts'
import { promptAt } from './prompt-at.ts'
import type { PromptRead } from './read.ts'

/** Where the model of a prompt is named: in its document, in its project's configuration, or by the settings. */
export type ModelPlace = { readonly id: string } & (
  | { readonly where: 'document'; readonly span: Span }
  | { readonly where: 'project'; readonly file: string }
  | { readonly where: 'settings' }
)

/** Where the model of the prompt at a place is named; undefined where there is no prompt. */
export function modelOf(read: PromptRead, offset: number): ModelPlace | undefined {
  const prompt = promptAt(read, offset)
  if (!prompt) return undefined
  const id = prompt.prompt.model
  const span = modelSpan(prompt, read.document.text)
  if (span) return { id, where: 'document', span }
  const { config, file } = read.project ?? {}
  return config?.model !== undefined && file !== undefined
    ? { id, where: 'project', file }
    : { id, where: 'settings' }
}
