import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { closeAll, diagnosticsOf, edit, show } from './documents.ts'

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

describe('a prompt of a megabyte', () => {
  afterEach(closeAll)

  for (const [language, { text, at }] of Object.entries(documents)) {
    it(`is analysed while it is typed in, as ${language}`, async () => {
      const document = await show(text, language)
      const before = await diagnosticsOf(document, 1)
      const [typing, analysing]: [number[], number[]] = [[], []]
      for (let i = 0; i < 9; i++) {
        typing.push(
          await busy(async () => {
            await edit(document, at.translate(0, i), 'x')
            await pause(90)
          }),
        )
        analysing.push(await busy(() => pause(250)))
      }
      console.log(
        `      the extension host is busy for ${median(typing)} ms with a key, for ${median(analysing)} ms with the analysis`,
      )
      assert.equal(document.getText().length, text.length + 9)
      const [after] = await diagnosticsOf(document, 1)
      assert.equal(after?.code, before[0]?.code)
    })
  }
})

/** Milliseconds of this thread, all extensions together; other processes do not count. */
async function busy(work: () => Promise<void>): Promise<number> {
  const start = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

function median(all: readonly number[]): string {
  return (all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0).toFixed(0)
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
