import { optimumRow, regretOf } from '../../src/core/best-row.ts'
import { type StrategyRow, compareStrategies, withPrompt } from '../../src/core/comparison.ts'
import { formatMoney, formatShare, formatTokens } from '../../src/core/format.ts'
import type { Block, Exchange } from '../../src/core/prompt.ts'
import { parseRequest } from '../../src/core/request.ts'
import { type Iteration, type Outcome, outcomesOf, simulate } from '../../src/core/simulate.ts'
import { withoutStaleContext } from '../../src/core/stale-context.ts'
import { countBlock, estimateText } from '../../src/core/tokens.ts'
import { measure, replay } from '../../src/core/traffic.ts'
import { usageBody } from '../messages-api/answers.mjs'
import { session } from './workflow-agent.ts'

const begin = Date.parse('2026-03-03T09:00:00Z')

/** The session as exchanges, the workflow kept with every message. */
function exchangesOf(iterations: number): Exchange[] {
  let startedAt = begin
  return session(iterations).map(({ body, answer, after }) => {
    startedAt += after * 1000
    const output = estimateText(JSON.stringify(answer), 'claude-3').tokens
    const { prompt } = parseRequest(body)
    return { startedAt, respondedAt: startedAt + 1800, prompt, output }
  })
}

/** The session as a captured log. */
export function capture(iterations: number): string {
  const { iterations: run } = simulate(exchangesOf(iterations), countBlock)
  return session(iterations)
    .map(({ body, answer }, i) => {
      const { usage, exchange } = run[i] as Iteration
      return JSON.stringify({
        startedAt: new Date(exchange.startedAt).toISOString(),
        durationMs: 4000,
        timeToFirstTokenMs: 1800,
        url: 'https://api.anthropic.com/v1/messages',
        request: body,
        response: {
          id: `msg_workflow_${i + 1}`,
          model: body.model,
          stop_reason: answer[0]?.type === 'tool_use' ? 'tool_use' : 'end_turn',
          usage: usageBody(usage),
        },
      })
    })
    .map((line) => `${line}\n`)
    .join('')
}

/** The scenes as a page: four iterations as drawn and as billed, and the table of strategies. */
export function scenes(): string {
  return [
    '# A workflow agent: as drawn, and as the API bills',
    'An agent changes a workflow with five tools. Every message of the user or of a tool carries the workflow as it is now. To save tokens the agent takes the workflow out of all older messages before it sends a request, and puts breakpoints on the system prompt (BP1) and on the last two user or tool messages (BP3 and BP4). On paper every message but the last is then read from the cache. It is not so: **a message that carried the workflow is another text once it is taken out**, so the entry that ended in it is never found again. A request reads no further than the message that was second to last in the request before.',
    `Open \`workflow-agent.capture.jsonl\` in the simulator and choose the strategy “Last two messages, stale context stripped” to see this message by message. ${madeUp}`,
    ...[1, 2, 3, 5].map(scene),
    '## Which strategy wins',
    'The same session, 5, 20 and 100 requests long. “Stripped” strategies send fewer tokens; “behind the breakpoint” sends the workflow once, at the very end, where it is never written and never changes what stands before it. Automatic caching and the breakpoint on the system prompt are shown for what the agent sends after its clean-up.',
    ...[5, 20, 100].map(table),
    '',
  ].join('\n\n')
}

const madeUp =
  'The numbers on this page are computed from the caching rules with estimated token counts; no request was sent.'

function scene(number: number): string {
  const kept = exchangesOf(5)
  const row = compareStrategies(measure(kept, countBlock)).find(
    ({ strategy }) => strategy === 'context-stripped',
  )
  const iteration = row && replay(row.traffic, row.marking).iterations[number - 1]
  if (!iteration) throw new Error('There is no such iteration.')
  const after = messagesOf(iteration.exchange)
  const older = messagesOf(kept[number - 2])
  const outcomeOf = outcomesOf(iteration)
  const lines = after.map((message, i) => {
    const was = i < older.length ? older[i] : undefined
    const stale = was?.hasState === true && i === older.length - 1
    const billed = billedWords(new Set(message.blocks.map(outcomeOf)))
    const name = `[${i}] ${message.name}`
    const kept = stale ? `${name} + **old workflow**` : name
    const beforeWords = i >= older.length ? `${name}, new` : kept
    const afterWords = message.hasState ? `${name} + workflow` : name
    return `| ${beforeWords} | ${afterWords}${message.mark} | ${drawn(number, i, after.length)} | ${billed} |`
  })
  const { read, write5m, input } = iteration.usage
  const claimed = claimedRead(iteration, number, after)
  return [
    `## Iteration ${number}`,
    [
      '| before clean-up | after clean-up, as sent | as drawn | as the API bills |',
      '| --- | --- | --- | --- |',
      ...lines,
    ].join('\n'),
    `As drawn ${formatTokens(claimed)} tokens are read; by the rules **${formatTokens(read)} are read, ${formatTokens(write5m)} written**, ${formatTokens(input)} input.`,
  ].join('\n\n')
}

