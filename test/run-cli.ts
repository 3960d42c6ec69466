import { run } from '../src/cli/run.ts'

/** What a call of the command line printed, and its exit code. */
export interface CliResult {
  readonly out: string
  readonly err: string
  readonly code: number
}

/** Runs the command line within this process. */
export async function runCli(args: readonly string[]): Promise<CliResult> {
  const out = listenTo(process.stdout)
  const err = listenTo(process.stderr)
  const before = process.exitCode
  process.exitCode = 0
  try {
    await run(args)
  } finally {
    out.end()
    err.end()
  }
  const code = process.exitCode
  process.exitCode = before
  return { out: out.text(), err: err.text(), code }
}

function listenTo(stream: NodeJS.WriteStream): { readonly text: () => string; end: () => void } {
  const real = stream.write.bind(stream)
  const { isTTY } = stream
  stream.isTTY = false
  let text = ''
  stream.write = (piece: string | Uint8Array) => {
    text += piece.toString()
    return true
  }
  return {
    text: () => text,
    end: () => {
      stream.write = real
      stream.isTTY = isTTY
    },
  }
}
