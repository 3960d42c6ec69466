import { billingOf } from '../billing.ts'
import { diagnosisOf } from '../exchange.ts'
import type { LogReader } from '../log-reader.ts'
import { type Wanted, picker } from '../pick.ts'
import { type Exchange, promptTokens } from '../prompt.ts'
import { parseUsage } from '../usage.ts'
import { type JsonObject, objectOf, textOf, timeOf } from '../values.ts'

const answerMembers: Wanted = {
  type: true,
  timestamp: true,
  requestId: true,
  isSidechain: true,
  agentId: true,
  message: { id: true, model: true, stop_reason: true, usage: true, diagnostics: true },
}

const lineMembers: Wanted = {
  ...answerMembers,
  uuid: true,
  sessionId: true,
  cwd: true,
  subtype: true,
  data: { agentId: true, message: answerMembers },
}

/**
 * Claude Code's session transcripts. One answer stands as several lines, one a content block, each with the usage so
 * far: the first line has the time, the last one the usage. System prompt and tools are not in them.
 * https://code.claude.com/docs, "sessions", August 2026.
 */
export const claudeCode: LogReader = {
  id: 'claude-code',
  name: 'Claude Code transcript',
  recognise(value) {
    const known = objectOf(value)
    return known !== undefined && 'sessionId' in known && 'uuid' in known && 'type' in known
  },
  // Of `"input_tokens"` and `compact_boundary`. Texts of up to seven bytes that begin with a rare one are found fastest.
  wanted: ['_tokens', '_bounda'],
  parser: () => picker(lineMembers),
  async *read(records) {
    const answers = new Answers()
    for await (const { value } of records) answers.add(value)
    yield* answers.inOrder()
  },
}

/** The answers of a transcript, each put together from its lines. */
class Answers {
  /** By the id of their message. */
  readonly #byId = new Map<string, Exchange>()
  /** Further answers of the same message id, under other request ids. */
  readonly #more = new Map<string, Exchange>()
  /** Lanes whose conversation was summarised since their last answer. */
  readonly #summarised = new Set<string>()

  add(value: unknown): void {
    const line = objectOf(value)
    if (!line) return
    if (line['type'] === 'system' && line['subtype'] === 'compact_boundary') {
      this.#summarised.add(laneOf(line))
      return
    }
    const found = toAnswer(line)
    if (!found) return
    const { id, exchange } = found
    const first = this.#byId.get(id)
    if (!first) {
      this.#byId.set(id, this.#begun(exchange))
    } else if (first.requestId === exchange.requestId) {
      this.#byId.set(id, continued(first, exchange))
    } else if (isSide(first) || isSide(exchange)) {
      // Side conversations copy answers of the main one, under new request ids.
      if (isSide(first)) this.#byId.set(id, exchange)
    } else {
      const key = `${id} ${exchange.requestId ?? ''}`
      const other = this.#more.get(key)
      this.#more.set(key, other ? continued(other, exchange) : this.#begun(exchange))
    }
  }

  inOrder(): Exchange[] {
    const all = [...this.#byId.values(), ...this.#more.values()]
    return all.sort((a, b) => a.startedAt - b.startedAt)
  }

  #begun(exchange: Exchange): Exchange {
    const isSummarised = this.#summarised.delete(exchange.lane ?? '')
    return isSummarised ? { ...exchange, compacted: true } : exchange
  }
}

function toAnswer(known: JsonObject): { id: string; exchange: Exchange } | undefined {
  // A sub-agent's answers were once reported to the main transcript as progress.
  const progress = objectOf(known['data'])
  const from = objectOf(progress?.['message']) ?? known
  const message = objectOf(from['message'])
  if (from['type'] !== 'assistant' || !message) return undefined
  const usage = parseUsage(message['usage'])
  const startedAt = timeOf(from['timestamp'])
  const model = textOf(message['model'])
  // Errors are written as answers of a model that does not exist.
  if (!usage || startedAt === undefined || model === '<synthetic>') return undefined
  if (promptTokens(usage) + usage.output === 0) return undefined
  const id = textOf(message['id']) ?? textOf(known['uuid']) ?? ''
  const requestId = textOf(from['requestId'])
  const session = textOf(known['sessionId'])
  const project = textOf(known['cwd'])
  const billing = billingOf(objectOf(message['usage']), { model })
  const diagnosis = diagnosisOf(message)
  const lane = laneOf(progress ? { ...from, agentId: progress['agentId'] } : from)
  return {
    id,
    exchange: {
      startedAt,
      usage,
      id,
      lane,
      ...(requestId !== undefined && { requestId }),
      ...(model !== undefined && { model }),
      ...(session !== undefined && { session }),
      ...(project !== undefined && { project }),
      ...(billing && { billing }),
      ...(diagnosis && { diagnosis }),
    },
  }
}

function isSide({ lane }: Exchange): boolean {
  return lane !== mainAgent
}

const mainAgent = 'main agent'

function laneOf(known: JsonObject): string {
  const agent = textOf(known['agentId'])
  if (agent !== undefined) return `sub-agent ${agent}`
  return known['isSidechain'] === true ? 'sub-agent' : mainAgent
}

/** Lines of one answer repeat its usage; only the output grows. */
function continued(first: Exchange, later: Exchange): Exchange {
  const isLonger = (later.usage?.output ?? 0) >= (first.usage?.output ?? 0)
  if (!isLonger || !later.usage) return first
  return { ...first, usage: later.usage, ...(later.diagnosis && { diagnosis: later.diagnosis }) }
}
