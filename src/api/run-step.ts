import { costOf } from '../core/cost.ts'
import { toExchange } from '../core/exchange.ts'
import { type Expectation, expectationOf } from '../core/expectation.ts'
import { type Failure, failureOf, overBudget } from '../core/failures.ts'
import { formatMoney } from '../core/format.ts'
import { findModel } from '../core/models.ts'
import type { Exchange } from '../core/prompt.ts'
import { type Answered, bodyOfStep } from '../core/test-plan.ts'
import { type StepResult, answerText, diagnosisOf } from '../core/test-result.ts'
import type { JsonObject } from '../core/values.ts'
import { capturedLine } from './captured-line.ts'
import type { Incoming, MessagesApi } from './messages-api.ts'
import { redact } from './redact.ts'
import type { Progress, Session } from './test-run.ts'

/** One request of a test, when it is over. */
export interface Done {
  readonly result: StepResult
  /** What a conversation goes on from. */
  readonly answered?: Answered
  /** What was sent, and answered. */
  readonly exchange?: Exchange
}

/** Which request of a test it is, and the answer that it goes on from. */
type Place = Pick<Progress, 'step' | 'index' | 'of'> & { readonly answered: Answered | undefined }

/** Runs one request of a test. */
export async function runStep(session: Session, place: Place): Promise<Done> {
  const { plan, run } = session
  const body = bodyOfStep(plan, place.answered)
  const startedAt = run.clock.now()
  const { line, intended } = intend(session, place, { body, startedAt })
  const known = [...run.history, ...session.sent.flatMap((each) => each ?? [])]
  const expected = expectationOf(known, intended, run.count)
  const { label } = place.step
  const sketch: StepResult = { label, startedAt, expected, match: 'none', reasons: [] }
  if (!run.api) return dry(session, place, { sketch, body, exchange: intended.exchange })
  if (plan.mode === 'count') return counted(session, run.api, { sketch, body })
  const refused = budgetFailure(session, expected.atMost)
  if (refused) {
    if (place.index === 0) session.firstBegun.resolve(false)
    return { result: { ...sketch, failure: refused } }
  }
  session.sent[place.index] = intended.exchange
  session.pending += expected.atMost
  const done = await send(session, place, { sketch, body, line, api: run.api })
  session.pending -= expected.atMost
  session.sent[place.index] = done.exchange
  return done
}

type Line = (
  answer?: Incoming,
  times?: { begunAt?: number | undefined; endedAt?: number },
) => unknown

/** The exchange that a request will be, and how it is written down. */
function intend(
  { plan, run }: Session,
  { step }: Place,
  { body, startedAt }: { readonly body: JsonObject; readonly startedAt: number },
) {
  const { baseUrl, secrets } = run
  const { betas, mode } = plan
  const test = { mode, step: step.label }
  const line: Line = (answer, times) =>
    capturedLine(body, answer, { baseUrl, betas, startedAt, test, ...times }, secrets)
  const read = toExchange(line())
  const intended = {
    exchange: read?.exchange ?? { startedAt },
    problems: read?.problems ?? [],
    maxTokens: Number(body['max_tokens'] ?? 0),
  }
  return { line, intended }
}

interface Drafted {
  readonly sketch: StepResult
  readonly body: JsonObject
}

/** How long an answer takes in a dry run. */
const usualAnswerMs = 5000

/** The model's own answer to a request that is not sent. */
async function dry(
  { plan, run, sent, notes }: Session,
  { index }: Place,
  { sketch, body, exchange }: Drafted & { readonly exchange: Exchange },
): Promise<Done> {
  sent[index] = exchange
  await run.clock.sleep(usualAnswerMs, run.signal)
  if (plan.mode === 'conversation') notes.add('A dry run has no answers: short ones are assumed.')
  const { usage, reasons } = sketch.expected
  return {
    result: { ...sketch, predicted: usage, reasons },
    answered: { body, content: [{ type: 'text', text: 'An answer of a few words.' }] },
  }
}

async function counted(
  session: Session,
  api: MessagesApi,
  { sketch, body }: Drafted,
): Promise<Done> {
  const { run, plan } = session
  const answer = await api.count({ body, betas: plan.betas }, run.signal)
  const durationMs = run.clock.now() - sketch.startedAt
  if ('tokens' in answer) return { result: { ...sketch, durationMs, counted: answer.tokens } }
  const failure = failed(session, { content: [], ...answer }, { sketch, body })
  return { result: { ...sketch, durationMs, ...(failure && { failure }) } }
}

