import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The checkout that all of this serves. */
export const root = join(import.meta.dirname, '..')

/** An expected failure: its message says what happened, then what to do, and is shown as it is. */
export class HumanError extends Error {}

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('node:child_process').SpawnOptions} SpawnOptions */
/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} RunOptions */

const onWindows = process.platform === 'win32'

/** Puts a command under a Linux rule: it ends when we do, even if we are killed. */
const setpriv = '/usr/bin/setpriv'
const mortal = ['--pdeathsig', 'TERM']
const hasSetpriv = spawnSync(setpriv, [...mortal, 'true']).status === 0

/**
 * Starts a command as the head of its own process group, so that `end` reaches all that it starts.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {SpawnOptions} options
 */
export function start(command, args, options) {
  const ours = { detached: !onWindows, ...options }
  const isMortal = hasSetpriv && !options.shell
  return isMortal ? spawn(setpriv, [...mortal, command, ...args], ours) : spawn(command, args, ours)
}

/**
 * Runs a command to its end and keeps what it prints. Its code is 127 if it could not be started
 * and 124 if it took too long.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export async function run(command, args, options = {}) {
  let output = ''
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (/** @type {Buffer} */ bytes) => (output += bytes.toString()))
  }
  return { code: await finished(child, options.timeoutMs), output }
}

/**
 * Runs a command to its end, printing to our terminal, and answers its code, as `run` does.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export async function show(command, args, options = {}) {
  const child = start(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
  return finished(child, options.timeoutMs)
}

/**
 * @param {ChildProcess} child
 * @param {number} [timeoutMs]
 */
async function finished(child, timeoutMs) {
  const stop = onStop(() => end(child))
  const clock = new AbortController()
  const late = timeoutMs === undefined ? undefined : sleep(timeoutMs, 124, clock)
  const codes = [ended(child), ...(late ? [late] : [])]
  const code = await Promise.race(codes)
  clock.abort()
  await stop()
  return code
}

/**
 * The exit code of a child, once it has one: of a signal as a shell gives it, 127 if there is no
 * such command. Once we are told to stop it never comes, so that nothing new begins.
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve(127)
    })
    child.once('close', (code, signal) => {
      if (told === undefined) resolve(code ?? signalCode(signal))
    })
  })
}

/** @param {NodeJS.Signals | null} signal */
function signalCode(signal) {
  return signal ? 128 + constants.signals[signal] : 1
}

/**
 * Ends what `start` started, and everything that it started: asks first, then kills.
 * @param {ChildProcess} child
 * @param {number} [graceMs]
 */
export async function end(child, graceMs = 8000) {
  if (child.pid === undefined) return
  if (onWindows) {
    spawnSync('taskkill', ['/pid', `${child.pid}`, '/t', '/f'])
    return
  }
  const group = -child.pid
  if (signal(group, 'SIGTERM')) {
    for (let waited = 0; waited < graceMs && signal(group, 0); waited += 50) await sleep(50)
    signal(group, 'SIGKILL')
  }
}

/**
 * Answers whether there was anyone to signal.
 * @param {number} pid
 * @param {NodeJS.Signals | 0} name
 */
function signal(pid, name) {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** What is still to be undone when we are told to stop, oldest first. @type {Set<() => Promise<void>>} */
const undos = new Set()

/**
 * Registers what is undone if we are told to stop (Ctrl-C, SIGTERM, a closed terminal). Call the
 * answered function to undo it earlier; it is undone once.
 * @param {() => unknown} undo
 */
export function onStop(undo) {
  if (undos.size === 0) listen()
  /** @type {Promise<void> | undefined} */
  let undone
  const once = () =>
    (undone ??= (async () => {
      await undo()
      undos.delete(once)
    })())
  undos.add(once)
  return once
}

let isListening = false

/** With which code we end, once we have been told to stop. @type {number | undefined} */
let told

function listen() {
  if (isListening) return
  isListening = true
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      tell(name)
    })
  }
  // A signal to npm ends the shell that it runs us in, but does not reach us.
  const shell = process.ppid
  const look = () => {
    if (process.ppid !== shell) tell('SIGTERM')
  }
  if (process.env['npm_lifecycle_event']) setInterval(look, 500).unref()
}

/** @param {NodeJS.Signals} signal */
function tell(signal) {
  told ??= Number(process.exitCode ?? signalCode(signal))
  void leave(told)
}

/**
 * Undoes everything that is still registered, newest first, and ends this process.
 * @param {number} code
 */
async function leave(code) {
  for (const undo of [...undos].reverse()) {
    await undo().catch((/** @type {unknown} */ error) => {
      console.error(error)
    })
  }
  process.exit(code)
}

/**
 * The whole life of a command of ours: its answer is the exit code; if it fails, what it started is
 * stopped, and an expected failure is one line.
 * @param {() => Promise<number>} main
 */
export async function command(main) {
  let code = 1
  try {
    code = await main()
  } catch (error) {
    if (told === undefined)
      console.error(error instanceof HumanError ? `\n${error.message}` : error)
  }
  await leave(told ?? code)
}
