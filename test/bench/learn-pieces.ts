// Learns the vocabulary of src/core/tokens/vocabulary.ts: the pieces of text that occur most often in source code,
// manuals and translated messages of the machine it runs on. Nothing but statistics of short pieces is kept.
//
//   node test/bench/learn-pieces.ts FOLDER...
//
// Folders: source trees of many languages, documentation, locale folders with .mo files. What is committed was learned
// from node_modules, /usr/share/{doc,man,perl,locale}, /usr/lib/python3*, /usr/include and the Debian 12 packages
// vim-runtime, highlight-common, geany-common, octave-common, r-base-core, gambas3-examples, fpc-source-3.2.2,
// libruby3.1, tcl8.6, libjs-codemirror, racket-common, guile-3.0-libs, clisp-doc, gforth-common, golang-1.19-src,
// sbcl-source, perl-modules-5.36, erlang-base, manpages and manpages-dev.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { commonSize, packPieces } from './pack.ts'
import { seeded } from './seeded.ts'

const size = 22_500
const longest = 16
const sample = 6000

const random = seeded(6)

/** Samples of files: so many characters for each kind of file, the same each time for the same folders. */
function collect(folders: readonly string[]): string[] {
  const byKind = new Map<string, string[]>()
  for (const folder of folders) {
    for (const path of walk(folder)) {
      const kind = kindOf(path)
      if (kind === undefined) continue
      const paths = byKind.get(kind)
      if (paths) paths.push(path)
      else byKind.set(kind, [path])
    }
  }
  const found: string[] = []
  for (const [kind, paths] of [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))) {
    let room = kind.startsWith('mo:') ? 60_000 : (rooms[kind] ?? 200_000)
    for (const path of shuffle(paths.sort())) {
      if (room <= 0) break
      const text = read(path, kind)
      if (text === undefined) continue
      const from = Math.floor(random() * Math.max(1, text.length - sample))
      const piece = text.slice(from, from + sample)
      if (piece.length < 200 || piece.split('\n').some((line) => line.length > 2000)) continue
      found.push(piece)
      room -= piece.length
    }
  }
  return found
}

/** Characters for the kinds of files of which there should be more than of others. */
const rooms: Record<string, number> = {
  '.js': 1_500_000,
  '.ts': 1_200_000,
  '.md': 1_200_000,
  '.py': 1_200_000,
  '.txt': 1_300_000,
  '.vim': 900_000,
  man: 900_000,
  '.h': 600_000,
  '.json': 500_000,
  '.go': 500_000,
  '.rb': 500_000,
  '.pm': 500_000,
  '.lisp': 400_000,
  '.pas': 400_000,
}

const kinds = new Set(
  (
    '.js .mjs .cjs .ts .md .json .css .html .py .h .hpp .pm .pl .go .c .cpp .rb .sh .el .lua .tcl .f90 .rs .java ' +
    '.php .R .sql .m4 .awk .cmake .scm .vim .txt .rst .xml .rkt .inc .pas .pp .m .lisp .s .lang .scrbl .tex .fs ' +
    '.conf .pod .tt .module .form .hrl .erl .Rd'
  ).split(' '),
)

function kindOf(path: string): string | undefined {
  const locale = /\/([^/]+)\/LC_MESSAGES\/[^/]+\.mo$/.exec(path)
  if (locale?.[1] !== undefined) return `mo:${locale[1]}`
  if (/\/man\d\/.*\.gz$/.test(path)) return 'man'
  if (path.includes('.min.')) return undefined
  const extension = extname(path)
  if (['.mjs', '.cjs'].includes(extension)) return '.js'
  return kinds.has(extension) ? extension : undefined
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield path
  }
}

