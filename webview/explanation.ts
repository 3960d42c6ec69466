import type { Excerpt } from './excerpt.ts'

/** Why an iteration went as it did, as far as the replay and the log can tell. */
export interface Why {
  readonly title: string
  /** In a word or two, for the timeline; undefined where nothing went wrong. */
  readonly short: string | undefined
  readonly tone: 'read' | 'written' | 'lost' | 'plain'
  /** The API's name of the cause, where it stands, and whose doing it is. */
  readonly source: string | undefined
  /** What was and what is, around the first difference. */
  readonly excerpt: Excerpt | undefined
  readonly facts: readonly string[]
  /** The smallest change that would have helped. */
  readonly advice: string | undefined
}
