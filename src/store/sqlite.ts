import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type * as sqlite from 'node:sqlite'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { tierOf } from './keys.ts'
import { policies } from './policies.ts'
import { type Fill, type Shelf, type Writing, putAll } from './shelf.ts'
import { type Limits, type TierId, tiers } from './tiers.ts'

/** Milliseconds that another window's write is waited for, on the thread that asks. */
const patience = 250

/** Raised when the tables change; a file of another format is begun anew. */
const format = 2

// Triggers keep the sums, whoever writes. `never` stands for an infinite lifetime or rank. What an entry holds stands
// apart: counting a use of it would otherwise write its megabytes again.
const schema = `
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, tier TEXT NOT NULL, size INTEGER NOT NULL, expires REAL NOT NULL,
    rank REAL NOT NULL, tick REAL NOT NULL, hits INTEGER NOT NULL, pinned INTEGER NOT NULL
  );
  CREATE TABLE contents (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
  CREATE INDEX entries_by_rank ON entries (tier, pinned, rank, tick);
  CREATE INDEX entries_by_expiry ON entries (tier, expires);
  CREATE TABLE sums (tier TEXT PRIMARY KEY, entries INTEGER NOT NULL, bytes INTEGER NOT NULL, pinned INTEGER NOT NULL);
  CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
    UPDATE sums SET entries = entries + 1, bytes = bytes + NEW.size, pinned = pinned + NEW.pinned WHERE tier = NEW.tier;
  END;
  CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
    UPDATE sums SET entries = entries - 1, bytes = bytes - OLD.size, pinned = pinned - OLD.pinned WHERE tier = OLD.tier;
    DELETE FROM contents WHERE id = OLD.id;
  END;
  CREATE TRIGGER entry_pinned AFTER UPDATE OF pinned ON entries BEGIN
    UPDATE sums SET pinned = pinned + NEW.pinned - OLD.pinned WHERE tier = NEW.tier;
  END;
  CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE counters (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  ${tiers.map(({ id }) => `INSERT INTO sums VALUES ('${id}', 0, 0, 0);`).join('\n')}
  PRAGMA user_version = ${format};
`

const never = 8.64e15

/** The tiers in one SQLite file; undefined where this Node has no SQLite. */
export function openSqlite(folder: string, limits: Limits): Shelf | undefined {
  const builtin = builtIn()
  if (!builtin) return undefined
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'store.sqlite')
  try {
    return shelfOf(open(builtin, path), limits)
  } catch (error) {
    if (isBusy(error)) throw error
    // Damaged or of another format. Nothing in it is worth more than the time to compute it again.
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
    return shelfOf(open(builtin, path), limits)
  }
}

