import assert from 'node:assert/strict'
import { type Profiler, Session } from 'node:inspector/promises'
import * as vscode from 'vscode'
import { closeAll, diagnosticsOf, show } from './documents.ts'

const size = 1e6
const line = 'The clerk checks each line of an invoice against the price list, and asks {{name}}.\n'
const lines = line.repeat(Math.ceil(size / line.length))
const request = JSON.stringify(
  {
    model: 'claude-sonnet-5-5',
    system: [{ type: 'text', text: lines, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: 'Go.' }],
  },
  null,
  2,
)

/** Documents of a megabyte, each with a place to type at and the number of its findings. */
const documents: Readonly<Record<string, { text: string; at: vscode.Position }>> = {
  plaintext: { text: `${lines}<<CACHE_BOUNDARY>>\nGo.\n`, at: new vscode.Position(5000, 4) },
  json: { text: request, at: new vscode.Position(5, 60) },
}

const keys = 9

describe('a prompt of 1 MB', () => {
  afterEach(closeAll)

  for (const [language, { text, at }] of Object.entries(documents)) {
    it(`is analysed while it is typed in, measured as ${language}`, async () => {
      const document = await show(text, language)
      const before = await diagnosticsOf(document, 1)
      const editor = await vscode.window.showTextDocument(document)
      editor.selection = new vscode.Selection(at, at)
      const [typing, analysing]: [number[], number[]] = [[], []]
      for (let i = 0; i < keys; i++) {
        typing.push(await busy(type))
        analysing.push(await busy(() => pause(400)))
      }
      const ours: number[] = []
      const later: number[] = []
      for (let i = 0; i < keys; i++) {
        ours.push(await profiled(type))
        later.push(await profiled(() => pause(400)))
      }
      print('a key', 16, typing, ours)
      print('the analysis', 50, analysing, later)
      assert.equal(document.getText().length, text.length + 2 * keys)
      const [after] = await diagnosticsOf(document, 1)
      assert.equal(after?.code, before[0]?.code)
    })
  }
})

/** Types a character as a person does, and waits for less than an analysis does. */
async function type(): Promise<void> {
  await vscode.commands.executeCommand('type', { text: 'x' })
  await pause(90)
}

/** Milliseconds of this thread, all extensions together; other processes do not count. */
async function busy(work: () => Promise<void>): Promise<number> {
  const start = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

/** Milliseconds of this thread in which code of this extension was on the stack. */
async function profiled(work: () => Promise<void>): Promise<number> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 100 })
  await session.post('Profiler.start')
  await work()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return oursIn(profile)
}

function oursIn({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): number {
  const ours = new Set<number>()
  const isOurs = /\/dist\/(?!test\/)[\w-]+\.js$/
  // Parents come before their children.
  for (const { id, callFrame, children = [] } of nodes) {
    if (ours.has(id) || isOurs.test(callFrame.url))
      for (const each of [id, ...children]) ours.add(each)
  }
  const micros = samples.reduce((sum, id, i) => sum + (ours.has(id) ? (timeDeltas[i] ?? 0) : 0), 0)
  return micros / 1000
}

function print(what: string, bar: number, all: readonly number[], ours: readonly number[]): void {
  console.log(
    `      the extension host is busy for ${spread(all)} ms with ${what} (bar ${bar}), ${spread(ours)} ms of it in this extension`,
  )
}

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const [median = 0, worst = 0] = [sorted[all.length >> 1], sorted.at(-1)]
  return `${median.toFixed(1)} (worst ${worst.toFixed(1)})`
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
