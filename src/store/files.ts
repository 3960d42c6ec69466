import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  type FileEntry,
  headOf,
  headLength,
  longestKey,
  parse,
  useLength,
  useOf,
} from './file-entry.ts'
import { digestOf, patternTest, tierOf } from './keys.ts'
import { policies } from './policies.ts'
import { type Fill, type Shelf, type Writing, putAll } from './shelf.ts'
import { type Limits, type TierId, byTier, tiers } from './tiers.ts'

/** What is known of the files of a tier. */
interface Folder {
  readonly path: string
  readonly entries: Map<string, FileEntry>
  /** Its time when it was looked through the last time: any file that comes or goes changes it. */
  changedAt: number
}

/** The tiers as one file an entry, for a Node without SQLite. A file is written aside and put in place whole. */
export function openFiles(root: string, limits: Limits): Shelf {
  const folders = byTier(({ id }): Folder => {
    const path = join(root, id)
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return { path, entries: new Map(), changedAt: -1 }
  })
  let lastTick = 0
  let written = 0
  const nextTick = (now: number): number => (lastTick = Math.max(lastTick + 1, now * 1000))
  const pathOf = (key: string): string => join(folders[tierOf(key)].path, digestOf(key))

  const replace = (path: string, data: Uint8Array | string): void => {
    const aside = `${path}.${process.pid}-${written++}.new`
    writeFileSync(aside, data, { mode: 0o600 })
    renameSync(aside, path)
  }

  /** The entries of a tier, looked through again where something came or went. */
  const look = (tier: TierId): Folder => {
    const folder = folders[tier]
    const changedAt = statSync(folder.path).mtimeMs
    if (changedAt === folder.changedAt) return folder
    const names = readdirSync(folder.path)
    const left = new Set(names)
    for (const name of folder.entries.keys()) if (!left.has(name)) folder.entries.delete(name)
    for (const name of names) {
      if (folder.entries.has(name)) continue
      const path = join(folder.path, name)
      const entry = name.endsWith('.new') ? undefined : entryAt(path)
      if (entry) folder.entries.set(name, entry)
      else removeAbandoned(path)
    }
    folder.changedAt = changedAt
    return folder
  }
  /** Our own change is known already. */
  const settle = (folder: Folder): void => {
    folder.changedAt = statSync(folder.path).mtimeMs
  }

  const put = ({ key, bytes, expiresAt }: Writing, now: number): number => {
    const tier = tierOf(key)
    const folder = look(tier)
    const name = digestOf(key)
    const before = folder.entries.get(name)
    const pinned = before?.pinned === true && before.expiresAt > now
    const forget = (each: string): void => {
      rmSync(join(folder.path, each), { force: true })
      folder.entries.delete(each)
    }
    if (folder.entries.has(name)) forget(name)
    let evicted = 0
    if (bytes.length <= limits[tier].bytes && expiresAt > now && key.length <= longestKey) {
      for (const [each, entry] of folder.entries) if (entry.expiresAt <= now) forget(each)
      let total = sumOf(folder)
      const isFull = total + bytes.length > limits[tier].bytes
      const queue = isFull ? victims(folder, tier) : []
      while (total + bytes.length > limits[tier].bytes) {
        const next = queue.pop()
        if (!next) break
        total -= next.size
        forget(next.name)
        evicted++
      }
      if (total + bytes.length <= limits[tier].bytes) {
        const use = { tick: nextTick(now), hits: 1, expiresAt, pinned }
        replace(join(folder.path, name), Buffer.concat([headOf(key, use), bytes]))
        folder.entries.set(name, { key, size: bytes.length, ...use })
      }
    }
    settle(folder)
    return evicted
  }

  /** Writes how an entry was used over what its file says. */
  const rewrite = (folder: Folder, name: string, entry: FileEntry): void => {
    folder.entries.set(name, entry)
    try {
      const file = openSync(join(folder.path, name), 'r+')
      writeSync(file, useOf(entry), 0, useLength, headLength - useLength)
      closeSync(file)
    } catch {
      // Another process has removed it.
      folder.entries.delete(name)
    }
  }

  return {
    kind: 'files',
    read: (key, now) => {
      const found = contentOf(pathOf(key))
      const entry = found && parse(found)
      if (!entry || entry.key !== key || entry.expiresAt <= now) return undefined
      return { bytes: found.subarray(found.length - entry.size), expiresAt: entry.expiresAt }
    },
    write: (entries, now) => putAll(entries, (entry) => put(entry, now)),
    touch: (keys, now) => {
      for (const key of keys) {
        const folder = look(tierOf(key))
        const name = digestOf(key)
        const entry = folder.entries.get(name)
        if (!entry || entry.expiresAt <= now) continue
        rewrite(folder, name, { ...entry, hits: entry.hits + 1, tick: nextTick(now) })
      }
    },
    pin: (pattern, pinned) => {
      let count = 0
      for (const [folder, name, entry] of matching(pattern)) {
        if (entry.pinned === pinned) continue
        rewrite(folder, name, { ...entry, pinned })
        count++
      }
      return count
    },
    remove: (pattern) => {
      const found = matching(pattern)
      for (const [folder, name] of found) {
        rmSync(join(folder.path, name), { force: true })
        folder.entries.delete(name)
      }
      return found.length
    },
    keys: (tier, now) =>
      [...look(tier).entries.values()]
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((a, b) => b.hits - a.hits || b.tick - a.tick)
        .map(({ size, ...rest }) => ({ ...rest, bytes: size })),
    fill: (tier): Fill => {
      const folder = look(tier)
      const all = [...folder.entries.values()]
      return {
        entries: all.length,
        bytes: sumOf(folder),
        pinned: all.filter(({ pinned }) => pinned).length,
      }
    },
    note: (name) => contentOf(join(root, `${name}.note`))?.toString('utf8'),
    setNote: (name, text) => {
      replace(join(root, `${name}.note`), text)
    },
    add: (counters) => {
      const line = JSON.stringify([...counters])
      appendFileSync(join(root, 'counters.jsonl'), `${line}\n`, { mode: 0o600 })
      if (statSync(join(root, 'counters.jsonl')).size < longestCounters) return
      replace(join(root, 'counters.jsonl'), `${JSON.stringify([...countersIn(root)])}\n`)
    },
    counters: () => countersIn(root),
    close: () => undefined,
  }

  function matching(pattern: string): [Folder, string, FileEntry][] {
    const test = patternTest(pattern)
    return tiers.flatMap(({ id }) => {
      const folder = look(id)
      return [...folder.entries]
        .filter(([, { key }]) => test(key))
        .map(([name, entry]): [Folder, string, FileEntry] => [folder, name, entry])
    })
  }
}

