import { HumanError } from '../errors.ts'
import { type ActionLog, actionsNote } from './optimiser.ts'
import { readRedisUrl } from './redis-url.ts'
import type { SharedTier } from './redis.ts'
import { Store } from './store.ts'
import { type TierId, byTier, tiers } from './tiers.ts'

/** What a person sets about the store; the defaults stand in the manifest. */
export interface StoreSettings {
  /** Megabytes of each tier. */
  readonly megabytes: Readonly<Partial<Record<TierId, number>>>
  /** Hours that each tier keeps a value. */
  readonly hours: Readonly<Partial<Record<TierId, number>>>
  /** Empty for none. */
  readonly redisUrl: string
  /** Whether text of prompts may go to Redis. */
  readonly shareText: boolean
}

/** What is known besides the settings. */
export interface StorePlace {
  readonly folder: string | undefined
  readonly redisPassword?: string | undefined
  readonly onNotice?: (message: string) => void
}

/** Opens the store; what a team shares is connected beside, and never waited for. */
export async function openStore(settings: StoreSettings, place: StorePlace): Promise<Store> {
  const limits = byTier(({ id, level }) => ({
    bytes: positive(settings.megabytes[id], `${level} megabytes`) * 1e6,
    ttl: positive(settings.hours[id], `${level} hours`) * 3_600_000,
  }))
  const { folder, onNotice } = place
  const shared = await connect(settings, place)
  const store = new Store({
    limits,
    folder,
    shared,
    sharesText: settings.shareText,
    ...(onNotice && { onNotice }),
  })
  const log = store.note(actionsNote) as ActionLog | undefined
  for (const { id } of tiers) {
    const ttl = log?.ttls[id]
    if (ttl !== undefined) store.setTtl(id, ttl)
  }
  return store
}

async function connect(
  { redisUrl }: StoreSettings,
  { redisPassword, onNotice }: StorePlace,
): Promise<SharedTier | undefined> {
  if (redisUrl === '') return undefined
  try {
    const place = readRedisUrl(redisUrl)
    // The client loads with the first address.
    const { openRedis } = await import('./redis.ts')
    const password = redisPassword ?? place.password
    return openRedis({ ...place, ...(password !== undefined && { password }) }, (message) => {
      onNotice?.(message)
    })
  } catch (error) {
    if (!(error instanceof HumanError)) throw error
    onNotice?.(error.message)
    return undefined
  }
}

function positive(value: number | undefined, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value
  throw new HumanError(`The setting of the store for ${what} is not a number above 0. Correct it.`)
}
