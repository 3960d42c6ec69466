import { lifetime } from '../src/core/renewal.ts'
import { type Problem, type Ttl, promptTokens } from '../src/core/prompt.ts'
import { type RecordedReason, type Recording, unpack, withAround } from '../src/core/recording.ts'
import { type CountBlock, type Iteration, type Run, simulate } from '../src/core/simulate.ts'

/** A conversation or sub-agent of the log. */
interface Lane {
  readonly id: string
  readonly name: string
  readonly count: number
}

/** Idle time that outlived entries of the iteration before in the same lane. */
export interface Gap {
  readonly milliseconds: number
  /** Which entries had expired: those of five minutes, or every one. */
  readonly expired: '5m' | 'all'
}

/** How well the rules explain what the log recorded. */
interface Agreement {
  readonly matching: number
  readonly compared: number
}

/** A log, replayed, and what every view asks of it. Computed once a snapshot. */
export interface Session {
  readonly name: string
  readonly run: Run
  /** The counts of blocks that came with the log. */
  readonly count: CountBlock
  /** In order of first appearance. */
  readonly lanes: readonly Lane[]
  /** For each iteration the index of the one before it in its lane; -1 for a lane's first. */
  readonly previous: Int32Array
  /** By the index of the iteration that ended the gap. */
  readonly gaps: ReadonlyMap<number, Gap>
  /** Names of the models in use, most used first. */
  readonly models: readonly string[]
  /** Iterations whose usage the log recorded, and those whose body it holds. */
  readonly withUsage: number
  readonly withBody: number
  /** Undefined where no iteration has both a body and a usage. */
  readonly agreement: Agreement | undefined
  readonly problems: readonly Problem[]
  /** What was made up, where the requests were never sent. */
  readonly invented: string | undefined
  /** Found by the host, which knows the whole content of blocks. */
  readonly reasons: readonly (readonly RecordedReason[])[]
}

/** What is told of a log besides its requests. */
interface About {
  readonly name: string
  readonly problems: readonly Problem[]
  readonly invented?: string
}

/** Replays a recording as it was sent. */
export function sessionOf({ name, problems, invented }: About, recording: Recording): Session {
  const { exchanges, count } = unpack(recording)
  const run = simulate(exchanges, count)
  return viewOf({ name, problems, invented, count, reasons: recording.reasons }, run)
}

/** The same log with its requests sent in another way. */
export function withRun(session: Session, run: Run): Session {
  const reasons = run.iterations.map((each) =>
    each.reasons.map((reason) => withAround(reason, each.exchange)),
  )
  return viewOf({ ...session, reasons }, run)
}

type Kept = Pick<Session, 'name' | 'problems' | 'invented' | 'count' | 'reasons'>

function viewOf({ name, problems, invented, count, reasons }: Kept, run: Run): Session {
  const { iterations } = run
  const { lanes, previous } = lanesOf(iterations)
  return {
    name,
    run,
    count,
    lanes,
    previous,
    gaps: gapsOf(iterations, previous),
    models: modelsOf(iterations),
    withUsage: iterations.filter((each) => each.exchange.usage).length,
    withBody: iterations.filter((each) => each.exchange.prompt).length,
    agreement: agreementOf(iterations),
    problems,
    invented,
    reasons,
  }
}

/** Why an iteration missed, the first thing first. */
export function reasonsOf(
  session: Session,
  { index, reasons }: Iteration,
): readonly RecordedReason[] {
  const known = session.reasons[index]
  return known && known.length > 0 ? known : reasons
}

/** The iteration that one is compared with: what its reasons speak of, else the one before in the same lane. */
export function before(session: Session, index: number): Iteration | undefined {
  const [reason] = session.reasons[index] ?? []
  const at = reason?.comparedWith ?? session.previous[index] ?? -1
  return at < 0 ? undefined : session.run.iterations[at]
}

/** Tokens that the recorded and the predicted read may differ by, as a share of the prompt, and still agree. */
const tolerance = 0.02

/** Whether the rules predicted the recorded read; undefined where one of the two is missing. */
export function agrees({ exchange, predicted }: Iteration): boolean | undefined {
  const { usage } = exchange
  if (!usage || !predicted) return undefined
  return Math.abs(usage.read - predicted.read) <= promptTokens(usage) * tolerance
}

function agreementOf(iterations: readonly Iteration[]): Agreement | undefined {
  const compared = iterations.map(agrees).filter((each) => each !== undefined)
  if (compared.length === 0) return undefined
  return { matching: compared.filter(Boolean).length, compared: compared.length }
}

function lanesOf(iterations: readonly Iteration[]): { lanes: Lane[]; previous: Int32Array } {
  const previous = new Int32Array(iterations.length).fill(-1)
  const found = new Map<string, { named: boolean; count: number; last: number }>()
  for (const { lane, index, exchange } of iterations) {
    const known = found.get(lane)
    if (known) {
      previous[index] = known.last
      known.last = index
      known.count++
    } else {
      found.set(lane, { named: exchange.lane !== undefined, count: 1, last: index })
    }
  }
  const lanes = [...found].map(([id, { named, count }], at) => ({
    id,
    name: named && id ? shortName(id) : `conversation ${at + 1}`,
    count,
  }))
  return { lanes, previous }
}

/** A name as the log spells it; of a long id its beginning. */
function shortName(id: string): string {
  const isMachineMade = /^[0-9a-f-]{16,}$/i.test(id)
  return isMachineMade ? `agent ${id.slice(0, 8)}` : id
}

function gapsOf(iterations: readonly Iteration[], previous: Int32Array): Map<number, Gap> {
  const gaps = new Map<number, Gap>()
  const lifetimes = new Map<string, Set<Ttl>>()
  for (const iteration of iterations) {
    const used = lifetimes.get(iteration.lane) ?? new Set<Ttl>()
    const earlier = iterations[previous[iteration.index] ?? -1]
    if (earlier) {
      const milliseconds = iteration.exchange.startedAt - earlier.exchange.startedAt
      const expired = expiredAfter(milliseconds, used)
      if (expired) gaps.set(iteration.index, { milliseconds, expired })
    }
    for (const ttl of lifetimesOf(iteration)) used.add(ttl)
    lifetimes.set(iteration.lane, used)
  }
  return gaps
}

function expiredAfter(milliseconds: number, used: ReadonlySet<Ttl>): Gap['expired'] | undefined {
  if (used.size === 0 || milliseconds <= lifetime['5m']) return undefined
  if (milliseconds > lifetime['1h']) return 'all'
  if (!used.has('5m')) return undefined
  return used.has('1h') ? '5m' : 'all'
}

function lifetimesOf({ usage, exchange }: Iteration): Ttl[] {
  const marked = exchange.prompt?.blocks.flatMap((block) => block.breakpoint ?? []) ?? []
  if (usage.write5m > 0) marked.push('5m')
  if (usage.write1h > 0) marked.push('1h')
  return marked
}

function modelsOf(iterations: readonly Iteration[]): string[] {
  const counts = new Map<string, number>()
  for (const { model, exchange } of iterations) {
    const name = model?.name ?? exchange.prompt?.model ?? exchange.model
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
}
