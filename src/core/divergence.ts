import type { Section } from './prompt.ts'
import type { TextKind } from './text-change.ts'

/** What happened to the prefix of an earlier request, at the first place where it differs. */
export type ChangeKind =
  | TextKind
  | 'tool-added'
  | 'tool-removed'
  | 'tool-reordered'
  | 'tool-changed'
  | 'image-toggled'
  | 'image-changed'
  | 'block-added'
  | 'block-removed'
  | 'history-truncated'
  | 'history-edited'
  | 'history-summarised'
  | 'thinking-dropped'
  | 'context-editing'

/** The first difference between the prompts of two requests. */
export interface Divergence {
  readonly section: Section
  readonly kind: ChangeKind
  /** Index of the first block that differs, the same in both prompts. */
  readonly block: number
  /** Offset within the block's content; 0 where a whole block came, went or moved. */
  readonly offset: number
  readonly was: string
  readonly now: string
  /** The tool that it is about, by name. */
  readonly tool?: string
  /** Whether what follows is still the earlier request's conversation, rather than another one. */
  readonly continues: boolean
}

/** What changed; the place is that of `compare` where nothing else is said. */
export type Change = Pick<Divergence, 'kind' | 'offset' | 'was' | 'now'> &
  Partial<Pick<Divergence, 'block' | 'tool' | 'continues'>>
