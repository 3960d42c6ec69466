/** Prints lines to standard output; nothing for none. */
export function printLines(lines: readonly string[]): void {
  // A long replay is more than one string can hold.
  for (let start = 0; start < lines.length; start += batchSize) {
    process.stdout.write(`${lines.slice(start, start + batchSize).join('\n')}\n`)
  }
}

const batchSize = 1000

/** Prints values to standard output, one JSON object a line. */
export function printJson(values: readonly object[]): void {
  printLines(values.map((each) => JSON.stringify(each)))
}
