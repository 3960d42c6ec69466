import { lifetime } from '../src/core/renewal.ts'
import { type Accuracy, accuracyOf } from '../src/core/accuracy.ts'
import type { Experience } from '../src/core/experience.ts'
import { blockDigest, marksOf } from '../src/core/prefix.ts'
import type { Problem, Ttl } from '../src/core/prompt.ts'
import type { Reason } from '../src/core/reasons.ts'
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
  /** How well the rules explain what the log recorded, and what it has shown of lengths: however it is looked at. */
  readonly accuracy: Accuracy
  readonly experience: Experience
  readonly problems: readonly Problem[]
  /** What was made up, where the requests were never sent. */
  readonly invented: string | undefined
  /** The document that the requests come from can be given other breakpoints. */
  readonly isEditable: boolean
  /** Found by the host, which knows the whole content of blocks. */
  readonly reasons: readonly (readonly RecordedReason[])[]
}

/** What is told of a log besides its requests. */
interface About {
  readonly name: string
  readonly problems: readonly Problem[]
  readonly invented?: string
  readonly isEditable?: boolean
}

/** Replays a recording as it was sent. */
export function sessionOf(about: About, recording: Recording): Session {
  const { name, problems, invented, isEditable = false } = about
  const { exchanges, count } = unpack(recording)
  const run = simulate(exchanges, count)
  const { reasons } = recording
  const accuracy = accuracyOf(run)
  const { experience } = run
  const told = { name, problems, invented, isEditable }
  return viewOf({ ...told, count, reasons, accuracy, experience }, run)
}

/** The same log with its requests sent in another way. */
export function withRun(session: Session, run: Run): Session {
  const reasons = run.iterations.map((each) =>
    each.reasons.map(
      (reason) => asRecorded(session, each, reason) ?? withAround(reason, each.exchange),
    ),
  )
  return viewOf({ ...session, reasons }, run)
}

/** The same change as in the log as it was: there it was found in whole blocks, of which here are only the beginnings. */
function asRecorded(
  { reasons, run }: Session,
  { index, exchange }: Iteration,
  { divergence, comparedWith, tokens, cost }: Reason,
): RecordedReason | undefined {
  const at = divergence?.block ?? -1
  const known = reasons[index]?.find((each) => each.divergence?.block === at)
  const was = run.iterations[index]?.exchange.prompt?.blocks[at]
  const is = exchange.prompt?.blocks[at]
  const isSame = was && is && blockDigest(was) === blockDigest(is)
  return known && isSame && known.comparedWith === comparedWith
    ? { ...known, tokens, cost }
    : undefined
}

type Kept = Pick<Session, keyof About | 'count' | 'reasons' | 'accuracy' | 'experience'>

function viewOf(kept: Kept, run: Run): Session {
  const { iterations } = run
  const { lanes, previous } = lanesOf(iterations)
  const { name, problems, invented, isEditable, count, reasons, accuracy, experience } = kept
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
    accuracy,
    experience,
    problems,
    invented,
    isEditable,
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
  const marked = exchange.prompt ? marksOf(exchange.prompt).map(({ ttl }) => ttl) : []
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