/** What the picture shows of a message: everything hits but what is new since the request before. */
function drawn(number: number, at: number, count: number): string {
  if (number === 1) return 'written'
  if (number === 2) return at < count - 1 ? 'hit' : 'miss'
  return at < count - 2 ? 'hit' : 'miss'
}

function claimedRead(iteration: Iteration, number: number, messages: readonly Message[]): number {
  const hits = messages.filter((_, at) => drawn(number, at, messages.length) === 'hit')
  const last = hits.at(-1)?.blocks.at(-1)
  return last === undefined ? 0 : (iteration.borders[last] ?? 0)
}

interface Message {
  readonly name: string
  readonly hasState: boolean
  readonly mark: string
  /** Indices of its blocks. */
  readonly blocks: readonly number[]
}

/** Messages with the system prompt and tools as the first. */
function messagesOf(exchange: Exchange | undefined): Message[] {
  const groups = new Map<number, number[]>()
  const blocks = exchange?.prompt?.blocks ?? []
  blocks.forEach(({ message = -1 }, at) =>
    groups.set(message, [...(groups.get(message) ?? []), at]),
  )
  return [...groups.values()].map((indices) => {
    const own = indices.flatMap((at) => blocks[at] ?? [])
    const [first] = own
    const isMarked = own.some(({ breakpoint }) => breakpoint)
    return {
      name: speakerOf(first),
      hasState: own.some(({ content }) => content.startsWith('<current_')),
      mark: isMarked ? ' ◆' : '',
      blocks: indices,
    }
  })
}

function speakerOf(block: Block | undefined): string {
  if (block?.section !== 'messages') return 'SYSTEM'
  if (block.type === 'tool_result') return 'TOOL'
  return block.role === 'user' ? 'USER' : 'ASSISTANT'
}

function billedWords(outcomes: ReadonlySet<Outcome>): string {
  if (outcomes.has('read')) return outcomes.size > 1 ? 'read in part' : 'read'
  return outcomes.has('input') ? 'input' : 'written'
}

/** The strategies that the picture's author could choose from, and the optimum. */
function table(iterations: number): string {
  const kept = compareStrategies(measure(exchangesOf(iterations), countBlock))
  const cleaned = exchangesOf(iterations).map((each) => withPrompt(each, withoutStaleContext))
  const stripped = compareStrategies(measure(cleaned, countBlock))
  const pick = (rows: readonly StrategyRow[], id: string): StrategyRow[] =>
    rows.filter(({ strategy, ttl }) => strategy === id && (ttl ?? '5m') === '5m')
  const optimum = optimumRow([...kept, ...stripped])
  if (!optimum) throw new Error('There is no optimum.')
  const rows = [
    ...pick(kept, 'as-sent').map((row) => ({ row, name: 'Nothing stripped, last two messages' })),
    ...pick(kept, 'context-stripped').map((row) => ({
      row,
      name: '(a) Stripped, system and last two messages',
    })),
    ...pick(stripped, 'automatic').map((row) => ({ row, name: '(b) Stripped, automatic' })),
    ...pick(stripped, 'system-only').map((row) => ({ row, name: '(c) Stripped, system only' })),
    ...pick(kept, 'context-last').map((row) => ({
      row,
      name: '(d) Workflow behind the breakpoint',
    })),
    { row: optimum, name: optimum.isExact ? 'Optimum' : 'Optimum (best known)' },
  ].sort((a, b) => (a.row.cost ?? 0) - (b.row.cost ?? 0))
  const lines = rows.map(({ row, name }) => {
    const { cost = 0, hitRate, usage } = row
    const regret = row === optimum ? '' : formatMoney(regretOf(row, optimum) ?? 0)
    return `| ${name} | ${formatMoney(cost)} | ${formatShare(hitRate)} | ${formatTokens(usage.read)} | ${formatTokens(usage.write5m + usage.write1h)} | ${formatTokens(usage.input)} | ${regret} |`
  })
  return [
    `### ${iterations} requests`,
    [
      '| strategy | cost | hit rate | read | written | input | regret |',
      '| --- | --: | --: | --: | --: | --: | --: |',
      ...lines,
    ].join('\n'),
  ].join('\n\n')
}
