import { recordedRequests } from '../../api/recorded-requests.ts'
import { runTest } from '../../api/run-test.ts'
import { spendingFile, spendingIn } from '../../api/spending.ts'
import { appendToLog, readHistory } from '../../api/test-log.ts'
import { type Calibration, Calibrator, readCalibration } from '../../core/calibration.ts'
import { toExchange } from '../../core/exchange.ts'
import { placeInDocument } from '../../core/failure-place.ts'
import { failureOf } from '../../core/failures.ts'
import type { Path, Span } from '../../core/prompt.ts'
import {
  type SendableBody,
  hasMessages,
  openVariables,
  resentBody,
  sendableBody,
} from '../../core/sendable.ts'
import { previewOf } from '../../core/test-preview.ts'
import { markdownReport } from '../../core/test-report.ts'
import { countBlock } from '../../core/tokens.ts'
import type { Samples } from '../../core/variables.ts'
import { promptAt } from './prompt-at.ts'
import type { PromptRead } from './read.ts'

/** What tests are made of, with the rules and the counter; the SDK is a bundle of its own. */
export const testing = {
  appendToLog,
  countBlock,
  failureOf,
  learnedFrom,
  markdownReport,
  previewOf,
  readHistory,
  recordedRequests,
  resentBody,
  runTest,
  spending: () => spendingIn(spendingFile()),
  subjectAt,
}

/** What a captured line adds to what is known of counts; undefined where it was not answered. */
function learnedFrom(line: unknown, before: Calibration | undefined): Calibration | undefined {
  const exchange = toExchange(line)?.exchange
  if (!exchange?.usage || !exchange.prompt) return undefined
  const calibrator = new Calibrator(readCalibration(before))
  calibrator.learn(exchange)
  return calibrator.calibration
}

/** A prompt that can be sent. */
interface Subject {
  /** Variables that have no value yet. */
  readonly open: readonly string[]
  readonly hasMessages: boolean
  body(values: Samples, user: string | undefined): SendableBody
  /** Where a part of the body stands in the document. */
  place(path: Path): Span | undefined
}

/** The prompt of a document at a place; undefined where there is none. */
function subjectAt(read: PromptRead, offset: number): Subject | undefined {
  const prompt = promptAt(read, offset)
  if (!prompt) return undefined
  const config = read.project?.config
  return {
    open: openVariables(prompt),
    hasMessages: hasMessages(prompt),
    body: (values, user) =>
      sendableBody(prompt, {
        values,
        maxTokens: usualMaxTokens,
        ...(config && { config }),
        ...(user !== undefined && { user }),
      }),
    place: (path) => placeInDocument(path, prompt),
  }
}

/** Tokens of an answer, where the prompt does not say how long it may be: what is tested is the cache. */
const usualMaxTokens = 512