async function send(
  session: Session,
  { step, index, of }: Place,
  { sketch, body, line, api }: Drafted & { readonly line: Line; readonly api: MessagesApi },
): Promise<Done> {
  const { run, plan } = session
  const { clock, onProgress } = run
  const previousId = session.previousId ?? sketch.expected.previousId
  let begunAt: number | undefined
  const listener = {
    onBegun: (id: string) => {
      begunAt ??= clock.now()
      session.previousId = id
      const begun = toExchange(line(undefined, { begunAt }))?.exchange
      if (begun) session.sent[index] = begun
      if (index === 0) session.firstBegun.resolve(true)
    },
    onText: (text: string) => {
      onProgress({ step, index, of, phase: 'answering', text })
    },
  }
  onProgress({ step, index, of, phase: 'sent' })
  const diagnostics = { previous_message_id: previousId ?? null }
  const ask = (asked: JsonObject) =>
    api.send({ body: asked, betas: plan.betas }, listener, run.signal)
  let answer = await ask(session.knowsDiagnostics ? { ...body, diagnostics } : body)
  if (session.knowsDiagnostics && isUnknownDiagnostics(answer)) {
    session.knowsDiagnostics = false
    session.notes.add('This address knows no cache diagnostics: only our own reasons are shown.')
    answer = await ask(body)
  }
  const endedAt = clock.now()
  if (index === 0) session.firstBegun.resolve(false)
  const whole = line(answer, { begunAt, endedAt })
  const read = toExchange(whole)?.exchange
  const exchange = read?.usage && read
  const failure = failed(session, answer, { sketch, body, exchange })
  charge(session, sketch.expected, { exchange, failure })
  if (exchange) await run.keep(whole)
  onProgress({ step, index, of, phase: 'done' })
  const text = redact(answerText(answer.content), run.secrets)
  const hadPrevious = session.knowsDiagnostics && previousId !== undefined
  const diagnosis = diagnosisOf(answer.diagnostics, hadPrevious)
  return {
    result: {
      ...sketch,
      durationMs: endedAt - sketch.startedAt,
      ...(begunAt !== undefined && { firstTokenMs: begunAt - sketch.startedAt }),
      ...(exchange?.usage && { actual: exchange.usage }),
      ...(diagnosis && { diagnosis }),
      ...(failure && { failure }),
      ...(answer.id !== undefined && { id: answer.id }),
      ...(answer.stopReason !== undefined && { stopReason: answer.stopReason }),
      ...(text !== '' && { text: text.slice(0, maxText) }),
    },
    ...(!failure && { answered: { body, content: answer.content } }),
    ...(exchange && { exchange }),
  }
}

/** Characters of an answer that are shown. */
const maxText = 2000

/** Gateways refuse a parameter that they do not know; such a refusal costs nothing. */
function isUnknownDiagnostics({ trouble }: Incoming): boolean {
  return trouble?.status === 400 && /diagnostics/.test(trouble.message)
}

function failed(
  { run }: Session,
  { trouble }: Incoming,
  { sketch, body, exchange }: Drafted & { readonly exchange?: Exchange | undefined },
): Failure | undefined {
  if (!trouble) return undefined
  const message = redact(trouble.message, run.secrets)
  const { host } = new URL(run.baseUrl)
  const spent = exchange && priceOf(exchange)
  return failureOf({ ...trouble, message }, { body, host, spent, atMost: sketch.expected.atMost })
}

function budgetFailure({ run, pending }: Session, atMost: number): Failure | undefined {
  const { budget, spending } = run
  const used = spending.today() + pending
  if (used + atMost <= budget) return undefined
  const spent = used > 0 ? `${formatMoney(used)} of it is used` : 'nothing of it is used yet'
  const message = `The budget of ${formatMoney(budget)} a day does not allow this request: ${spent}, and it may cost ${formatMoney(atMost)}.`
  return overBudget(message)
}

/** Puts on today's account what a request has cost; the most that it can cost where that is not known. */
function charge(
  session: Session,
  { atMost }: Expectation,
  { exchange, failure }: { exchange: Exchange | undefined; failure: Failure | undefined },
): void {
  const price = exchange && priceOf(exchange)
  if (price !== undefined) session.spent = (session.spent ?? 0) + price
  const isFree = !exchange && failure && !uncertain.has(failure.kind)
  if (!isFree) session.run.spending.add(price ?? atMost)
}

const uncertain: ReadonlySet<Failure['kind']> = new Set(['timeout', 'cut', 'cancelled'])

function priceOf({ usage, model }: Exchange): number | undefined {
  const row = findModel(model ?? '')
  return usage && row && costOf(usage, row).total
}
