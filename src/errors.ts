/** An error that is meant for people: its message says what happened, then what to do, and is shown as it is. */
export class HumanError extends Error {
  override readonly name = 'HumanError'

  /** Every bundle has a class of its own; what any of them throws is meant for people. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'HumanError'
  }
}
