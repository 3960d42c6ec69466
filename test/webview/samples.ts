import { noUsage } from '../../src/core/cost.ts'
import type { Block, Exchange, Prompt, Ttl } from '../../src/core/prompt.ts'
import { pack } from '../../src/core/recording.ts'
import { type CountBlock, simulate } from '../../src/core/simulate.ts'
import { estimateText } from '../../src/core/tokens.ts'
import type { Snapshot } from '../../src/protocol.ts'

// Sessions made by code, so that every state of the simulator can be looked at and tested.

const model = 'claude-sonnet-4-5-20250929'
const start = Date.UTC(2026, 9, 8, 10, 2, 11)
const minute = 60_000

/** Texts of a few words a line, the same on every run. */
const count: CountBlock = (block) => estimateText(block.content, 'claude-3')

function ready(name: string, exchanges: readonly Exchange[]): Snapshot {
  return { state: 'ready', name, recording: pack(exchanges, count), problems: [] }
}

/** Numbers that look like chance and are the same on every run. */
function dice(seed: number): (most: number) => number {
  let state = seed
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}

const words =
  'order stock price cart total tax address email node trigger field check table row page user group note label list value query date item key file line test branch build step port rule'.split(
    ' ',
  )

function prose(opening: string, length: number, seed: number): string {
  const roll = dice(seed)
  let text = opening
  while (text.length < length) text += ` ${words[roll(words.length)] ?? ''}`
  return text
}

const tools: readonly Block[] = [
  'read_file Reads a file of the workspace',
  'write_file Writes a file of the workspace',
  'list_files Lists the files below a folder',
  'search Finds text in the workspace',
  'run_tests Runs the tests and answers with what failed',
  'add_node Adds a node to the workflow',
  'update_node Changes the fields of a node',
  'remove_node Removes a node from the workflow',
  'connect Connects two nodes',
  'validate Checks the workflow and lists its errors',
  'preview Runs the workflow with sample data',
  'publish Makes the workflow live',
].map((line, i) => {
  const [name = '', ...rest] = line.split(' ')
  const description = prose(rest.join(' '), 620 + i * 40, i)
  const schema = { type: 'object', properties: {} }
  const content = JSON.stringify({ name, description, input_schema: schema })
  return { section: 'tools', type: 'custom', content }
})

const system = prose(
  'You are an engineer that builds workflows for a web shop. Work in small steps and check each one.',
  9800,
  77,
)

function clock(time: string): Block {
  const text = `Today is Thursday. The time is ${time}. Workspace: shop. ${prose('Open files:', 900, 5)}`
  return { section: 'system', type: 'text', content: text }
}

const turns = [
  ['Create a workflow that sends a mail for each new order', 'add_node', 'Node added: trigger-1'],
  ['', 'connect', 'Connected trigger-1 to email-1'],
  ['', 'read_file', 'templates/order.html'],
  ['', 'update_node', 'Node updated: email-1, 2 fields'],
  ['What about validation?', 'validate', '1 error: address missing'],
  ['', 'search', '14 matches in 6 files'],
] as const

/** Two messages more each turn: what the model did, and what came of it. */
function conversation(turn: number): Block[] {
  const blocks: Block[] = []
  for (let i = 0; i <= turn; i++) {
    const [asked, tool, result] = turns[i % turns.length] ?? turns[0]
    const at = i * 2
    const content = asked ? prose(asked, 240, i) : prose(result, 500 + (i % 5) * 900, i)
    const type = asked ? 'text' : 'tool_result'
    const text = asked ? content : JSON.stringify({ type, tool_use_id: `use_${i}`, content })
    blocks.push({ section: 'messages', type, role: 'user', message: at, content: text })
    if (i === turn) break
    const input = { node: `email-${i}`, text: prose('set', 120 + (i % 4) * 160, i + 100) }
    const use = JSON.stringify({ type: 'tool_use', id: `use_${i + 1}`, name: tool, input })
    blocks.push({
      section: 'messages',
      type: 'tool_use',
      role: 'assistant',
      message: at + 1,
      content: use,
    })
  }
  return blocks
}

function mark(blocks: readonly Block[], at: number, ttl: Ttl, isAutomatic = false): Block[] {
  return blocks.map((block, i) =>
    i === at
      ? { ...block, breakpoint: ttl, ...(isAutomatic && { automatic: true as const }) }
      : block,
  )
}

