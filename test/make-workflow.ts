/*
 * Writes `examples/workflow-agent.capture.jsonl`, `examples/workflow-agent.md` and the walkthrough's pictures of it. Run it
 * with Node 24: `node test/make-workflow.ts`. The numbers are made, not recorded: no request was sent. The same input always gives the
 * same files.
 */
import { writeFileSync } from 'node:fs'
import { scenesPicture, tablesPicture } from './make-examples/workflow-pictures.ts'
import { capture, scenes } from './make-examples/workflow-scenes.ts'

const to = (name: string): URL => new URL(`../${name}`, import.meta.url)
const page = scenes()
writeFileSync(to('examples/workflow-agent.capture.jsonl'), capture(20))
writeFileSync(to('examples/workflow-agent.md'), page)
writeFileSync(to('media/walkthrough-billed.svg'), scenesPicture(page))
writeFileSync(to('media/walkthrough-strategies.svg'), tablesPicture(page))
