import type { Route } from './connection.ts'
import { Conversations, type Question } from './conversations.ts'
import { valueOf } from './headers.ts'
import { Junction } from './junction.ts'
import type { MessageHead } from './messages.ts'
import type { Summary } from './record.ts'
import { Recording } from './recording.ts'
import { type Tape, isModelCall, tapeOf } from './tape.ts'
import { upstreamAt } from './upstream.ts'

export interface CaptureOptions {
  /** Base URL of the API that requests are passed to. */
  readonly upstream: string
  /** URL of an HTTP proxy that the upstream is reached through. */
  readonly proxy?: string | undefined
  /** The log that exchanges are appended to. */
  readonly log: string
  /** 0, or nothing, for any port that is free. */
  readonly port?: number
  /** The script of the recorder, `dist/recorder.js`. */
  readonly recorder: string
  /** What the log holds of requests: all, or digests and counts of their blocks. */
  readonly bodies?: 'full' | 'digests'
  /** Asks the API why a conversation missed, which adds a field to each request. */
  readonly diagnostics?: boolean
  /** Called with each exchange once its line is written. */
  readonly onExchange?: (summary: Summary) => void
  /** Called with what went wrong beside the exchanges: an upstream that cannot be reached, a log that is full. */
  readonly onTrouble?: (message: string) => void
}

/** A proxy that is running. */
export interface Capture {
  /** What clients take as their base URL. */
  readonly url: string
  /** Takes no more requests, lets those under way end for a while, and closes the log. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a proxy on this machine's loopback interface, and nowhere else. Requests go to the upstream unchanged and
 * answers come back byte for byte; calls of models are appended to the log.
 * @throws HumanError when the log or the port cannot be had, or the upstream is no URL.
 */
export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const { log, recorder, bodies = 'full', onExchange, onTrouble } = options
  const upstream = upstreamAt(options.upstream, options.proxy)
  const { origin } = upstream
  const recording = await Recording.start(recorder, { log, origin, bodies })
  const conversations = options.diagnostics ? new Conversations() : undefined
  const pending = new Set<Promise<unknown>>()
  const record = async (tape: Tape, question: Question | undefined): Promise<void> => {
    const { summary, id, trouble } = await recording.record(tape)
    if (id !== undefined) question?.end(id)
    if (summary) onExchange?.(summary)
    if (trouble !== undefined) onTrouble?.(`${log} was not written: ${trouble}`)
  }
  const route: Route = {
    upstream,
    begin: (head) => {
      const refusal = refusalOf(head)
      if (refusal !== undefined) return refusal
      const tape = tapeOf(head)
      if (!isModelCall(head)) return { tape, onEnd: () => undefined }
      const question = conversations?.begin()
      const { promise: recorded, resolve } = Promise.withResolvers<unknown>()
      pending.add(recorded)
      const onEnd = (): void => {
        const isKept = tape.status > 0 && tape.request.isWhole && tape.response.isWhole
        resolve(isKept ? record(tape, question) : undefined)
        void recorded.then(() => pending.delete(recorded))
      }
      return { tape, rewrite: question?.ask, onEnd }
    },
    wait: () => (recording.isFull ? recording.drained() : undefined),
    onFailure: (error) => onTrouble?.(`${origin} was not reached: ${error.message}`),
  }
  const junction = new Junction(route)
  const port = await junction.listen(options.port ?? 0).catch(async (error: unknown) => {
    await recording.stop()
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await junction.close()
      await Promise.all(pending)
      await recording.stop()
    },
  }
}

/** Keeps out pages in a browser that have a name of theirs point at this machine. */
function refusalOf({ url, headers }: MessageHead): string | undefined {
  const host = valueOf(headers, 'host') ?? ''
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)
  if (isHere && url.startsWith('/')) return undefined
  return 'This is a capture proxy. Use its address as the base URL of the API, on this machine.\n'
}
