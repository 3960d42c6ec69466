/** What the command line ends with. Of several reasons the higher one counts. */
export const exit = {
  fine: 0,
  /** Something was found that is wrong. */
  findings: 1,
  /** The command was not understood. */
  usage: 2,
  /** A file could not be read, or held nothing to evaluate. */
  notEvaluated: 3,
} as const

/** Has the process end with this code, unless a higher one was set before. */
export function endWith(code: (typeof exit)[keyof typeof exit]): void {
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code)
}
