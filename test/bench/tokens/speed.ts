import { Estimator } from '../../../src/core/tokens/estimate.ts'
import { packedWeights } from '../../../src/core/tokens/weights.ts'
import { type Peer, baseVocabulary } from '../peers.ts'
import { seeded } from '../seeded.ts'

/** Prints how long counting takes, and how often as long the fastest library takes for the same. */
export function speed(): void {
  const mixed = mixedText(1_000_000)
  const estimator = (): Peer => {
    const fresh = new Estimator(packedWeights)
    return (text) => fresh.estimate(text, 'claude-3').tokens
  }
  estimator()(mixed)
  baseVocabulary(mixed)
  const ours = best(() => time(estimator(), mixed))
  const theirs = best(() => time(baseVocabulary, mixed))
  console.log(`\nSpeed: 1 MB of mixed text, nothing remembered: ${ours.toFixed(1)} ms`)
  console.log(`  ai-tokenizer ${theirs.toFixed(1)} ms, ${(theirs / ours).toFixed(1)} times as long`)
  const json = JSON.stringify(mixed.split('\n'))
  const edits = {
    'mixed text': mixed,
    'the same as lines of JSON': json.replaceAll('","', '",\n  "'),
    'the same as a single line of JSON': json,
  }
  console.log('After a character is typed anywhere in it: median of 31 edits, one after another')
  for (const [name, text] of Object.entries(edits)) {
    const edited = afterEdits(estimator(), text)
    const ratio = (ours / edited).toFixed(0)
    console.log(`  ${name}: ${edited.toFixed(2)} ms, 1/${ratio} of the whole`)
  }
  console.log('\nTime for each byte, against ordinary text = 1')
  const usual = ours / Buffer.byteLength(mixed)
  const odd = {
    '50,000 x a': 'a'.repeat(50_000),
    '24,000 Chinese characters, unbroken': chinese(24_000),
    '100,000 emoji': '😀🎉🚀🌍'.repeat(25_000),
    'a single line of 5 MB': mixed.replaceAll('\n', ' ').repeat(5),
    '1 MB of spaces': ' '.repeat(1_000_000),
    '1 MB of lone surrogates': '\ud800'.repeat(1_000_000),
  }
  for (const [name, text] of Object.entries(odd)) {
    const bytes = Buffer.byteLength(text)
    const own = best(() => time(estimator(), text)) / bytes / usual
    // It would take minutes on longer runs.
    const theirs = text.length > 60_000 ? undefined : time(baseVocabulary, text)
    const other =
      theirs === undefined ? '' : `; ai-tokenizer ${(theirs / bytes / usual).toFixed(0)}`
    console.log(`  ${name}: ${own.toFixed(2)}${other}`)
  }
}

/** How long the count of a text takes after each of many edits: the median. */
function afterEdits(count: Peer, text: string): number {
  const random = seeded(9)
  count(text)
  let edited = text
  const times = Array.from({ length: 31 }, () => {
    const at = Math.floor(random() * edited.length)
    edited = `${edited.slice(0, at)}x${edited.slice(at)}`
    // An editor hands over a text in one piece; V8 makes one of the two when it is first read.
    edited.charCodeAt(0)
    return time(count, edited)
  })
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0
}

/** Prose, code, JSON and other scripts in turn; ours, the same each time. */
function mixedText(length: number): string {
  const random = seeded(5)
  const lines: string[] = []
  for (let size = 0; size < length;) {
    const word = (): string => {
      const number = random() < 0.2 ? String(Math.floor(random() * 1000)) : ''
      return `${words[Math.floor(random() * words.length)] ?? ''}${number}`
    }
    const line = (samples[Math.floor(random() * samples.length)] ?? '').replaceAll('#', word)
    lines.push(line)
    size += line.length + 1
  }
  return lines.join('\n').slice(0, length)
}

const samples = [
  'The # of each # is kept by the #, so that a later # of the same # costs a tenth of it.',
  'export function #(#: string, #: number): # { return #.map((#) => # + #) }',
  '  {"#": "#", "#": [#, #], "#": {"type": "#", "description": "the # of a #"}},',
  '    for # in range(len(#)): #[#] = self.#(#, key=lambda #: #.#)',
  'Die # wird mit jeder # länger, und trotzdem liest das Modell nur die #.',
  '缓存的前缀必须完全相同，# 之前的内容不能改变。',
  'Кэш хранит префикс # и читает его за десятую часть цены.',
  'キャッシュは # までの内容が同じときだけ使われます。',
  '- **#**: see [#](https://example.com/#/#?#=#) for the # 🎉',
]

const words = (
  'prefix cache token request answer breakpoint model system message tool result count price window section marker ' +
  'boundary value index buffer stream config handler parse render update state session customer invoice schema'
).split(' ')

function chinese(length: number): string {
  const random = seeded(7)
  return Array.from({ length }, () =>
    String.fromCharCode(0x4e00 + Math.floor(random() * 3000)),
  ).join('')
}

/** The least of several times, in milliseconds. */
function best(once: () => number): number {
  return Math.min(...Array.from({ length: 7 }, once))
}

function time(count: Peer, text: string): number {
  const startedAt = performance.now()
  count(text)
  return performance.now() - startedAt
}
