// npm test [-- STAGE...] [--grep WORDS]: everything that shows whether the project is sound.
import { parseArgs } from 'node:util'
import { install, tools } from './install.mjs'
import { HumanError, command } from './process.mjs'
import { stages } from './stages.mjs'

/** @typedef {import('./stages.mjs').Stage} Stage */

const total = { passed: 0, failed: 0 }

/** @type {Set<string>} */
const broken = new Set()

await command(async () => {
  try {
    await runAll()
  } catch (error) {
    console.log(error instanceof HumanError ? error.message : error)
    total.failed++
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
})

async function runAll() {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' } },
    allowPositionals: true,
  })
  if (values.grep !== undefined) process.env['TEST_GREP'] = values.grep
  const chosen = choose(positionals)
  await install(tools)
  for (const stage of chosen) await runStage(stage)
}

/**
 * The named stages and those they need; all of them if none is named.
 * @param {readonly string[]} names
 */
function choose(names) {
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name))
  if (unknown) {
    throw new HumanError(
      `There is no stage "${unknown}", but ${stages.map(({ name }) => name).join(', ')}.`,
    )
  }
  const wanted = new Set(names)
  for (const { name, needs = [] } of stages) {
    if (names.includes(name)) needs.forEach((need) => wanted.add(need))
  }
  return stages.filter(({ name }) => wanted.size === 0 || wanted.has(name))
}

/** @param {Stage} stage */
async function runStage({ name, needs = [], run }) {
  const missing = needs.find((need) => broken.has(need))
  console.log(`\n=== ${name}`)
  if (missing) {
    console.log(`not run: it needs "${missing}"`)
    return
  }
  const startedAt = performance.now()
  const { passed, failed } = await run().catch((/** @type {unknown} */ error) => {
    console.log(error instanceof HumanError ? error.message : error)
    return { passed: 0, failed: 1 }
  })
  total.passed += passed
  total.failed += failed
  if (failed > 0) broken.add(name)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`=== ${name}: ${passed} passed, ${failed} failed (${seconds} s)`)
}