/** Characters of counters that are kept as they came before they are summed up. */
const longestCounters = 64_000

/** Who may go, who goes first at the end. */
function victims({ entries }: Folder, tier: TierId): { name: string; size: number }[] {
  const policy = tiers.find(({ id }) => id === tier)?.policy ?? 'lru'
  return [...entries]
    .filter(([, { pinned }]) => !pinned)
    .map(([name, entry]) => ({ name, ...entry, rank: policies[policy](entry) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => b.rank - a.rank || b.tick - a.tick)
}

function sumOf({ entries }: Folder): number {
  let sum = 0
  for (const { size } of entries.values()) sum += size
  return sum
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** The head of a file, without the rest. */
function entryAt(path: string): FileEntry | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(headLength + longestKey)
      const length = readSync(file, head, 0, head.length, 0)
      return parse(head.subarray(0, length), statSync(path).size)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

/** A file that was never put in place, or is none of ours; one that is being written is left alone. */
function removeAbandoned(path: string): void {
  try {
    if (Date.now() - statSync(path).mtimeMs > 60_000) rmSync(path, { force: true })
  } catch {
    // It is in place now.
  }
}

function countersIn(root: string): Map<string, number> {
  const sums = new Map<string, number>()
  const lines = contentOf(join(root, 'counters.jsonl'))?.toString('utf8').split('\n') ?? []
  for (const line of lines) {
    if (line === '') continue
    for (const [name, value] of pairsOf(line)) sums.set(name, (sums.get(name) ?? 0) + value)
  }
  return sums
}

/** A line that was cut off counts nothing. */
function pairsOf(line: string): readonly (readonly [string, number])[] {
  try {
    return JSON.parse(line) as [string, number][]
  } catch {
    return []
  }
}