function read(path: string, kind: string): string | undefined {
  if (statSync(path).size > 1_000_000) return undefined
  const bytes = readFileSync(path)
  if (kind.startsWith('mo:')) return messages(bytes)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      path.endsWith('.gz') ? gunzipSync(bytes) : bytes,
    )
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** The translated sentences of a compiled message catalogue. */
function messages(bytes: Buffer): string | undefined {
  if (bytes.readUInt32LE(0) !== 0x950412de) return undefined
  const found: string[] = []
  const table = bytes.readUInt32LE(16)
  for (let i = 1; i < bytes.readUInt32LE(8); i++) {
    const length = bytes.readUInt32LE(table + 8 * i)
    const from = bytes.readUInt32LE(table + 8 * i + 4)
    const text = bytes.toString('utf8', from, from + length)
    if (text.length > 15 && !text.includes('\0') && !text.includes('\ufffd')) found.push(text)
  }
  return shuffle(found).join('\n')
}

function shuffle<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[items[i], items[j]] = [items[j] as T, items[i] as T]
  }
  return items
}

/** How often each run of letters, digits, marks or white space occurs; at most three times a sample, so that no file rules. */
function count(samples: readonly string[]): Map<string, number> {
  const runs = /[^\S\r\n]?[\p{L}\p{M}]+|\p{N}{1,3}|[^\S\r\n]?[^\s\p{L}\p{M}\p{N}]+|\s*[\r\n]+|\s+/gu
  const total = new Map<string, number>()
  for (const text of samples) {
    const here = new Map<string, number>()
    for (const [run] of text.matchAll(runs)) {
      const times = here.get(run) ?? 0
      if (run.length > 40 || times === 3) continue
      here.set(run, times + 1)
      total.set(run, (total.get(run) ?? 0) + 1)
    }
  }
  return total
}

/** Byte-pair encoding over characters: the pieces in the order in which merging the commonest pair makes them. */
function learn(frequency: ReadonlyMap<string, number>, wanted: number): string[] {
  const runs = [...frequency].filter(([, times]) => times > 1)
  const symbols: string[] = []
  const idOf = new Map<string, number>()
  const symbol = (text: string): number => {
    const known = idOf.get(text)
    if (known !== undefined) return known
    idOf.set(text, symbols.length)
    return symbols.push(text) - 1
  }
  const words = runs.map(([run]) => Array.from(run, symbol))
  const pairs = new Map<number, { times: number; words: Set<number> }>()
  const key = (a: number, b: number): number => a * 2 ** 20 + b
  const change = (word: number, sign: 1 | -1, changed: Set<number>): void => {
    const ids = words[word] ?? []
    for (let i = 1; i < ids.length; i++) {
      const pair = key(ids[i - 1] ?? 0, ids[i] ?? 0)
      let known = pairs.get(pair)
      if (!known) pairs.set(pair, (known = { times: 0, words: new Set() }))
      known.times += sign * (runs[word]?.[1] ?? 0)
      known.words.add(word)
      changed.add(pair)
    }
  }
  const queue = new Queue()
  const all = new Set<number>()
  words.forEach((_, word) => {
    change(word, 1, all)
  })
  for (const pair of all) queue.push(pairs.get(pair)?.times ?? 0, pair)
  const made: string[] = []
  while (made.length < wanted) {
    const top = queue.pop()
    if (!top || top.times < 6) break
    const known = pairs.get(top.pair)
    if (!known) continue
    if (known.times !== top.times) {
      if (known.times < top.times) queue.push(known.times, top.pair)
      continue
    }
    const [a, b] = [Math.floor(top.pair / 2 ** 20), top.pair % 2 ** 20]
    const merged = symbol(`${symbols[a] ?? ''}${symbols[b] ?? ''}`)
    made.push(symbols[merged] ?? '')
    const changed = new Set<number>()
    for (const word of known.words) {
      const ids = words[word] ?? []
      const next: number[] = []
      for (let i = 0; i < ids.length; i++) {
        if (ids[i] === a && ids[i + 1] === b) {
          next.push(merged)
          i += 1
        } else next.push(ids[i] ?? 0)
      }
      if (next.length === ids.length) continue
      change(word, -1, new Set())
      words[word] = next
      change(word, 1, changed)
    }
    pairs.delete(top.pair)
    changed.delete(top.pair)
    for (const pair of changed) queue.push(pairs.get(pair)?.times ?? 0, pair)
  }
  return made
}

/** A heap: what was pushed with the largest number comes first. */
class Queue {
  readonly #items: { times: number; pair: number }[] = []

