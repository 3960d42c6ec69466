// npm start: VS Code with the extension from this checkout, on a copy of examples/.
// npm start -- --shots FOLDER [VIEW...]: pictures of its views instead.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { editor, headlessEditor, install, tools } from '../install.mjs'
import { onPath } from '../install/path.mjs'
import { HumanError, command, end, ended, onStop, root, start } from '../process.mjs'
import { runScript } from '../scripts.mjs'
import { workbenchUrl } from './browser.mjs'
import { desktopPath } from './desktop.mjs'
import { personsEnvironment } from './environment.mjs'
import { copyFolder, linkExtension, makeProfile, writeSettings } from './profile.mjs'
import { startServer } from './server.mjs'
import { shoot } from './shoot.mjs'

await command(async () => {
  const { values, positionals } = parseArgs({
    options: { shots: { type: 'string' }, port: { type: 'string' } },
    allowPositionals: true,
  })
  await install(tools)
  if ((await runScript('build')) > 0) throw new HumanError('The build failed; see above.')
  if (values.shots !== undefined) {
    await install(headlessEditor)
    return (await shoot(values.shots, positionals)) === 0 ? 0 : 1
  }
  const desktop = desktopPath()
  if (desktop) return openDesktop(desktop)
  await install(editor)
  return openEmbedded(Number(values.port ?? 0))
})

/**
 * Opens a desktop VS Code with a profile of its own and waits until it is closed.
 * @param {string} executable
 */
async function openDesktop(executable) {
  const { profile, folder } = prepare()
  const places = ['--user-data-dir', profile.user, '--extensions-dir', profile.extensions]
  const isRoot = process.getuid?.() === 0
  const args = [
    ...[`--extensionDevelopmentPath=${root}`, '--new-window', '--disable-workspace-trust'],
    ...[...places, ...(isRoot ? ['--no-sandbox'] : []), folder],
  ]
  const child = start(executable, args, { env: personsEnvironment(), stdio: 'ignore' })
  onStop(() => end(child))
  console.log(`${executable} is open on a copy of examples/. Ctrl-C closes it.`)
  return ended(child)
}

/**
 * Starts the embedded VS Code, says where, and waits until it is stopped.
 * @param {number} port
 * @returns {Promise<number>}
 */
async function openEmbedded(port) {
  const { profile, folder } = prepare()
  linkExtension(profile, root)
  const server = await startServer(profile, { isPrivate: true, port })
  const url = workbenchUrl(server.url, folder)
  console.log(`\nVS Code with this extension, on a copy of examples/:\n\n  ${url}\n`)
  console.log('After a change: npm run build, then reload the page. Ctrl-C stops it.')
  const opener = process.env['DISPLAY'] && onPath('xdg-open')
  if (opener) {
    const child = start(opener, [url], { stdio: 'ignore' })
    onStop(() => end(child))
  }
  process.exitCode = 0 // To be stopped by hand is its normal end.
  await server.ended
  throw new HumanError('The embedded VS Code has ended by itself.')
}

function prepare() {
  const profile = makeProfile()
  writeSettings(profile)
  return { profile, folder: copyFolder(profile, join(root, 'examples')) }
}