/** Tools and system for an hour, the last messages for five minutes, the very last placed by the API. */
function agentPrompt(turn: number, time: string): Prompt {
  const head: Block[] = [
    ...tools,
    { section: 'system', type: 'text', content: system },
    clock(time),
  ]
  let blocks = [...head, ...conversation(turn)]
  blocks = mark(blocks, tools.length, '1h')
  if (turn > 0) blocks = mark(blocks, blocks.length - 3, '5m')
  blocks = mark(blocks, blocks.length - 1, '5m', true)
  return { model, blocks, parameters: {} }
}

/** A sub-agent's short requests: below the minimum of its model. */
function searchPrompt(turn: number): Prompt {
  const asked: Block = {
    section: 'messages',
    type: 'text',
    role: 'user',
    message: 0,
    content: prose('Look for every place that sends mail and report back', 700, 3),
  }
  const later = conversation(turn).map((block) => ({ ...block, message: (block.message ?? 0) + 1 }))
  const blocks = [...tools.slice(0, 5), asked, ...later.slice(1)]
  const marked = mark(blocks, blocks.length - 1, '5m')
  return { model: 'claude-haiku-4-5', blocks: marked, parameters: {} }
}

/**
 * 24 turns of a main agent, with a sub-agent of six in between: the five-minute entries expire before the 13th, and the
 * clock in the system prompt changes before the 17th. Once the log read less than the rules say.
 */
export function agentSession(): Snapshot {
  const exchanges: Exchange[] = []
  let now = start
  for (let turn = 0; turn < 24; turn++) {
    now += turn === 12 ? 7 * minute + 12_000 : 41_000
    const prompt = agentPrompt(turn, turn < 16 ? '10:41' : '10:46')
    exchanges.push({ startedAt: now, respondedAt: now + 2400, prompt, lane: 'main agent' })
    if (turn < 6 || turn >= 12) continue
    const sub = searchPrompt(turn - 6)
    exchanges.push({
      startedAt: now + 9000,
      respondedAt: now + 9900,
      prompt: sub,
      lane: 'sub-agent',
    })
  }
  const recorded = answered(exchanges).map((each, i) => (i === 26 ? forgotten(each) : each))
  return ready('shop-agent.jsonl', recorded)
}

/** The same requests as a dry run: no answers, so every number is a prediction. */
export function dryRun(): Snapshot {
  const exchanges = Array.from({ length: 8 }, (_, turn) => ({
    startedAt: start + turn * minute,
    prompt: agentPrompt(turn, '10:41'),
  }))
  return ready('dry run of shop.json', exchanges)
}

/** Exchanges with the usage that the rules give, as an API that keeps to them would answer. */
function answered(exchanges: readonly Exchange[]): Exchange[] {
  return simulate(exchanges, count).iterations.map(({ exchange, predicted, index }) => ({
    ...exchange,
    usage: { ...(predicted ?? noUsage), output: 180 + ((index * 137) % 620) },
  }))
}

/** An entry that was dropped before its time. */
function forgotten(exchange: Exchange): Exchange {
  const usage = exchange.usage ?? noUsage
  const head = Math.round(usage.read * 0.24)
  const write5m = usage.write5m + usage.read - head
  return { ...exchange, usage: { ...usage, read: head, write5m } }
}

/** An agent transcript: usage, no bodies, two sub-agents that the log names. */
export function transcript(): Snapshot {
  const roll = dice(11)
  const exchanges: Exchange[] = []
  const cached = new Map<string, number>()
  let now = start
  for (let i = 0; i < 64; i++) {
    const lane = i % 9 === 7 ? 'a3f09c1e77b24d10' : i % 13 === 11 ? 'agent-review' : 'main'
    const isLate = i === 22 || i === 47
    now += isLate ? 71 * minute : 8000 + roll(50_000)
    const before = cached.get(lane) ?? 0
    const read = isLate || i === 35 ? 0 : before
    const added = (before === 0 ? 14_000 : 300) + roll(2400)
    const write1h = before - read + added
    cached.set(lane, read + write1h)
    const usage = { read, write5m: 0, write1h, input: 3 + roll(9), output: 60 + roll(900) }
    exchanges.push({ startedAt: now, lane, model: 'claude-opus-4-6', usage })
  }
  return ready('b7c1-session.jsonl', exchanges)
}

