// Analyses long documents on a thread of their own: node runs this file as a worker.
import { parentPort } from 'node:worker_threads'
import { analyzeAt } from './engine/read.ts'
import type { LargeAnswer, LargeQuestion } from './large-documents.ts'

parentPort?.on('message', ({ id, text, place }: LargeQuestion) => {
  parentPort?.postMessage({ id, reading: analyzeAt(text, place) } satisfies LargeAnswer)
})
