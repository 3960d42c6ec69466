// npm run bench:activation [-- RUNS]: how long VS Code takes to activate the packaged extension.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { activationTime } from '../editor/browser.mjs'
import { startEditor } from '../editor/workbench.mjs'
import { headlessEditor, install } from '../install.mjs'
import { HumanError, command, root } from '../process.mjs'
import { runScript } from '../scripts.mjs'

await command(async () => {
  const runs = Number(process.argv[2] ?? 7)
  await install(headlessEditor)
  if ((await runScript('package')) > 0) throw new HumanError('Packaging failed; see above.')
  const editor = await startEditor({ vsix: join(root, 'prompt-cache-studio.vsix') })
  /** @type {number[]} */
  const times = []
  for (let run = 0; run < runs; run++) {
    // A fresh page has a fresh extension host, so that every run loads the extension anew.
    const page = await editor.open({ folder: join(root, 'examples'), openFile: 'README.md' })
    times.push(await activationTime(page, 'Prompt Cache Studio'))
    await page.close()
  }
  await editor.close()
  times.sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)]
  console.log(
    `activation: min ${times[0]} ms, median ${median} ms, max ${times.at(-1)} ms (${times.join(', ')})`,
  )
  console.log(
    `dist/extension.js: ${(statSync(join(root, 'dist/extension.js')).size / 1024).toFixed(1)} KB`,
  )
  return 0
})
