import type { Store } from '../../store/store.ts'

/** Does something with the store of a folder, or of this machine, and has everything on disk at the end. */
export async function withStore(
  { folder }: { readonly folder?: string },
  work: (store: Store) => void | Promise<void>,
): Promise<void> {
  const [{ openStore }, { storeDefaults, storeFolder }] = await Promise.all([
    import('../../store/open-store.ts'),
    import('./place.ts'),
  ])
  const { PROMPT_CACHE_REDIS_URL: redisUrl, PROMPT_CACHE_REDIS_PASSWORD: redisPassword } =
    process.env
  const store = await openStore(
    { ...storeDefaults, redisUrl: redisUrl ?? storeDefaults.redisUrl },
    {
      folder: folder ?? storeFolder(process.env),
      redisPassword,
      onNotice: (message) => process.stderr.write(`${message}\n`),
    },
  )
  try {
    await work(store)
  } finally {
    await store.close()
  }
}
