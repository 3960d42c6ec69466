import { render } from 'preact'
import type { ResultIntent, ToResult } from '../../src/protocol.ts'
import { registerToolkit } from '../toolkit.ts'
import { Result } from './result.tsx'

declare function acquireVsCodeApi(): { postMessage(intent: ResultIntent): void }

const api = acquireVsCodeApi()
const post = (intent: ResultIntent): void => {
  api.postMessage(intent)
}
const report = (problem: unknown): void => {
  const message = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
  post({ type: 'error', message })
}
window.addEventListener('error', (event) => {
  report(event.error ?? event.message)
})
registerToolkit()
const root = document.getElementById('app')
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (root && isResult(data)) render(<Result {...data} post={post} />, root)
})
post({ type: 'ready' })

function isResult(data: unknown): data is ToResult {
  return typeof data === 'object' && data !== null && 'result' in data
}
