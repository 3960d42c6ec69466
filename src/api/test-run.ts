import type { CountBlock } from '../core/estimates.ts'
import type { Exchange } from '../core/prompt.ts'
import type { TestPlan, TestStep } from '../core/test-plan.ts'
import type { MessagesApi } from './messages-api.ts'
import type { Spending } from './spending.ts'

/** Time as a test sees it. */
export interface Clock {
  now(): number
  /** @throws The signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** What a test is run with. */
export interface TestRun {
  readonly title: string
  /** Undefined for a dry run: nothing is sent. */
  readonly api: MessagesApi | undefined
  readonly baseUrl: string
  /** What was sent before, oldest first. */
  readonly history: readonly Exchange[]
  readonly count: CountBlock
  readonly clock: Clock
  readonly signal: AbortSignal
  /** US dollars a day. */
  readonly budget: number
  readonly spending: Spending
  /** What must not appear in anything that is kept or shown. */
  readonly secrets: readonly string[]
  readonly onProgress: (progress: Progress) => void
  /** Keeps an exchange. */
  readonly keep: (line: unknown) => Promise<void>
}

/** What a test is doing. */
export interface Progress {
  readonly step: TestStep
  /** Counted from 0. */
  readonly index: number
  readonly of: number
  readonly phase: 'waiting' | 'sent' | 'answering' | 'done'
  /** Until the next request; `waiting` only. */
  readonly remainingMs?: number
  /** What was answered so far. */
  readonly text?: string
}

/** What the requests of one test share. */
export interface Session {
  readonly plan: TestPlan
  readonly run: TestRun
  readonly startedAt: number
  /** What was sent so far, by step; without usage as long as the answer is not complete. */
  readonly sent: (Exchange | undefined)[]
  readonly notes: Set<string>
  /** Whether the first answer has begun; false when it never will. */
  readonly firstBegun: PromiseWithResolvers<boolean>
  /** Of the newest answer. */
  previousId: string | undefined
  /** Until the address refuses them. */
  knowsDiagnostics: boolean
  /** US dollars at most, of what is under way. */
  pending: number
  /** US dollars that answers have cost. */
  spent: number | undefined
}
