// Takes the place of VS Code's native log writer, so that no compiler is needed. VS Code's output
// channels are files that this writes: without it they stay empty.
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Every logger has its own level, and writes at once. */
export function setLevel() {}
export function setFlushOn() {}

/**
 * @param {string} _name
 * @param {string} file
 */
export function createRotatingLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true })
  return Promise.resolve(new Logger(file))
}

/**
 * @param {string} name
 * @param {string} file
 */
export function createAsyncRotatingLogger(name, file) {
  return createRotatingLogger(name, file)
}

class Logger {
  #level = 0
  #isRaw = false
  #file

  /** @param {string} file */
  constructor(file) {
    this.#file = file
  }

  /** Levels go from 0 (trace) to 6 (off). @param {number} level */
  setLevel(level) {
    this.#level = level
  }
  getLevel() {
    return this.#level
  }

  /** What an output channel appends is written as it is. */
  clearFormatters() {
    this.#isRaw = true
  }
  setPattern() {
    this.#isRaw = false
  }

  trace = this.#writer(0, 'trace')
  debug = this.#writer(1, 'debug')
  info = this.#writer(2, 'info')
  warn = this.#writer(3, 'warning')
  error = this.#writer(4, 'error')
  critical = this.#writer(5, 'critical')

  /** Nothing is held back. */
  flush() {}
  drop() {}

  /**
   * @param {number} level
   * @param {string} name
   */
  #writer(level, name) {
    return (/** @type {string} */ message) => {
      if (level < this.#level) return
      const time = new Date().toISOString().replace('T', ' ').replace('Z', '')
      appendFileSync(this.#file, this.#isRaw ? message : `${time} [${name}] ${message}\n`)
    }
  }
}