/** Another process writes, and will be done. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && /\b(?:busy|locked)\b/.test(error.message)
}

function builtIn(): typeof sqlite | undefined {
  // Absent from older Node versions and from some builds of Electron; on Node 22 it says that it is experimental.
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => undefined
  try {
    return process.getBuiltinModule('node:sqlite')
  } catch {
    return undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

function open({ DatabaseSync }: typeof sqlite, path: string): DatabaseSync {
  const database = new DatabaseSync(path)
  try {
    database.exec(`PRAGMA busy_timeout = ${patience * 8}`)
    // Nobody waits for the disk while the tables are made: what is lost of them is made again.
    database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE')
    const { user_version: found } = database.prepare('PRAGMA user_version').get() ?? {}
    if (found === 0) database.exec(schema)
    database.exec('COMMIT; PRAGMA synchronous = NORMAL')
    if (found !== 0 && found !== format) throw new Error(`Format ${String(found)} is not known.`)
    database.exec(`PRAGMA busy_timeout = ${patience}`)
    chmodSync(path, 0o600)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function shelfOf(database: DatabaseSync, limits: Limits): Shelf {
  const prepare = (sql: string): StatementSync => database.prepare(sql)
  const select = prepare(
    'SELECT bytes, expires FROM entries JOIN contents USING (id) WHERE key = ? AND expires > ?',
  )
  const old = prepare('SELECT pinned FROM entries WHERE key = ? AND expires > ?')
  const drop = prepare('DELETE FROM entries WHERE key = ?')
  const insert = prepare('INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, 1, ?)')
  const fillIn = prepare('INSERT INTO contents VALUES (?, ?)')
  const expire = prepare('DELETE FROM entries WHERE tier = ? AND expires <= ?')
  const sum = prepare('SELECT entries, bytes, pinned FROM sums WHERE tier = ?')
  const victim = prepare(
    `SELECT key FROM entries WHERE tier = ? AND pinned = 0 AND rank < ${never} ORDER BY rank, tick LIMIT 1`,
  )
  const used = prepare('SELECT expires, hits FROM entries WHERE key = ? AND expires > ?')
  const use = prepare('UPDATE entries SET hits = ?, tick = ?, rank = ? WHERE key = ?')
  let lastTick = 0
  const nextTick = (now: number): number => (lastTick = Math.max(lastTick + 1, now * 1000))
  const rankOf = (tier: TierId, tick: number, expires: number, hits: number): number => {
    const { policy } = tiers.find(({ id }) => id === tier) ?? { policy: 'lru' as const }
    const expiresAt = expires >= never ? Infinity : expires
    return Math.min(never, policies[policy]({ tick, expiresAt, hits }))
  }
  // A row has no prototype.
  const fill = (tier: TierId): Fill => ({ ...(sum.get(tier) as unknown as Fill) })

  /** Writes one entry; how many went for its room. */
  const put = ({ key, bytes, expiresAt }: Writing, now: number): number => {
    const tier = tierOf(key)
    const limit = limits[tier].bytes
    const pinned = (old.get(key, now)?.['pinned'] as number | undefined) ?? 0
    drop.run(key)
    if (bytes.length > limit || expiresAt <= now) return 0
    expire.run(tier, now)
    let evicted = 0
    while (fill(tier).bytes + bytes.length > limit) {
      const first = victim.get(tier)
      if (!first) return evicted
      drop.run(first['key'] as string)
      evicted++
    }
    const tick = nextTick(now)
    const expires = Math.min(never, expiresAt)
    const rank = rankOf(tier, tick, expires, 1)
    const row = insert.run(key, tier, bytes.length, expires, rank, tick, pinned)
    fillIn.run(row.lastInsertRowid, bytes)
    return evicted
  }

  const together = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }

  return {
    kind: 'sqlite',
    read: (key, now) => {
      const row = select.get(key, now)
      if (!row) return undefined
      const expires = row['expires'] as number
      return { bytes: row['bytes'] as Uint8Array, expiresAt: expires >= never ? Infinity : expires }
    },
    write: (entries, now) => together(() => putAll(entries, (entry) => put(entry, now))),
    touch: (keys, now) => {
      together(() => {
        for (const key of keys) {
          const row = used.get(key, now) as { expires: number; hits: number } | undefined
          if (!row) continue
          const tick = nextTick(now)
          const hits = row.hits + 1
          use.run(hits, tick, rankOf(tierOf(key), tick, row.expires, hits), key)
        }
      })
    },
    pin: (pattern, pinned) =>
      Number(
        prepare('UPDATE entries SET pinned = ? WHERE key GLOB ? AND pinned <> ?').run(
          Number(pinned),
          globOf(pattern),
          Number(pinned),
        ).changes,
      ),
    remove: (pattern) =>
      Number(prepare('DELETE FROM entries WHERE key GLOB ?').run(globOf(pattern)).changes),
    keys: (tier, now) =>
      prepare(
        'SELECT key, hits, pinned, size, expires FROM entries WHERE tier = ? AND expires > ? ORDER BY hits DESC, tick DESC',
      )
        .all(tier, now)
        .map((row) => ({
          key: row['key'] as string,
          hits: row['hits'] as number,
          pinned: row['pinned'] === 1,
          bytes: row['size'] as number,
          expiresAt: row['expires'] as number,
        })),
    fill,
    note: (name) =>
      prepare('SELECT text FROM notes WHERE name = ?').get(name)?.['text'] as string | undefined,
    setNote: (name, text) => {
      prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(name, text)
    },
    add: (counters) => {
      const count = prepare(
        'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
      )
      together(() => {
        for (const [name, value] of counters) count.run(name, value)
      })
    },
    counters: () =>
      new Map(
        prepare('SELECT name, value FROM counters')
          .all()
          .map((row) => [row['name'] as string, row['value'] as number]),
      ),
    close: () => {
      database.close()
    },
  }
}

/** SQLite reads brackets as sets; in our patterns they stand for themselves. */
function globOf(pattern: string): string {
  return pattern.replace(/\[/g, '[[]')
}
