import assert from 'node:assert/strict'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { HumanError } from '../src/errors.ts'
import { readText } from '../src/files.ts'
import { openLogText } from '../src/log-text.ts'
import { readLogFile } from '../src/read-log.ts'

describe('lines of a file', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'prompt-cache-'))
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  function write(content: string | Uint8Array, name = 'file'): string {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  it('come without their ends, packed or not', async () => {
    const text = 'a\r\n\nlast 😀'
    assert.deepEqual(await linesOf(write(text)), ['a', '', 'last 😀'])
    assert.deepEqual(await linesOf(write(gzipSync(text))), ['a', '', 'last 😀'])
  })

  it('are unpacked from Brotli and, where Node can, from zstd', async () => {
    assert.deepEqual(await linesOf(write(brotliCompressSync('a\nb'), 'file.br')), ['a', 'b'])
    const { zstdCompressSync } = zlib as Partial<typeof zlib>
    if (zstdCompressSync) {
      assert.deepEqual(await linesOf(write(zstdCompressSync(Buffer.from('a\nb')))), ['a', 'b'])
    }
  })

  it('are only those that are wanted, with the numbers that they have in the file', async () => {
    const filler = 'x'.repeat(3000)
    const all = Array.from({ length: 2000 }, (_, i) =>
      i % 7 === 0 ? `{"n":${i}}${filler}` : filler,
    )
    const text = await openLogText(write(all.join('\n')))
    const found: number[] = []
    for await (const lines of text.lines(() => ['"n"'])) {
      for (const { number, text: line } of lines) {
        assert.equal(line, all[number - 1])
        found.push(number)
      }
    }
    assert.deepEqual(
      found,
      all.flatMap((line, i) => (line.startsWith('{') ? [i + 1] : [])),
    )
  })

  it('survive the border between two pieces, in the middle of a character too', async () => {
    const long = '€'.repeat(700_000)
    assert.deepEqual(await linesOf(write(`${long}\nx`)), [long, 'x'])
  })

  it('are none in a file of no bytes', async () => {
    assert.deepEqual(await linesOf(write('')), [])
  })

  it('lose a byte order mark', async () => {
    assert.deepEqual(await linesOf(write('\uFEFFa')), ['a'])
    assert.equal(await readText(write('\uFEFFa')), 'a')
  })

  it('are refused, in words for people, where there is no text to read', async () => {
    const packed = gzipSync('x'.repeat(1000))
    await assert.rejects(linesOf(join(folder, 'none')), human(/does not exist/))
    await assert.rejects(linesOf(folder), human(/is a folder/))
    await assert.rejects(linesOf(write(Uint8Array.of(1, 0, 2))), human(/binary/))
    await assert.rejects(linesOf(write(packed.subarray(0, 15))), human(/damaged/))
    await assert.rejects(readText(join(folder, 'none')), human(/does not exist/))
  })

  it('stop when the reader is told to', async () => {
    const abort = new AbortController()
    const reason = new HumanError('enough')
    abort.abort(reason)
    await assert.rejects(linesOf(write('a\nb'), abort.signal), reason)
  })

  it('leave no file open that is not read to its end', async function () {
    if (!existsSync('/proc/self/fd')) this.skip()
    const isOpen = (path: string): boolean =>
      readdirSync('/proc/self/fd').some((each) => {
        const link = join('/proc/self/fd', each)
        return existsSync(link) && readlinkSync(link) === realpathSync(path)
      })
    const unknown = write('{"of":"no known format"}\n'.repeat(200_000), 'unknown.jsonl')
    const { problems } = await readLogFile(unknown)
    assert.equal(problems[0]?.code, 'unknown-log')
    assert.ok(!isOpen(unknown), 'a log of no known format')
    const binary = write(Buffer.alloc(3_000_000), 'binary.jsonl')
    await assert.rejects(openLogText(binary), HumanError)
    assert.ok(!isOpen(binary), 'a file that is no text')
    const begun = write('a line\n'.repeat(500_000), 'begun.jsonl')
    for await (const _ of (await openLogText(begun)).lines(() => [])) break
    assert.ok(!isOpen(begun), 'a log of which only the beginning is read')
  })
})

async function linesOf(path: string, signal?: AbortSignal): Promise<string[]> {
  const lines: string[] = []
  const text = await openLogText(path, { signal })
  for await (const some of text.lines(() => [])) lines.push(...some.map((line) => line.text))
  return lines
}

function human(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof HumanError && message.test(error.message)
}