  push(times: number, pair: number): void {
    const items = this.#items
    let at = items.push({ times, pair }) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (this.#times(above) >= this.#times(at)) break
      this.#swap(above, at)
      at = above
    }
  }

  pop(): { times: number; pair: number } | undefined {
    const items = this.#items
    this.#swap(0, items.length - 1)
    const top = items.pop()
    for (let at = 0; ;) {
      let below = 2 * at + 1
      if (below + 1 < items.length && this.#times(below + 1) > this.#times(below)) below += 1
      if (below >= items.length || this.#times(below) <= this.#times(at)) return top
      this.#swap(at, below)
      at = below
    }
  }

  #times(at: number): number {
    return this.#items[at]?.times ?? 0
  }

  #swap(a: number, b: number): void {
    const items = this.#items
    if (a === b || b < 0) return
    ;[items[a], items[b]] = [
      items[b] as { times: number; pair: number },
      items[a] as { times: number; pair: number },
    ]
  }
}

/**
 * Keeps the pieces that cutting the samples by the longest one really uses, and the commonest in any case: those come
 * first. Each time a quarter goes, because the others are used more often then.
 */
function prune(made: readonly string[], samples: readonly string[]): string[] {
  const common = made.filter((piece) => isAscii(piece)).slice(0, commonSize)
  const isCommon = new Set(common)
  const rankOf = new Map(made.map((piece, rank) => [piece, rank]))
  let kept = [...made]
  while (kept.length > size) {
    const used = new Float64Array(kept.length)
    const pieces = new Trie(kept)
    for (const text of samples) {
      const here = new Map<number, number>()
      for (let at = 0; at < text.length;) {
        const [piece, end] = pieces.find(text, at)
        at = end
        if (piece < 0) continue
        const times = here.get(piece) ?? 0
        here.set(piece, times + 1)
        if (times < 3) used[piece] = (used[piece] ?? 0) + 1
      }
    }
    const gain = new Map(kept.map((piece, i) => [piece, (used[i] ?? 0) * (piece.length - 1)]))
    kept = kept
      .sort(
        (a, b) =>
          Number(isCommon.has(b)) - Number(isCommon.has(a)) ||
          (gain.get(b) ?? 0) - (gain.get(a) ?? 0),
      )
      .slice(0, Math.max(size, Math.floor(kept.length * 0.75)))
      .sort((a, b) => (rankOf.get(a) ?? 0) - (rankOf.get(b) ?? 0))
  }
  return [...common, ...kept.filter((piece) => !isCommon.has(piece))]
}

/** Finds the longest piece at an offset, for as many pieces as are to be tried. */
class Trie {
  readonly #below = new Map<number, number>()
  readonly #pieceOf = new Map<number, number>()

  constructor(pieces: readonly string[]) {
    pieces.forEach((piece, index) => {
      let node = 0
      for (let at = 0; at < piece.length; at++) {
        const key = node * 65536 + piece.charCodeAt(at)
        node = this.#below.get(key) ?? this.#below.size + 1
        this.#below.set(key, node)
      }
      this.#pieceOf.set(node, index)
    })
  }

  /** The piece, or -1, and where it ends; what is no piece ends after one unit. */
  find(text: string, from: number): readonly [number, number] {
    let found = -1
    let end = from + 1
    let node: number | undefined = 0
    for (let at = from; at < text.length; at++) {
      node = this.#below.get(node * 65536 + text.charCodeAt(at))
      if (node === undefined) break
      const piece = this.#pieceOf.get(node)
      if (piece === undefined) continue
      found = piece
      end = at + 1
    }
    return [found, end]
  }
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

const texts = collect(process.argv.slice(2))
console.log(
  `${texts.length} samples, ${texts.reduce((sum, text) => sum + text.length, 0)} characters`,
)
const merges = learn(count(texts), 48_000).filter((piece) => piece.length <= longest)
const pieces = prune(merges, texts)
const { source, left } = packPieces(pieces)
writeFileSync('src/core/tokens/vocabulary.ts', source)
console.log(`${pieces.length} pieces, ${left} left out because they are too long`)
