import { type TestPlan, stepsOf } from '../core/test-plan.ts'
import { type StepResult, type TestResult, judge } from '../core/test-result.ts'
import { textOf } from '../core/values.ts'
import { type Done, runStep } from './run-step.ts'
import type { Clock, Progress, Session, TestRun } from './test-run.ts'

/** Runs a test: predicts each request, sends it, and compares. Never throws on what the API does. */
export async function runTest(plan: TestPlan, given: TestRun): Promise<TestResult> {
  const clock = given.api ? given.clock : imagined(given.clock.now())
  const run = { ...given, clock, history: [...given.history] }
  const session: Session = {
    plan,
    run,
    startedAt: run.clock.now(),
    sent: [],
    notes: new Set(),
    firstBegun: Promise.withResolvers<boolean>(),
    previousId: undefined,
    knowsDiagnostics: true,
    pending: 0,
    spent: undefined,
  }
  const steps = stepsOf(plan)
  const running: Promise<Done>[] = []
  for (const [index, step] of steps.entries()) {
    const before = running.at(-1)
    if (!(await isReady(session, { step, index, of: steps.length }, before))) break
    const answered = step.starts === 'after the answer' ? (await before)?.answered : undefined
    running.push(runStep(session, { step, index, of: steps.length, answered }))
  }
  const done = await Promise.all(running)
  return {
    title: run.title,
    mode: plan.mode,
    isDry: run.api === undefined,
    model: textOf(plan.body['model']) ?? '',
    url: run.baseUrl,
    startedAt: session.startedAt,
    steps: judged(done, run),
    notes: [...session.notes],
    spent: session.spent,
  }
}

/** Compares each answer, knowing those before it, whichever was complete first. */
function judged(done: readonly Done[], { history, count }: TestRun): StepResult[] {
  const known = [...history]
  return done.map(({ result, exchange }) => {
    if (!exchange?.usage) return result
    const verdict = judge(known, { exchange, expected: result.expected }, count)
    known.push(exchange)
    return { ...result, ...verdict }
  })
}

/** A clock that only moves when someone waits: a dry run takes no time. */
function imagined(startedAt: number): Clock {
  let now = startedAt
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms
      return Promise.resolve()
    },
  }
}

type Place = Pick<Progress, 'step' | 'index' | 'of'>

/** Waits until a step may begin; false when the test ends before it. */
async function isReady(session: Session, place: Place, before?: Promise<Done>): Promise<boolean> {
  const { api, signal } = session.run
  switch (place.step.starts) {
    case 'at once':
      return true
    case 'when the first answer begins':
      return api === undefined ? isFine(await before) : session.firstBegun.promise
    case 'after the answer':
      return isFine(await before) && !signal.aborted
    case 'after the wait':
      return isFine(await before) && wait(session, place)
  }
}

function isFine(before: Done | undefined): boolean {
  return before?.result.failure === undefined
}

async function wait({ run, startedAt, plan, notes }: Session, place: Place): Promise<boolean> {
  const { clock, signal, onProgress } = run
  const until = startedAt + plan.waitMs
  try {
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      onProgress({ ...place, phase: 'waiting', remainingMs: left })
      await clock.sleep(Math.min(left, second), signal)
    }
    return true
  } catch (error) {
    if (!signal.aborted) throw error
    notes.add('You stopped it during the wait.')
    return false
  }
}

const second = 1000
