import { identityOf } from '../file-identity.ts'
import { type Kind, digestOf } from './keys.ts'
import { build } from './kinds.ts'
import type { Store } from './store.ts'

/**
 * What was made of a log file: what is kept, as long as the file is still the same, or what `read` makes of it now. A
 * gigabyte is recognised by its size, its time and samples of its content, first and last part included.
 * @throws what `read` throws; HumanError when the file cannot be read.
 */
export async function keptLog<T>(store: Store, path: string, read: () => Promise<T>): Promise<T> {
  const { size, modifiedAt, samples } = await identityOf(path)
  const kind: Kind<T> = { name: 'log-index', tier: 'context', holdsText: true }
  const params = { build, size, modifiedAt, samples: digestOf(samples) }
  return store.getOrCompute(store.address(kind, params, path), read)
}