/** A log as long as they come, usage only. */
export function longLog(length: number): Snapshot {
  const roll = dice(5)
  let cached = 0
  let now = start
  const exchanges = Array.from({ length }, (_, i): Exchange => {
    const isFresh = i % 97 === 0
    const isLate = roll(160) === 0
    now += isLate ? 8 * minute : 5000 + roll(60_000)
    const read = isFresh || isLate ? 0 : cached
    const write5m = isFresh ? 12_000 : cached - read + 200 + roll(3000)
    cached = read + write5m
    const usage = { read, write5m, write1h: 0, input: roll(20), output: 100 + roll(900) }
    return { startedAt: now, lane: 'main', model, usage }
  })
  return ready('a-year-of-requests.jsonl', exchanges)
}

/** Three requests of a thousand blocks and more, one of which changes in the middle. */
export function manyBlocks(iterations = 3): Snapshot {
  const exchanges = Array.from({ length: iterations }, (_, i): Exchange => {
    const blocks: Block[] = Array.from({ length: 1000 + i * 2 }, (_, at) => ({
      section: 'messages',
      type: 'text',
      role: at % 2 === 0 ? 'user' : 'assistant',
      message: at,
      content: `${i === 2 && at === 500 ? 'Edited: ' : ''}${prose(`Message ${at + 1}`, 160, at)}`,
    }))
    const marked = mark(mark(blocks, 995, '5m'), blocks.length - 1, '5m')
    const prompt = { model, blocks: marked, parameters: {} }
    return { startedAt: start + i * minute, respondedAt: start + i * minute + 4000, prompt }
  })
  return ready('thousand-blocks.jsonl', answered(exchanges))
}

/** A long day of an agent that begins anew after every 40 turns: bodies, usage, and a clock that changes at times. */
export function longAgent(length: number): Snapshot {
  const exchanges = Array.from({ length }, (_, i): Exchange => {
    const turn = i % 40
    const startedAt = start + i * 41_000
    const prompt = agentPrompt(turn, i % 97 < 80 ? '10:41' : '10:46')
    return { startedAt, respondedAt: startedAt + 2400, prompt, lane: 'main agent' }
  })
  return ready('long-agent.jsonl', answered(exchanges))
}

/** An agent that hands over the whole workflow with every message: strategies can take out what is stale. */
export function workflowAgent(turns = 8): Snapshot {
  const stateAt = (turn: number, message: number): Block => {
    const nodes = Array.from({ length: 6 + turn }, (_, i) => `"email-${i}": "${words[i] ?? ''}"`)
    const text = `<current_workflow_json>{${nodes.join(', ')}, ${prose('"notes": ', 900, 9)}}</current_workflow_json>`
    return { section: 'messages', type: 'text', role: 'user', message, content: text }
  }
  const exchanges = Array.from({ length: turns }, (_, turn): Exchange => {
    const told = conversation(turn).flatMap((block, at) =>
      block.role === 'user' ? [block, stateAt(at / 2, block.message ?? 0)] : [block],
    )
    const blocks = [
      ...tools.slice(0, 5),
      { section: 'system', type: 'text', content: system } as const,
      ...told,
    ]
    const marked = mark(mark(blocks, 5, '5m'), blocks.length - 1, '5m')
    const startedAt = start + turn * minute
    return {
      startedAt,
      respondedAt: startedAt + 2400,
      prompt: { model, blocks: marked, parameters: {} },
    }
  })
  return ready('workflow-agent.jsonl', answered(exchanges))
}

/** A single request. */
export function single(): Snapshot {
  const prompt = agentPrompt(3, '10:41')
  return ready('one-request.jsonl', answered([{ startedAt: start, prompt }]))
}

/** A log of which some lines could not be read. */
export function damaged(): Snapshot {
  const snapshot = agentSession()
  if (snapshot.state !== 'ready') return snapshot
  const problems = [7, 31, 32].map((line) => ({
    code: 'not-json',
    severity: 'warning' as const,
    message: `Line ${line} is not JSON: it was left out. The log may have been cut while it was written.`,
  }))
  return { ...snapshot, problems }
}

/** A log in which there is nothing. */
export function nothing(): Snapshot {
  return ready('empty.jsonl', [])
}
