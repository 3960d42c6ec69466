import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { onPath } from '../install/path.mjs'

/**
 * The executable of a desktop VS Code that can show its window here: VSCODE_PATH, or the one that
 * `code` on the PATH belongs to. Undefined where there is none, or no screen.
 */
export function desktopPath() {
  const { VSCODE_PATH: wanted, DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return undefined
  const code = wanted ?? onPath(process.platform === 'win32' ? 'code.cmd' : 'code')
  return code && executables(realpathSync(code)).find((path) => existsSync(path))
}

/**
 * `code` itself is a script that hands over to a VS Code that is already open, which we could not
 * stop. The executable stands at a fixed place beside it.
 * @param {string} code
 */
function executables(code) {
  const application = dirname(dirname(code))
  if (basename(dirname(code)) !== 'bin') return [code]
  if (process.platform === 'win32') return [join(application, 'Code.exe')]
  if (process.platform === 'linux') return [join(application, basename(code))]
  return ['Code', 'Electron'].map((name) => join(application, '../../MacOS', name))
}
