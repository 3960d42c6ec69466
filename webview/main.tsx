import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './host.ts'
import { connectOffline } from './offline.ts'
import { registerToolkit } from './toolkit.ts'

const host = connectOffline() ?? connect()
const report = (problem: unknown): void => {
  const message = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)
  host.post({ type: 'error', message })
}
window.addEventListener('error', (event) => {
  report(event.error ?? event.message)
})
window.addEventListener('unhandledrejection', (event) => {
  report(event.reason)
})
registerToolkit()
const root = document.getElementById('app')
if (root) render(<App host={host} />, root)
