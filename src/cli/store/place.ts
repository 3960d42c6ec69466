import { existsSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import type { StoreSettings } from '../../store/open-store.ts'

const properties = manifest.contributes.configuration.properties

/** The settings of the store where nobody has set any, as the manifest has them. */
export const storeDefaults: StoreSettings = {
  megabytes: properties['promptCache.store.megabytes'].default,
  hours: properties['promptCache.store.hours'].default,
  redisUrl: properties['promptCache.store.redisUrl'].default,
  shareText: properties['promptCache.store.shareText'].default,
}

const extension = `${manifest.publisher}.${manifest.name}`

/** Editors that keep an extension's data alike, each under the name of its folder. */
const editors = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'code-server', 'vscode-server']

/**
 * Where the store lies: as `PROMPT_CACHE_STORE` says, else where the editor that was used last has it, else in a folder
 * of our own.
 */
export function storeFolder(env: NodeJS.ProcessEnv, home = homedir()): string {
  if (env['PROMPT_CACHE_STORE']) return env['PROMPT_CACHE_STORE']
  const roots = [
    env['APPDATA'],
    env['XDG_CONFIG_HOME'] ?? join(home, '.config'),
    env['XDG_DATA_HOME'] ?? join(home, '.local/share'),
    join(home, 'Library/Application Support'),
  ]
  const found = roots
    .flatMap((root) =>
      root === undefined
        ? []
        : editors.map((editor) => join(root, editor, 'User/globalStorage', extension, 'store')),
    )
    .concat(join(home, '.vscode-server/data/User/globalStorage', extension, 'store'))
    .filter((folder) => existsSync(folder))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  const own = join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), manifest.name)
  return found[0] ?? own
}
