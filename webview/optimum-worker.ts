import type { Paths } from '../src/core/optimum/paths.ts'
import { findOptima } from './optimum.ts'

// The search in a thread of its own; it is stopped by ending the worker.
self.onmessage = ({ data }: MessageEvent<readonly Paths[]>): void => {
  findOptima(data, (news) => {
    self.postMessage(news)
  })
}
