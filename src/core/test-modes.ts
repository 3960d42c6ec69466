/** What a test sends. */
export type TestMode = 'single' | 'pair' | 'prewarm' | 'wait' | 'conversation' | 'count'

/** A mode as a person chooses it. */
export interface ModeChoice {
  readonly id: TestMode
  readonly name: string
  readonly detail: string
}

export const testModes: readonly ModeChoice[] = [
  { id: 'single', name: 'Single request', detail: 'Sends the prompt once, as it is.' },
  {
    id: 'pair',
    name: 'Cold and warm',
    detail: 'Sends it twice, the second time once the first answer has begun: the second reads.',
  },
  {
    id: 'conversation',
    name: 'Conversation',
    detail: 'Sends it, then several turns, each of which goes on from the answer before.',
  },
  {
    id: 'wait',
    name: 'After a wait',
    detail: 'Sends it twice with a pause, to see whether the entry is still there.',
  },
  {
    id: 'prewarm',
    name: 'Pre-warm',
    detail: 'Fills the cache without an answer (max_tokens: 0), so that the next request reads.',
  },
  {
    id: 'count',
    name: 'Count tokens only',
    detail: 'Asks the token-counting endpoint. Costs nothing, caches nothing.',
  },
]
